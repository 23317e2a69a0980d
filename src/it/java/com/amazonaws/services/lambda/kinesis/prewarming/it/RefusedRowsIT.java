package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.DESCRIBE;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged jar with a Kinesis that refuses some records of a call, and a stream that reshards
 * under the run: which shards hold how many canaries afterwards, and what was sent again.
 */
class RefusedRowsIT extends BehindAProxy {

  @ParameterizedTest
  @ValueSource(strings = {"ProvisionedThroughputExceededException", "InternalFailure"})
  void halfTheRecordsRefusedOnceAreSentAgainAloneAndNoneTwice(String code) {
    TestStream stream = Local.newStream(40);
    Set<String> before = ConcurrentHashMap.newKeySet();
    List<Shard> half = stream.open().subList(0, 20);
    Set<String> hashKeys = hashKeys(half);
    proxy.eachRecord(
        () -> {},
        row ->
            hashKeys.contains(hashKey(row)) && before.add(hashKey(row))
                ? refused(code)
                : Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(List.of(40, 20), proxy.recordsInEachPut());
    assertEquals(40, answer.body().get("canaries").size());
    assertEquals(1, answer.logged("[WARN] PutRecords refused 20 of 40 canaries").size());
  }

  @Test
  void aShardThatStaysThrottledIsReportedAsBusyAndTheRunSucceeds() {
    TestStream stream = Local.newStream(3);
    Shard busy = stream.open().get(1);
    proxy.eachRecord(
        () -> {},
        row ->
            isFor(busy, row)
                ? refused("ProvisionedThroughputExceededException")
                : Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(
        "[\"" + busy.getShardId() + "\"]", answer.body().get("throttledShards").toString());
    assertEquals(2, answer.body().get("canaries").size());
    assertEquals(3, answer.body().get("openShards").asInt());
    Map<String, Integer> expected = stream.oneRecordEach();
    expected.put(busy.getShardId(), 0);
    assertEquals(expected, stream.recordsInOpenShards());
    assertEquals(1, answer.logged("[WARN] no canary in shardId=" + busy.getShardId()).size());
  }

  @Test
  void shardsThatFailToTheEndAreNamedAndAllOthersHaveTheirs() {
    TestStream stream = Local.newStream(20);
    List<Shard> broken = stream.open().subList(3, 15);
    Set<String> hashKeys = hashKeys(broken);
    proxy.eachRecord(
        () -> {},
        row -> hashKeys.contains(hashKey(row)) ? refused("InternalFailure") : Optional.empty());

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), LONGER);

    assertTrue(answer.failed(), answer.json());
    String named =
        broken.stream().limit(10).map(Shard::getShardId).collect(Collectors.joining(", "));
    assertContains("12 of 20 open shards", answer.errorMessage());
    assertContains(named + " and 2 others", answer.errorMessage());
    assertContains("InternalFailure: as ordered", answer.errorMessage());
    Map<String, Integer> expected = stream.oneRecordEach();
    broken.forEach(shard -> expected.put(shard.getShardId(), 0));
    assertEquals(expected, stream.recordsInOpenShards());
  }

  @Test
  void shardsThatOpenBetweenListingAndWritingGetTheirCanaries() {
    TestStream stream = Local.newStream(6);
    List<Shard> before = stream.open();
    proxy.eachRecord(
        atCall(
            1,
            () -> {
              stream.split(before.get(0));
              stream.merge(before.get(3), before.get(4));
            }),
        row -> Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    Map<String, Integer> expected = stream.oneRecordEach();
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
    AtomicBoolean once = new AtomicBoolean();
    proxy.eachRecord(
        atCall(2, () -> stream.split(before.get(0))),
        row ->
            isFor(before.get(3), row) && !once.getAndSet(true)
                ? refused("InternalFailure")
                : Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(List.of(4, 1, 2), proxy.recordsInEachPut());
  }

  @Test
  void aShardThatFailsToTheEndDoesNotKeepNewShardsFromTheirs() {
    TestStream stream = Local.newStream(4);
    List<Shard> before = stream.open();
    proxy.eachRecord(
        atCall(1, () -> stream.split(before.get(0))),
        row -> isFor(before.get(3), row) ? refused("InternalFailure") : Optional.empty());

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), LONGER);

    assertTrue(answer.failed(), answer.json());
    assertContains(
        "1 of 5 open shards of stream "
            + stream.name()
            + " in eu-west-1 got no canary: "
            + before.get(3).getShardId(),
        answer.errorMessage());
    Map<String, Integer> expected = stream.oneRecordEach();
    expected.put(before.get(3).getShardId(), 0);
    assertEquals(expected, stream.recordsInOpenShards());
  }

  /** Does something before one PutRecords call, counted from 1. */
  private static Runnable atCall(int which, Runnable action) {
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() == which) {
        action.run();
      }
    };
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
