package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.DESCRIBE;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.PUT;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged jar under the real runtime client, with a Kinesis that goes wrong: which shards hold
 * how many canaries afterwards, the calls made, the message, and the time against the deadline.
 */
class FaultsIT extends BehindAProxy {

  @Test
  void aRunMakesOneDescribeStreamForEach100ListedShardsAndOnePutRecordsForEach500Open() {
    TestStream stream = Local.newStream(1_000);
    stream.split(stream.open().get(0));

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(11, proxy.calls(DESCRIBE));
    assertEquals(List.of(1, 500, 500), proxy.recordsInEachPut().stream().sorted().toList());
  }

  @Test
  void aPrototypeOfHalfAMegabyteGoesToEachShardInBatchesOfFiveMebibytes() {
    TestStream stream = Local.newStream(25);
    proxy.swallowRecords(stream);

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "x".repeat(512 * 1024)));

    assertFalse(answer.failed(), answer.json());
    assertEquals(25, answer.body().get("canaries").size());
    assertEquals(List.of(7, 9, 9), proxy.recordsInEachPut().stream().sorted().toList());
  }

  @Test
  void aThrottledPageIsAskedForAgain() {
    TestStream stream = Local.newStream(120);
    proxy.refuse(DESCRIBE, 1, 3, 400, "LimitExceededException");

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(List.of(5, 1), List.of(proxy.calls(DESCRIBE), proxy.calls(PUT)));
    assertEquals(3, answer.logged("trying again: as ordered (LimitExceededException").size());
  }

  @Test
  void aWriteThatBreaksOffIsMadeAgainAndTheShardsListedOnceMore() {
    TestStream stream = Local.newStream(120);
    proxy.refuse(PUT, 0, 3, 500, "InternalFailure");

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(List.of(4, 4), List.of(proxy.calls(DESCRIBE), proxy.calls(PUT)));
    assertEquals(3, answer.logged("trying again: as ordered (InternalFailure").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {DESCRIBE, PUT})
  void aConnectionThatIsResetIsMadeAgain(String action) {
    TestStream stream = Local.newStream(4);
    proxy.reset(action, 2);

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(3, proxy.calls(action));
  }

  @ParameterizedTest
  @ValueSource(strings = {DESCRIBE, PUT})
  void aCallThatHangsIsGivenUpAndMadeAgainWithinTheDeadline(String action) {
    TestStream stream = Local.newStream(4);
    proxy.hang(action, 1);

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), LONGER);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(2, proxy.calls(action));
  }

  @Test
  void aKinesisThatNeverAnswersIsAnErrorBeforeTheFunctionsTimeIsUp() {
    TestStream stream = Local.newStream(4);
    proxy.always(DESCRIBE, KinesisProxy.hanging());

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
    proxy.always(PUT, KinesisProxy.hanging());

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), LONGER);

    assertTrue(answer.failed(), answer.json());
    assertContains("1001 of 1001 open shards", answer.errorMessage());
    assertContains("shardId-000000000010 and 991 others", answer.errorMessage());
    assertContains("PutRecords on stream " + stream.name(), answer.errorMessage());
  }

  @Test
  void anErrorThatIsNotKinesisOwnIsReportedAsSuch() {
    TestStream stream = Local.newStream(1);
    proxy.always(PUT, aResponse().withStatus(400).withBody("<html>\nno such page</html>"));

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains("(no error code, HTTP 400)", answer.errorMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {DESCRIBE, PUT})
  void whatNoRetryCuresFailsAtOnceSayingWhatToDo(String action) {
    TestStream stream = Local.newStream(2);
    proxy.always(action, KinesisProxy.refusal(400, "AccessDeniedException"));

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains("kinesis:" + action.split("\\.")[1] + " on stream", answer.errorMessage());
    assertContains(stream.name() + " in eu-west-1 failed: ", answer.errorMessage());
    assertContains("role does not allow it", answer.errorMessage());
    assertContains("as ordered (AccessDeniedException", answer.errorMessage());
    assertEquals(1, proxy.calls(action));
  }

  @ParameterizedTest
  @CsvSource({"AccessDeniedException, 502", "ResourceNotFoundException, 404"})
  void anApiCallerHearsOfARefusalByItsStatus(String code, int status) {
    TestStream stream = Local.newStream(1);
    proxy.always(PUT, KinesisProxy.refusal(400, code));

    JsonNode answer = function.invoke(apiCall(stream)).body();

    assertEquals(status, answer.get("statusCode").asInt());
    assertContains("kinesis:PutRecords on stream " + stream.name(), answer.get("body").asText());
  }

  @Test
  void anApiCallerHearsThatKinesisNeverAnswered() {
    TestStream stream = Local.newStream(1);
    proxy.always(DESCRIBE, KinesisProxy.hanging());

    LambdaRuntime.Answer answer = function.invoke(apiCall(stream), SHORT);

    assertEquals(504, answer.body().get("statusCode").asInt(), answer.json());
  }

  private static String apiCall(TestStream stream) {
    return Local.write(
        Map.of(
            "requestContext", Map.of("http", Map.of("method", "POST")),
            "body", Local.eventFor(stream, "canary")));
  }
}
