package com.amazonaws.services.lambda.kinesis.prewarming.local;

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
    return JsonText.write(
        Map.of(
            "streamName", stream.name(), "regionName", "eu-west-1", "messagePrototype", prototype));
  }

  /** An API call with this body. */
  public static String apiCall(String body, boolean base64) {
    return JsonText.write(
        Map.of(
            "requestContext", Map.of("http", Map.of("method", "POST")),
            "body", body,
            "isBase64Encoded", base64));
  }
}
