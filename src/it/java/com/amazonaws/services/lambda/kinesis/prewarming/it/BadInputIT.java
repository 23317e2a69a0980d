package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisLocal;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input to the packaged jar, one for each way in and each field: what it says, that it writes
 * nothing, and that it goes on.
 */
@ExtendWith(KinesisLasts.class)
@ResourceLock("Local.FUNCTION")
class BadInputIT {

  private TestStream witness;

  @BeforeEach
  void aStreamThatMustStayEmpty() {
    witness = Local.newStream(2);
  }

  @AfterEach
  void nothingWasWrittenAndTheFunctionIsFitForItsNextEvent() {
    assertEquals(Set.of(0), Set.copyOf(witness.recordsInOpenShards().values()));
    LambdaRuntime.Answer next = Local.FUNCTION.invoke(Local.eventFor(witness, "next"));
    assertFalse(next.failed(), next.json());
    assertEquals(Set.of(1), Set.copyOf(witness.recordsInOpenShards().values()));
  }

  static Stream<Arguments> badEvents() {
    return Stream.of(
        Arguments.of("null", "the event must be a JSON object"),
        Arguments.of("[]", "the event must be a JSON object"),
        Arguments.of("{\"key1\": \"value1\"}", "unknown field \"key1\""),
        Arguments.of("{\"streamName\": [\"STREAM\"]}", "streamName must be a text"),
        Arguments.of(
            "{\"streamName\": \"STREAM\", \"regionName\": \"evil.example#\"}",
            "regionName must be a region"),
        Arguments.of(
            "{\"streamName\": \"STREAM\", \"messagePrototype\": {\"a\": \"\\ud83d\"}}",
            "messagePrototype must be whole Unicode text"),
        Arguments.of(
            "{\"detail-type\": \"Scheduled Event\", \"detail\": \"{}\"}",
            "if it is EventBridge Scheduler's own, set the target's Input"),
        Arguments.of(
            "{\"streamName\": \"no-such-stream\"}",
            "no-such-stream in eu-west-1 failed: there is no such stream"));
  }

  @ParameterizedTest
  @MethodSource("badEvents")
  void aBadEventIsAFailedInvocationThatNamesWhatIsWrong(String event, String message) {
    LambdaRuntime.Answer answer = Local.FUNCTION.invoke(event.replace("STREAM", witness.name()));

    assertTrue(answer.failed(), answer.json());
    assertTrue(answer.errorMessage().contains(message), answer.errorMessage());
    assertFalse(answer.errorMessage().contains("\n"), answer.errorMessage());
    assertTrue(answer.errorMessage().length() < 500, answer.errorMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "400, not json, false, the body must be a JSON object",
    "400, ***, true, 'isBase64Encoded, and is not base64'",
    "404, {\"streamName\": \"no-such-stream\"}, false, no-such-stream"
  })
  void aBadApiCallIsAnsweredWithItsStatusAndAnError(
      int status, String body, boolean base64, String message) {
    String event =
        Local.write(
            Map.of(
                "requestContext", Map.of("http", Map.of("method", "POST")),
                "body", body,
                "isBase64Encoded", base64));

    LambdaRuntime.Answer answer = Local.FUNCTION.invoke(event);

    assertFalse(answer.failed(), answer.json());
    JsonNode response = answer.body();
    assertEquals(status, response.get("statusCode").asInt(), answer.json());
    assertEquals("application/json", response.at("/headers/Content-Type").asText());
    String error = Local.read(response.get("body").asText()).get("error").asText();
    assertTrue(error.contains(message), error);
    assertEquals(1, answer.logged("[WARN] answering an API call with an error: " + error).size());
  }

  @Test
  void aStreamThatIsBeingCreatedIsAnErrorThatSaysSo() {
    try (KinesisLocal slow = KinesisLocal.startSlowToCreate()) {
      slow.client("eu-west-1").createStream("young", 1);

      assertSays("stream young is CREATING and takes no records", "young", slow);
    }
  }

  @Test
  void aStreamThatIsBeingDeletedIsAnErrorThatSaysSo() {
    try (KinesisLocal slow = KinesisLocal.startSlowToDelete()) {
      TestStream.create(slow.client("eu-west-1"), "old", 1);
      slow.client("eu-west-1").deleteStream("old");

      assertSays("stream old is DELETING and takes no records", "old", slow);
    }
  }

  private static void assertSays(String message, String streamName, KinesisLocal server) {
    try (LambdaRuntime function = LambdaRuntime.startAgainst(server.endpoint().toString())) {
      LambdaRuntime.Answer answer = function.invoke(Local.write(Map.of("streamName", streamName)));

      assertTrue(answer.failed(), answer.json());
      assertTrue(answer.errorMessage().startsWith(message), answer.json());
    }
  }
}
