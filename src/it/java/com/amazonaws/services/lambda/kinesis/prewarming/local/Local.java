package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * What integration tests share: one local Kinesis and one running function, which end with this
 * process.
 */
public final class Local {

  public static final KinesisLocal KINESIS = KinesisLocal.start();
  public static final LambdaRuntime FUNCTION =
      LambdaRuntime.startAgainst(KINESIS.endpoint().toString());

  private Local() {}

  /** A new stream in eu-west-1, under a name that no other test has. */
  public static TestStream newStream(int shards) {
    return newStream("eu-west-1", "stream-" + UUID.randomUUID(), shards);
  }

  public static TestStream newStream(String region, String name, int shards) {
    return TestStream.create(KINESIS.client(region), name, shards);
  }

  /** A plain event for the stream, with a prototype. */
  public static String eventFor(TestStream stream, Object prototype) {
    return write(
        Map.of(
            "streamName", stream.name(), "regionName", "eu-west-1", "messagePrototype", prototype));
  }

  /** One of the sample events. */
  public static String sample(String file) {
    try {
      return Files.readString(Path.of("src", "test", "resources", "events", file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String write(Object value) {
    return JsonText.write(value);
  }

  public static JsonNode read(String json) {
    return JsonText.read(json);
  }
}
