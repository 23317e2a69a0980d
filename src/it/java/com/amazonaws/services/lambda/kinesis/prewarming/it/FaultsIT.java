package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.DESCRIBE;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.PUT;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.hanging;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.refusal;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Named.named;

import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged jar under the real runtime client, with a Kinesis that goes wrong: which shards hold
 * how many canaries afterwards, the calls made, the message, and the time against the deadline.
 */
class FaultsIT extends ProxiedFunction {

  @Test
  void aRunMakesOneDescribeStreamForEach100ListedShardsAndOnePutRecordsForEach500Open() {
    TestStream stream = Local.newStream(1_000);
    stream.split(stream.open().get(0));

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(11, proxy.calls(DESCRIBE));
    assertEquals(List.of(1, 500, 500), proxy.recordsInEachPut().stream().sorted().toList());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(1_001, answer.logged("canary in shardId=").size());
  }

  @ParameterizedTest
  @CsvSource({
    DESCRIBE + ", 1, 400, LimitExceededException, 5, 1",
    PUT + ", 0, 500, InternalFailure, 4, 4"
  })
  void aThrottledPageIsAskedForAgainAndAFailedWriteMadeAgainAndTheShardsListedOnceMore(
      String action, int passing, int status, String code, int describes, int puts) {
    TestStream stream = Local.newStream(120);
    proxy.fault(action, passing, 3, refusal(status, code));

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(List.of(describes, puts), List.of(proxy.calls(DESCRIBE), proxy.calls(PUT)));
    assertEquals(3, answer.logged("trying again: as ordered (" + code).size());
  }

  static Stream<Arguments> answersThatAreLost() {
    return Stream.of(DESCRIBE, PUT)
        .flatMap(
            action ->
                Stream.of(
                        named("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                        named("hanging", hanging()))
                    .map(response -> Arguments.of(action, response)));
  }

  @ParameterizedTest
  @MethodSource("answersThatAreLost")
  void aCallThatIsResetOrHangsIsMadeAgainWithinTheDeadline(
      String action, ResponseDefinitionBuilder response) {
    TestStream stream = Local.newStream(4);
    proxy.fault(action, 0, 1, response);

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), LONGER);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(2, proxy.calls(action));
  }

  static Stream<Named<ResponseDefinitionBuilder>> answersWithoutEnd() {
    return Stream.of(
        named("hanging", hanging()),
        named(
            "dripping",
            aResponse().withBody(new byte[1_000]).withChunkedDribbleDelay(500, 60_000)));
  }

  @ParameterizedTest
  @MethodSource("answersWithoutEnd")
  void aKinesisThatNeverAnswersIsAnErrorBeforeTheFunctionsTimeIsUp(
      ResponseDefinitionBuilder response) {
    TestStream stream = Local.newStream(4);
    proxy.always(DESCRIBE, response);

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertTrue(answer.failed(), answer.json());
    assertContains(
        "DescribeStream on stream " + stream.name() + " in eu-west-1 did not succeed",
        answer.errorMessage());
    assertEquals(Set.of(0), Set.copyOf(stream.recordsInOpenShards().values()));
  }

  @Test
  void ofManyBatchesThatHangNoneOutlastsTheDeadline() {
    TestStream stream = Local.newStream(1_000);
    stream.split(stream.open().get(0));
    proxy.always(PUT, hanging());

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), LONGER);

    assertTrue(answer.failed(), answer.json());
    assertContains("1001 of 1001 open shards", answer.errorMessage());
    assertContains("shardId-000000000010 and 991 others", answer.errorMessage());
    assertContains("PutRecords on stream " + stream.name(), answer.errorMessage());
  }

  static Stream<Arguments> strangeAnswers() {
    return Stream.of(
        Arguments.of(
            aResponse().withStatus(400).withBody("<html>\nno such page</html>"),
            "(no error code, HTTP 400)"),
        Arguments.of(
            refusal(400, "Odd\u009bError", "a\u0090b\u202ec\u2028d"),
            "a?b?c?d (Odd?Error, HTTP 400)"));
  }

  @ParameterizedTest
  @MethodSource("strangeAnswers")
  void anErrorThatIsNotKinesisOwnIsShownWithoutControlCharacters(
      ResponseDefinitionBuilder response, String shown) {
    proxy.always(DESCRIBE, response);

    LambdaRuntime.Answer answer = function.invoke("{\"streamName\": \"orders\"}");

    assertTrue(answer.failed(), answer.json());
    assertContains(shown, answer.errorMessage());
    assertEquals(List.of(), answer.log().stream().filter(FaultsIT::holdsControls).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {DESCRIBE, PUT})
  void whatNoRetryCuresFailsAtOnceSayingWhatToDo(String action) {
    TestStream stream = Local.newStream(2);
    proxy.always(action, refusal(400, "AccessDeniedException"));

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains(
        action.split("\\.")[1] + " on stream " + stream.name() + " in eu-west-1 failed: ",
        answer.errorMessage());
    assertContains("role does not allow it", answer.errorMessage());
    assertContains("as ordered (AccessDeniedException", answer.errorMessage());
    assertEquals(1, proxy.calls(action));
  }

  @Test
  void aListingThatGivesItsFirstPageForEveryPageIsRefused() {
    TestStream stream = Local.newStream(3);
    proxy.eachListing(
        Duration.ZERO,
        (call, kinesis) -> {
          call.remove("ExclusiveStartShardId");
          ObjectNode answer = kinesis.apply(call);
          ((ObjectNode) answer.get("StreamDescription")).put("HasMoreShards", true);
          return answer;
        });

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains("gives the same page of stream " + stream.name(), answer.errorMessage());
    assertEquals(2, proxy.calls(DESCRIBE));
  }

  @Test
  void aClockThatDriftsAndComesRightAgainFailsNoRun() {
    for (Duration ahead : List.of(Duration.ofHours(1), Duration.ZERO, Duration.ofHours(-1))) {
      TestStream stream = Local.newStream(2);
      proxy.setClockAhead(ahead);

      LambdaRuntime.Answer answer = invoke(stream);

      assertFalse(answer.failed(), answer.json());
      assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
      assertEquals(1, answer.logged("trying again: Signature expired").size());
    }
    proxy.setClockAhead(Duration.ZERO);
    invoke(Local.newStream(1));
  }

  private static boolean holdsControls(String line) {
    return line.codePoints().anyMatch(c -> c != '\t' && Character.isISOControl(c) || c == 0x202e);
  }
}
