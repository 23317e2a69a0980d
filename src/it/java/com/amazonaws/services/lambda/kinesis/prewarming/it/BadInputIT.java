package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.JsonText;
import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisLocal;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
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

/** Bad input to the packaged jar: what it says, that it writes nothing, and that it goes on. */
@ExtendWith(RequireLocalKinesis.class)
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
            "{\"streamName\": \"STREAM\", \"messagePrototype\": {\"a\": \"\\ud83d\"}}",
            "messagePrototype must be whole Unicode text"),
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
    LambdaRuntime.Answer answer = Local.FUNCTION.invoke(Local.apiCall(body, base64));

    assertFalse(answer.failed(), answer.json());
    JsonNode response = answer.body();
    assertEquals(status, response.get("statusCode").asInt(), answer.json());
    assertEquals("application/json", response.at("/headers/Content-Type").asText());
    String error = JsonText.read(response.get("body").asText()).get("error").asText();
    assertTrue(error.contains(message), error);
    assertEquals(1, answer.logged("[WARN] answering an API call with an error: " + error).size());
  }

  @Test
  void aStreamThatIsBeingCreatedIsAnErrorThatSaysSo() {
    try (KinesisLocal slow = KinesisLocal.startSlowToCreate();
        LambdaRuntime function = LambdaRuntime.startAgainst(slow.endpoint().toString())) {
      slow.client("eu-west-1").createStream("young", 1);

      LambdaRuntime.Answer answer = function.invoke("{\"streamName\": \"young\"}");

      assertTrue(answer.failed(), answer.json());
      assertTrue(
          answer.errorMessage().startsWith("stream young is CREATING and takes no records"),
          answer.json());
    }
  }
}
