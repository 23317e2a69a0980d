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
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The packaged jar over a stream that refuses records while it is scaled: no cold shard is called
 * busy or forgotten, and looking for one costs little.
 */
class BusyShardsIT extends ProxiedFunction {

  private static final String THROTTLED = "ProvisionedThroughputExceededException";

  @Test
  void shardsThatWereRefusedOnceWhileAnotherSplitAllGetTheirs() {
    TestStream stream = Local.newStream(90);
    List<Shard> before = stream.open();
    AtomicInteger records = new AtomicInteger();
    Set<BigInteger> refused = ConcurrentHashMap.newKeySet();
    proxy.eachRecord(
        once(() -> stream.split(before.get(0))),
        record ->
            records.incrementAndGet() <= 90
                    && records.get() % 3 == 0
                    && refused.add(hashKey(record))
                ? refused(THROTTLED)
                : Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(30, refused.size());
    assertFalse(answer.body().has("throttledShards"), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(List.of(90, 31), proxy.recordsInEachPut());
  }

  @Test
  void theQuietChildOfABusyShardThatIsShownLateGetsItsCanary() {
    TestStream stream = Local.newStream(2);
    Shard busy = stream.open().get(0);
    BigInteger half = new BigInteger(stream.open().get(1).getHashKeyRange().getStartingHashKey());
    AtomicReference<ObjectNode> shown = new AtomicReference<>();
    AtomicInteger looks = new AtomicInteger();
    proxy.eachListing(
        Duration.ZERO,
        (call, kinesis) -> {
          shown.updateAndGet(old -> looks.getAndIncrement() % 4 == 0 ? kinesis.apply(call) : old);
          return shown.get();
        });
    proxy.eachRecord(
        once(() -> stream.split(busy)),
        record ->
            hashKey(record).compareTo(half.shiftRight(1)) < 0
                ? refused(THROTTLED)
                : Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    String hot = stream.open().get(0).getShardId();
    assertEquals("[\"" + hot + "\"]", answer.body().get("throttledShards").toString());
    assertEquals(1, answer.logged("[WARN] no canary in shardId=" + hot).size());
    assertEquals(3, answer.body().get("openShards").asInt());
    TreeSet<Integer> counts = new TreeSet<>(stream.recordsInOpenShards().values());
    assertEquals(Set.of(0, 1), counts);
    assertEquals(0, stream.recordsInOpenShards().get(hot));
  }

  @Test
  void looksAreFewWhereEachTakesLong() {
    TestStream stream = Local.newStream(201);
    Shard parent = stream.open().get(0);
    Set<String> before = new TreeSet<>(stream.open().stream().map(Shard::getShardId).toList());
    proxy.eachListing(
        Duration.ofSeconds(1),
        (call, kinesis) -> {
          ObjectNode answer = kinesis.apply(call);
          ArrayNode shards = (ArrayNode) answer.at("/StreamDescription/Shards");
          shards.removeIf(shard -> !before.contains(shard.get("ShardId").asText()));
          shards.forEach(shard -> showOpen(shard, parent));
          return answer;
        });
    proxy.eachRecord(once(() -> stream.split(parent)), record -> Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains("DescribeStream does not show it yet", answer.errorMessage());
    assertTrue(proxy.calls(DESCRIBE) >= 9, "looked twice at least");
    assertTrue(proxy.calls(DESCRIBE) <= 12, () -> proxy.calls(DESCRIBE) + " calls");
  }

  @Test
  void shardsThatOpenBetweenListingAndWritingGetTheirCanaries() {
    TestStream stream = Local.newStream(6);
    List<Shard> before = stream.open();
    proxy.eachRecord(
        once(
            () -> {
              stream.split(before.get(0));
              stream.merge(before.get(3), before.get(4));
            }),
        record -> Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    Map<String, Integer> expected = stream.oneRecordEach();
    expected.put(stream.open().get(4).getShardId(), 2);
    assertEquals(expected, stream.recordsInOpenShards());
    assertEquals(Set.of(0), Set.copyOf(stream.recordsInClosedShards().values()));
    assertEquals(6, answer.body().get("openShards").asInt());
    assertEquals(6, answer.body().get("canaries").size());
    assertEquals(List.of(6, 1), proxy.recordsInEachPut());
    assertEquals(2, proxy.calls(DESCRIBE));
  }

  @Test
  void aShardThatFailsToTheEndIsNamedAndDoesNotKeepNewShardsFromTheirs() {
    TestStream stream = Local.newStream(4);
    List<Shard> before = stream.open();
    String broken = before.get(3).getHashKeyRange().getStartingHashKey();
    proxy.eachRecord(
        once(() -> stream.split(before.get(0))),
        record ->
            hashKey(record).toString().equals(broken)
                ? refused("InternalFailure")
                : Optional.empty());

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), LONGER);

    assertTrue(answer.failed(), answer.json());
    assertContains(
        "1 of 5 open shards of stream %s in eu-west-1 got no canary: %s. The last answer was: %s"
            .formatted(stream.name(), before.get(3).getShardId(), "InternalFailure: as ordered"),
        answer.errorMessage());
    Map<String, Integer> expected = stream.oneRecordEach();
    expected.put(before.get(3).getShardId(), 0);
    assertEquals(expected, stream.recordsInOpenShards());
    assertTrue(proxy.recordsInEachPut().size() < 100, "it goes on without backoffs");
  }

  /** Does something before the first PutRecords call alone. */
  private static Runnable once(Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (!done.getAndSet(true)) {
        action.run();
      }
    };
  }

  private static void showOpen(JsonNode shard, Shard parent) {
    if (shard.get("ShardId").asText().equals(parent.getShardId())) {
      ((ObjectNode) shard.get("SequenceNumberRange")).remove("EndingSequenceNumber");
    }
  }

  private static BigInteger hashKey(JsonNode record) {
    return new BigInteger(record.get("ExplicitHashKey").asText());
  }
}
