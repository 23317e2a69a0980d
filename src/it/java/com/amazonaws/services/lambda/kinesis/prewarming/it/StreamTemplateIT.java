package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.amazonaws.services.kinesis.model.StartStreamEncryptionRequest;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.amazonaws.services.lambda.kinesis.prewarming.local.JsonText;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.RequiredTool;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Sends to the function what the rule of stream.yaml sends to it. */
@ResourceLock("Local.FUNCTION")
class StreamTemplateIT {

  private static final String KEY =
      "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  @Test
  void writesTwoCanariesIntoEachShardOfEncryptedStreamForTwoCanariesPerShard() throws IOException {
    TestStream stream = Local.newStream(3);
    stream
        .kinesis()
        .startStreamEncryption(
            new StartStreamEncryptionRequest()
                .withStreamName(stream.name())
                .withEncryptionType("KMS")
                .withKeyId(KEY));

    for (JsonNode event : eventsOfRule(stream.name(), KEY, "2")) {
      var result = Local.FUNCTION.invoke(event.toString());
      assertFalse(result.failed(), result.json());
    }

    assertEquals(3, stream.recordsInOpenShards().size());
    assertEquals(Set.of(2), Set.copyOf(stream.recordsInOpenShards().values()));
  }

  /** Deploys the template to an emulator, and skips the test if the emulator is missing. */
  private static JsonNode eventsOfRule(String streamName, String key, String canaries)
      throws IOException {
    String script = "src/it/python/stream_targets.py";
    RequiredTool.need("python3", script);
    try {
      return JsonText.read(Command.of("python3", "-B", script, streamName, key, canaries).output());
    } catch (IOException e) {
      // In CI, the script exits with 1 if a module is missing, and the test fails.
      Assumptions.assumeFalse(e.getMessage().contains("ended with 77:"), e.getMessage());
      throw e;
    }
  }
}
