package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.amazonaws.services.kinesis.model.StartStreamEncryptionRequest;
import com.amazonaws.services.lambda.kinesis.prewarming.local.JsonText;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Deploys stream.yaml to an emulator and invokes the packaged jar with the inputs of its rule. */
@ResourceLock("Local.FUNCTION")
class StreamTemplateIT {

  private static final String KEY =
      "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  @Test
  void writesTwoCanariesIntoEachShardOfEncryptedStream() throws IOException {
    TestStream stream = Local.newStream(3);
    stream
        .kinesis()
        .startStreamEncryption(
            new StartStreamEncryptionRequest()
                .withStreamName(stream.name())
                .withEncryptionType("KMS")
                .withKeyId(KEY));

    for (JsonNode input : inputs(stream.name(), KEY, "2")) {
      LambdaRuntime.Result result = Local.FUNCTION.invoke(input.toString());
      assertFalse(result.failed(), result.json());
    }

    assertEquals(Collections.nCopies(3, 2), List.copyOf(stream.recordsInOpenShards().values()));
  }

  private static JsonNode inputs(String streamName, String key, String canariesPerShard)
      throws IOException {
    String script = "src/it/python/stream_targets.py";
    return JsonText.read(
        RequiredTool.run("python3", "-B", script, streamName, key, canariesPerShard));
  }
}
