package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.KinesisProxy.DESCRIBE;
import static com.amazonaws.services.lambda.kinesis.prewarming.KinesisProxy.PUT;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.kinesis.model.Shard;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged jar under the real runtime client, with a Kinesis that goes wrong: which shards hold
 * how many canaries afterwards, the calls made, the message, and the time against the deadline.
 */
class FaultsIT {

  private static final Duration SHORT = Duration.ofSeconds(6);

  private static KinesisProxy proxy;
  private static LambdaRuntime function;

  @BeforeAll
  static void startAFunctionBehindTheProxy() {
    proxy = new KinesisProxy(Local.KINESIS.endpoint());
    function = LambdaRuntime.startAgainst(proxy.endpoint());
  }

  @AfterAll
  static void stop() {
    function.close();
    proxy.close();
  }

  @BeforeEach
  void allIsWell() {
    proxy.clear();
  }

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
    assertEquals(oneEach(stream), stream.recordsInOpenShards());
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
    assertEquals(oneEach(stream), stream.recordsInOpenShards());
    assertEquals(3, proxy.calls(action));
  }

  @ParameterizedTest
  @ValueSource(strings = {DESCRIBE, PUT})
  void aCallThatHangsIsGivenUpAndMadeAgainWithinTheDeadline(String action) {
    TestStream stream = Local.newStream(4);
    proxy.hang(action, 1);

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertFalse(answer.failed(), answer.json());
    assertEquals(oneEach(stream), stream.recordsInOpenShards());
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
  @ValueSource(strings = {"ProvisionedThroughputExceededException", "InternalFailure"})
  void halfTheRecordsRefusedOnceAreSentAgainAloneAndNoneTwice(String code) {
    TestStream stream = Local.newStream(40);
    Set<String> refused = ConcurrentHashMap.newKeySet();
    List<Shard> half = stream.open().subList(0, 20);
    Set<String> hashKeys = hashKeys(half);
    proxy.eachRecord(
        () -> {},
        row -> hashKeys.contains(hashKey(row)) && refused.add(hashKey(row)) ? code : null);

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(oneEach(stream), stream.recordsInOpenShards());
    assertEquals(List.of(40, 20), proxy.recordsInEachPut());
    assertEquals(40, answer.body().get("canaries").size());
    assertEquals(1, answer.logged("[WARN] PutRecords refused 20 of 40 canaries").size());
  }

  @Test
  void aShardThatStaysThrottledIsReportedAsBusyAndTheRunSucceeds() {
    TestStream stream = Local.newStream(3);
    Shard busy = stream.open().get(1);
    proxy.eachRecord(
        () -> {}, row -> isFor(busy, row) ? "ProvisionedThroughputExceededException" : null);

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(
        "[\"" + busy.getShardId() + "\"]", answer.body().get("throttledShards").toString());
    assertEquals(2, answer.body().get("canaries").size());
    assertEquals(3, answer.body().get("openShards").asInt());
    Map<String, Integer> expected = oneEach(stream);
    expected.put(busy.getShardId(), 0);
    assertEquals(expected, stream.recordsInOpenShards());
    assertEquals(1, answer.logged("[WARN] no canary in shardId=" + busy.getShardId()).size());
  }

  @Test
  void shardsThatFailToTheEndAreNamedAndAllOthersHaveTheirs() {
    TestStream stream = Local.newStream(20);
    List<Shard> broken = stream.open().subList(3, 15);
    Set<String> hashKeys = hashKeys(broken);
    proxy.eachRecord(() -> {}, row -> hashKeys.contains(hashKey(row)) ? "InternalFailure" : null);

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertTrue(answer.failed(), answer.json());
    assertTrue(answer.took().compareTo(SHORT.minusSeconds(1)) < 0, answer.took()::toString);
    String named =
        broken.stream().limit(10).map(Shard::getShardId).collect(Collectors.joining(", "));
    assertContains("12 of 20 open shards", answer.errorMessage());
    assertContains(named + " and 2 others", answer.errorMessage());
    assertContains("InternalFailure: as ordered", answer.errorMessage());
    Map<String, Integer> expected = oneEach(stream);
    broken.forEach(shard -> expected.put(shard.getShardId(), 0));
    assertEquals(expected, stream.recordsInOpenShards());
  }

  @Test
  void shardsThatOpenBetweenListingAndWritingGetTheirCanaries() {
    TestStream stream = Local.newStream(6);
    List<Shard> before = stream.open();
    AtomicBoolean first = new AtomicBoolean(true);
    proxy.eachRecord(
        () -> {
          if (first.getAndSet(false)) {
            stream.split(before.get(0));
            stream.merge(before.get(3), before.get(4));
          }
        },
        row -> null);

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    Map<String, Integer> expected = oneEach(stream);
    String merged = stream.open().get(4).getShardId();
    expected.put(merged, 2);
    assertEquals(expected, stream.recordsInOpenShards());
    assertEquals(Set.of(0), new HashSet<>(stream.recordsInClosedShards().values()));
    assertEquals(6, answer.body().get("openShards").asInt());
    assertEquals(6, answer.body().get("canaries").size());
    assertEquals(List.of(6, 1), proxy.recordsInEachPut());
    assertEquals(2, proxy.calls(DESCRIBE));
  }

  @Test
  void aReachedShardThatSplitsWhileOthersAreSentAgainHasItsChildrenServed() {
    TestStream stream = Local.newStream(4);
    List<Shard> before = stream.open();
    AtomicInteger puts = new AtomicInteger();
    AtomicBoolean refused = new AtomicBoolean();
    proxy.eachRecord(
        () -> {
          if (puts.incrementAndGet() == 2) {
            stream.split(before.get(0));
          }
        },
        row -> isFor(before.get(3), row) && !refused.getAndSet(true) ? "InternalFailure" : null);

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(oneEach(stream), stream.recordsInOpenShards());
    assertEquals(List.of(4, 1, 2), proxy.recordsInEachPut());
  }

  @Test
  void aShardThatFailsToTheEndDoesNotKeepNewShardsFromTheirs() {
    TestStream stream = Local.newStream(4);
    List<Shard> before = stream.open();
    AtomicBoolean first = new AtomicBoolean(true);
    proxy.eachRecord(
        () -> {
          if (first.getAndSet(false)) {
            stream.split(before.get(0));
          }
        },
        row -> isFor(before.get(3), row) ? "InternalFailure" : null);

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertTrue(answer.failed(), answer.json());
    assertContains(
        "1 of 5 open shards of stream "
            + stream.name()
            + " in eu-west-1 got no canary: "
            + before.get(3).getShardId(),
        answer.errorMessage());
    Map<String, Integer> expected = oneEach(stream);
    expected.put(before.get(3).getShardId(), 0);
    assertEquals(expected, stream.recordsInOpenShards());
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

  private static LambdaRuntime.Answer invoke(TestStream stream) {
    return function.invoke(Local.eventFor(stream, "canary"));
  }

  private static String apiCall(TestStream stream) {
    return Local.write(
        Map.of(
            "requestContext", Map.of("http", Map.of("method", "POST")),
            "body", Local.eventFor(stream, "canary")));
  }

  private static void assertContains(String part, String text) {
    assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
  }

  private static Map<String, Integer> oneEach(TestStream stream) {
    return stream.open().stream().collect(Collectors.toMap(Shard::getShardId, shard -> 1));
  }

  private static Set<String> hashKeys(List<Shard> shards) {
    return shards.stream()
        .map(shard -> shard.getHashKeyRange().getStartingHashKey())
        .collect(Collectors.toSet());
  }

  private static boolean isFor(Shard shard, JsonNode row) {
    return hashKeys(List.of(shard)).contains(hashKey(row));
  }

  private static String hashKey(JsonNode row) {
    return row.get("ExplicitHashKey").asText();
  }
}
