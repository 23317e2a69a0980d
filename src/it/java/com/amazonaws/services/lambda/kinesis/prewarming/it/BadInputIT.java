package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.JsonText;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Invokes the packaged jar with invalid events, none of which may write a record. */
@ResourceLock("Local.FUNCTION")
class BadInputIT {

  private TestStream stream;

  @BeforeEach
  void createStream() {
    stream = Local.newStream(2);
  }

  @AfterEach
  void shardsAreEmptyAndTheNextEventSucceeds() {
    assertEquals(Set.of(0), Set.copyOf(stream.recordsInOpenShards().values()));
    LambdaRuntime.Result next = Local.FUNCTION.invoke(Local.eventFor(stream, "next"));
    assertFalse(next.failed(), next.json());
    assertEquals(Set.of(1), Set.copyOf(stream.recordsInOpenShards().values()));
  }

  static Stream<Arguments> invalidEvents() {
    return Stream.of(
        Arguments.of("null", "event"),
        Arguments.of("[]", "event"),
        Arguments.of("{\"key1\": \"value1\"}", "\"key1\""),
        Arguments.of("{\"streamName\": [\"STREAM\"]}", "streamName"),
        Arguments.of(
            "{\"streamName\": \"STREAM\", \"messagePrototype\": {\"a\": \"\\ud83d\"}}",
            "messagePrototype"),
        Arguments.of("{\"streamName\": \"no-such-stream\"}", "no-such-stream in eu-west-1"));
  }

  @ParameterizedTest
  @MethodSource("invalidEvents")
  void failsInOneLineThatNamesTheFaultWhenEventIsInvalid(String event, String part) {
    LambdaRuntime.Result result = Local.FUNCTION.invoke(event.replace("STREAM", stream.name()));

    assertTrue(result.failed(), result.json());
    assertTrue(result.errorMessage().contains(part), result.errorMessage());
    assertFalse(result.errorMessage().contains("\n"), result.errorMessage());
    assertTrue(result.errorMessage().length() < 500, result.errorMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "400, not json, false, body",
    "400, ***, true, base64",
    "404, {\"streamName\": \"no-such-stream\"}, false, no-such-stream"
  })
  void respondsWithStatusAndErrorWhenApiCallIsInvalid(
      int status, String body, boolean base64, String part) {
    LambdaRuntime.Result result = Local.FUNCTION.invoke(Local.apiCall(body, base64));

    assertFalse(result.failed(), result.json());
    JsonNode response = result.body();
    assertEquals(status, response.get("statusCode").asInt(), result.json());
    assertEquals("application/json", response.at("/headers/Content-Type").asText());
    String error = JsonText.read(response.get("body").asText()).get("error").asText();
    assertTrue(error.contains(part), error);
    assertEquals(1, result.logged(error).size(), result.log()::toString);
  }
}
