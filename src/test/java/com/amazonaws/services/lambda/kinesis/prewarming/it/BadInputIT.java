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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input to the packaged jar: what it says, that it writes nothing, and that it goes on. */
class BadInputIT {

  private static final String GOOD = "\"regionName\": \"eu-west-1\"";

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
    String longName = "x".repeat(129);
    return Stream.of(
        Arguments.of("{}", "streamName is missing"),
        Arguments.of("null", "the event must be a JSON object"),
        Arguments.of("[]", "the event must be a JSON object"),
        Arguments.of("{\"key1\": \"value1\"}", "unknown field \"key1\""),
        Arguments.of(
            "{\"streamName\": \"STREAM\", \"mesagePrototype\": \"x\"}",
            "unknown field \"mesagePrototype\""),
        Arguments.of("{\"streamName\": null}", "streamName is missing"),
        Arguments.of("{\"streamName\": \"\"}", "streamName must be 1 to 128 of"),
        Arguments.of("{\"streamName\": \"  \"}", "streamName must be 1 to 128 of"),
        Arguments.of("{\"streamName\": \"" + longName + "\"}", "streamName must be 1 to 128 of"),
        Arguments.of("{\"streamName\": 7}", "streamName must be a text"),
        Arguments.of("{\"streamName\": [\"STREAM\"]}", "streamName must be a text"),
        Arguments.of("{\"streamName\": \"STREAM\\n\"}", "streamName must be 1 to 128 of"),
        Arguments.of("{\"streamName\": \"or ders\"}", "streamName must be 1 to 128 of"),
        Arguments.of(region("\"\""), "regionName must be a region"),
        Arguments.of(region("\" \""), "regionName must be a region"),
        Arguments.of(region("\"" + "eu-".repeat(50) + "west-1\""), "regionName must be a region"),
        Arguments.of(region("5"), "regionName must be a text"),
        Arguments.of(region("{}"), "regionName must be a text"),
        Arguments.of(region("\"evil.example#\""), "regionName must be a region"),
        Arguments.of(region("\"evil.example/\""), "regionName must be a region"),
        Arguments.of(region("\"eu-west-1@127.0.0.1/\""), "regionName must be a region"),
        Arguments.of(region("\"eu-west-1\\n\""), "regionName must be a region"),
        Arguments.of(
            region("\"eu-west-1\\r\\nHost: evil.example\""), "regionName must be a region"),
        Arguments.of(region("\"EU-WEST-1\""), "regionName must be a region"),
        Arguments.of(prototype("\"\\ud83d\""), "messagePrototype must be whole Unicode text"),
        Arguments.of(
            prototype("\"" + "x".repeat(5_300_000) + "\""), "messagePrototype must take at most"),
        Arguments.of(
            "{\"detail-type\": \"x\", \"detail\": \"orders\"}",
            "detail of the EventBridge event must be"),
        Arguments.of("{\"detail-type\": \"x\", \"detail\": {}}", "streamName is missing"),
        Arguments.of(
            "{\"detail-type\": \"x\", \"detail\": {\"stream\": 1}}", "unknown field \"stream\""),
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

  static Stream<Arguments> badBodies() {
    return Stream.of(
        Arguments.of(400, "not json", false, "the body must be a JSON object"),
        Arguments.of(400, "{\"streamName\": \"STREAM\"", false, "the body must be a JSON object"),
        Arguments.of(
            400, "{\"streamName\": \"STREAM\"} {}", false, "the body must be a JSON object"),
        Arguments.of(
            400,
            "{\"streamName\": \"STREAM\", \"streamName\": \"x\"}",
            false,
            "the body must be a JSON object"),
        Arguments.of(400, "[]", false, "the body must be a JSON object"),
        Arguments.of(400, "null", false, "the body must be a JSON object"),
        Arguments.of(400, "\"orders\"", false, "the body must be a JSON object"),
        Arguments.of(400, "{}", false, "streamName is missing"),
        Arguments.of(400, "", false, "streamName is missing"),
        Arguments.of(400, "{\"key1\": \"value1\"}", false, "unknown field \"key1\""),
        Arguments.of(400, "***", true, "isBase64Encoded, and is not base64"),
        Arguments.of(400, "/////w==", true, "the body must be a JSON object"),
        Arguments.of(400, region("\"evil.example#\""), false, "regionName must be a region"),
        Arguments.of(404, "{\"streamName\": \"no-such-stream\"}", false, "no-such-stream"));
  }

  @ParameterizedTest
  @MethodSource("badBodies")
  void aBadApiCallIsAnsweredWithItsStatusAndAnError(
      int status, String body, boolean base64, String message) {
    String event =
        Local.write(
            Map.of(
                "requestContext", Map.of("http", Map.of("method", "POST")),
                "body", body.replace("STREAM", witness.name()),
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

  private static String region(String value) {
    return "{\"streamName\": \"STREAM\", \"regionName\": " + value + "}";
  }

  private static String prototype(String value) {
    return "{\"streamName\": \"STREAM\", " + GOOD + ", \"messagePrototype\": " + value + "}";
  }
}
