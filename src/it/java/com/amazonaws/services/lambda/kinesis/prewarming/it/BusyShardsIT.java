package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.DESCRIBE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The packaged jar over a stream that is scaled while it is hot: no cold shard is called busy, and
 * looking for one costs little.
 */
class BusyShardsIT extends BehindAProxy {

  private static final String THROTTLED = "ProvisionedThroughputExceededException";

  @Test
  void shardsThatWereRefusedOnceWhileAnotherSplitAllGetTheirs() {
    TestStream stream = Local.newStream(90);
    List<Shard> before = stream.open();
    AtomicBoolean split = new AtomicBoolean();
    AtomicInteger records = new AtomicInteger();
    Set<String> refused = ConcurrentHashMap.newKeySet();
    proxy.eachRecord(
        () -> {
          if (!split.getAndSet(true)) {
            stream.split(before.get(0));
          }
        },
        record ->
            records.incrementAndGet() <= 90
                    && records.get() % 3 == 0
                    && refused.add(hashKey(record).toString())
                ? KinesisProxy.refused(THROTTLED)
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
        () -> {
          if (stream.open().contains(busy)) {
            stream.split(busy);
          }
        },
        record ->
            hashKey(record).compareTo(half.shiftRight(1)) < 0
                ? KinesisProxy.refused(THROTTLED)
                : Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    String hot = stream.open().get(0).getShardId();
    assertEquals("[\"" + hot + "\"]", answer.body().get("throttledShards").toString());
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
    proxy.eachRecord(
        () -> {
          if (stream.open().contains(parent)) {
            stream.split(parent);
          }
        },
        record -> Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains("DescribeStream does not show it yet", answer.errorMessage());
    assertTrue(proxy.calls(DESCRIBE) >= 9, "looked twice at least");
    assertTrue(proxy.calls(DESCRIBE) <= 12, () -> proxy.calls(DESCRIBE) + " calls");
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
    assertEquals(Set.of(0), Set.copyOf(stream.recordsInOpenShards().values()));
  }

  @Test
  void whatKinesisSaysIsShownWithoutItsControlCharacters() {
    proxy.always(DESCRIBE, KinesisProxy.refusal(400, "Odd\u009bError", "a\u0090b\u202ec\u2028d"));

    LambdaRuntime.Answer answer = function.invoke("{\"streamName\": \"orders\"}");

    assertTrue(answer.failed(), answer.json());
    assertContains("a?b?c?d (Odd?Error, HTTP 400)", answer.errorMessage());
    assertEquals(List.of(), answer.log().stream().filter(BusyShardsIT::holdsControls).toList());
  }

  private static boolean holdsControls(String line) {
    return line.codePoints().anyMatch(c -> c != '\t' && Character.isISOControl(c) || c == 0x202e);
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
