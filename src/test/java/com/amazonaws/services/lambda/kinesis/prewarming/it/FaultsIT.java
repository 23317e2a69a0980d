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

  @ParameterizedTest
  @CsvSource({
    "Kinesis_20131202.DescribeStream, 0, 400, LimitExceededException",
    "Kinesis_20131202.DescribeStream, 1, 400, LimitExceededException",
    "Kinesis_20131202.DescribeStream, 1, 500, InternalFailure",
    "Kinesis_20131202.DescribeStream, 0, 503, ServiceUnavailable",
    "Kinesis_20131202.PutRecords, 0, 400, ProvisionedThroughputExceededException",
    "Kinesis_20131202.PutRecords, 0, 400, ThrottlingException",
    "Kinesis_20131202.PutRecords, 0, 400, KMSThrottlingException",
    "Kinesis_20131202.PutRecords, 0, 500, InternalFailure"
  })
  void aCallThatIsThrottledOrBreaksOffIsTriedAgainUntilItPasses(
      String action, int passing, int status, String code) {
    TestStream stream = Local.newStream(120);
    proxy.refuse(action, passing, 3, status, code);

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    int onceMoreAfterARetry = action.equals(PUT) ? 2 : 0;
    assertEquals(
        2 + onceMoreAfterARetry + (action.equals(DESCRIBE) ? 3 : 0), proxy.calls(DESCRIBE));
    assertEquals(action.equals(PUT) ? 1 + 3 : 1, proxy.calls(PUT));
    assertEquals(3, answer.logged("trying again: as ordered (" + code).size());
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

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(2, proxy.calls(action));
  }

  @ParameterizedTest
  @ValueSource(strings = {DESCRIBE, PUT})
  void aKinesisThatNeverAnswersIsAnErrorASecondBeforeTheFunctionsTimeIsUp(String action) {
    TestStream stream = Local.newStream(4);
    proxy.always(action, KinesisProxy.hanging());

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertTrue(answer.failed(), answer.json());
    assertTrue(answer.took().compareTo(SHORT.minusSeconds(1)) < 0, answer.took()::toString);
    assertContains(
        action.split("\\.")[1] + " on stream " + stream.name() + " in eu-west-1 did not succeed",
        answer.errorMessage());
    assertEquals(Set.of(0), Set.copyOf(stream.recordsInOpenShards().values()));
  }

  @Test
  void ofManyBatchesThatHangNoneOutlastsTheDeadline() {
    TestStream stream = Local.newStream(1_000);
    stream.split(stream.open().get(0));
    proxy.always(PUT, KinesisProxy.hanging());

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertTrue(answer.failed(), answer.json());
    assertTrue(answer.took().compareTo(SHORT.minusSeconds(1)) < 0, answer.took()::toString);
    assertContains("1001 of 1001 open shards", answer.errorMessage());
    assertContains("shardId-000000000010 and 991 others", answer.errorMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {DESCRIBE, PUT})
  void anErrorThatIsNotKinesisOwnIsReportedAsSuch(String action) {
    TestStream stream = Local.newStream(1);
    proxy.always(action, aResponse().withStatus(400).withBody("<html>\nno such page</html>"));

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains("(no error code, HTTP 400)", answer.errorMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "Kinesis_20131202.DescribeStream, AccessDeniedException, kinesis:DescribeStream on stream, role does not allow it",
    "Kinesis_20131202.PutRecords, AccessDeniedException, kinesis:PutRecords on stream, role does not allow it",
    "Kinesis_20131202.PutRecords, KMSDisabledException, kinesis:PutRecords on stream, encryption key is disabled",
    "Kinesis_20131202.PutRecords, KMSAccessDeniedException, kinesis:PutRecords on stream, StreamKmsKeyArn",
    "Kinesis_20131202.PutRecords, ResourceNotFoundException, kinesis:PutRecords on stream, no such stream",
    "Kinesis_20131202.DescribeStream, ValidationException, kinesis:DescribeStream on stream, no retry would cure it"
  })
  void whatNoRetryCuresFailsAtOnceSayingWhatToDo(
      String action, String code, String where, String advice) {
    TestStream stream = Local.newStream(2);
    proxy.always(action, KinesisProxy.refusal(400, code));

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains(where + " " + stream.name() + " in eu-west-1", answer.errorMessage());
    assertContains(advice, answer.errorMessage());
    assertContains("as ordered (" + code, answer.errorMessage());
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
