package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.util.Map;
import java.util.UUID;

/** The local Kinesis and the function that integration tests share; both end with this process. */
public final class Local {

  public static final KinesisLocal KINESIS = KinesisLocal.start();
  public static final LambdaRuntime FUNCTION =
      LambdaRuntime.startAgainst(KINESIS.endpoint().toString());

  private Local() {}

  /** Creates a stream in eu-west-1 with a unique name. */
  public static TestStream newStream(int shards) {
    return newStream("eu-west-1", "stream-" + UUID.randomUUID(), shards);
  }

  public static TestStream newStream(String region, String name, int shards) {
    return TestStream.create(KINESIS.client(region), name, shards);
  }

  /** Returns a direct event for a stream in eu-west-1. */
  public static String eventFor(TestStream stream, Object prototype) {
    return JsonText.write(
        Map.of(
            "streamName", stream.name(), "regionName", "eu-west-1", "messagePrototype", prototype));
  }

  /** Returns an HTTP API event with a body. */
  public static String apiCall(String body, boolean base64) {
    return JsonText.write(
        Map.of(
            "requestContext", Map.of("http", Map.of("method", "POST")),
            "body", body,
            "isBase64Encoded", base64));
  }
}
