package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeRun.landedIn;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs over a stream with service-managed record distribution, which ignores hash keys. */
class RecordDistributionTest {

  private FakeRun fake = new FakeRun(4);
  private int placed;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16, 100, 1_000})
  void needsOneRoundWhenRecordsArePlacedInTurn(int shards) {
    fake = new FakeRun(shards);
    AtomicInteger next = new AtomicInteger(1);
    fake.stream.placeRecords(open -> open.get(next.getAndIncrement() % open.size()));

    assertCoversAll(fake.run());

    assertEquals(shards, fake.kinesis.delivered.size());
    assertEquals(1, fake.listings());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 16, 100, 400, 1_000})
  void coversEachShardWhenRecordsArePlacedAtRandom(int shards) {
    for (int seed = 0; seed < 20; seed++) {
      fake = new FakeRun(shards);
      SplittableRandom random = new SplittableRandom(seed);
      fake.stream.placeRecords(open -> open.get(random.nextInt(open.size())));
      fake.kinesis.beforeEachCall(limit -> fake.time.pass(Duration.ofMillis(20)));

      assertCoversAll(fake.run());

      assertTrue(fake.kinesis.delivered.size() <= 25 * shards);
      assertEquals(List.of(), fake.time.sleeps());
      assertTrue(fake.deadline.elapsed().compareTo(Duration.ofSeconds(15)) < 0);
    }
  }

  /** The fullest shard gets no record until the others have as many. */
  @Test
  void coversEachShardWhenRecordsArePlacedByLoad() {
    fake = new FakeRun(16);
    fake.stream.placeRecords(
        open -> open.stream().min(Comparator.comparing(this::load)).orElseThrow());

    assertCoversAll(fake.run());
  }

  private int load(String shardId) {
    return fake.stream.recordsIn(shardId) + (shardId.equals(id(3)) ? 3 : 0);
  }

  @Test
  void coversNewShardsWhenTheStreamIsResharded() {
    AtomicInteger next = new AtomicInteger(1);
    fake.stream.placeRecords(open -> open.get(next.getAndIncrement() % open.size()));
    fake.kinesis.beforePuts(() -> fake.stream.split(id(2)));

    assertCoversAll(fake.run());
  }

  @Test
  void waitsForAListingThatShowsNewShards() {
    fake.stream.placeRecords(open -> open.get(fake.kinesis.delivered.size() % open.size()));
    fake.kinesis.beforePuts(
        () -> {
          fake.stream.lag();
          fake.stream.split(id(2));
        });
    fake.kinesis.beforeDescribes(() -> {}, () -> {}, () -> {}, fake.stream::showAll);

    assertCoversAll(fake.run());

    assertTrue(fake.listings() < 7, fake.kinesis.describedAfter::toString);
    assertTrue(fake.time.sleeps().size() >= 2);
  }

  @Test
  void succeedsWhenTheLastCanaryBeforeTheLimitCoversTheLastShard() {
    fake = new FakeRun(2);
    fake.stream.placeRecords(open -> open.get(fake.kinesis.puts.size() < 25 ? 0 : placed++ % 2));
    fake.kinesis.beforeEachCall(limit -> fake.time.pass(Duration.ofMillis(60)));

    assertCoversAll(fake.run());

    assertEquals(50, fake.kinesis.delivered.size());
  }

  @Test
  void doesNotCountRejectedCanariesTowardsTheLimit() {
    fake.stream.placeRecords(open -> open.get(fake.kinesis.puts.size() == 1 ? 0 : placed++ % 4));
    fake.kinesis.refuse(
        id -> Math.abs(fake.kinesis.puts.size() - 16) < 15 ? "InternalFailure" : "");

    assertCoversAll(fake.run());

    assertTrue(fake.kinesis.puts.size() > Coverage.MAX_CANARIES_PER_SHARD);
  }

  @Test
  void logsTheDistributionOnceAndTheFirstCanaryInEachShard() {
    fake.stream.placeRecords(open -> open.get(fake.kinesis.puts.size() % 4));

    PrewarmReport report = fake.run();

    assertEquals(4, report.canaries().size());
    assertEquals(
        1,
        fake.logged(
            "INFO Kinesis chooses the shard of each record in stream orders in eu-west-1 (record"
                + " distribution strategy AUTO): 16 canaries were sent for 4 open shards"));
    assertEquals(4, fake.logged("INFO canary in shardId="));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 400})
  void failsWhenRecordsAreAlwaysPlacedInOneShard(int shards) {
    fake = new FakeRun(shards);
    fake.stream.placeRecords(open -> open.get(0));
    fake.kinesis.beforeEachCall(limit -> fake.time.pass(Duration.ofMillis(20)));

    fake.fails(
        Reason.SHARDS_MISSED,
        shards - 1 + " of " + shards + " open shards",
        "For shard-0001",
        ": no canary landed there. The record distribution strategy of this stream is AUTO, so",
        "Kinesis chooses the shard of each record and ignores the hash keys of canaries. Kinesis"
            + " placed none of "
            + 25 * shards
            + " canaries in these shards. Switch the stream to USER_PARTITION_KEY, or accept cold"
            + " starts in shards that are missed.");
    assertTrue(fake.deadline.elapsed().compareTo(Duration.ofSeconds(30)) < 0);
    assertEquals(25 * shards, fake.kinesis.delivered.size());
  }

  @Test
  void waitsAfterARoundThatWasThrottled() {
    SplittableRandom random = new SplittableRandom(1);
    fake.stream.placeRecords(open -> open.get(random.nextInt(open.size())));
    AtomicInteger records = new AtomicInteger();
    fake.kinesis.refuse(
        id -> records.incrementAndGet() % 2 == 0 ? "ProvisionedThroughputExceededException" : "");

    PrewarmReport report = fake.run();

    assertEquals(List.of(), report.throttledShards());
    assertCoversAll(report);
    assertTrue(fake.time.sleeps().size() > 0);
  }

  private void assertCoversAll(PrewarmReport report) {
    assertEquals(new HashSet<>(fake.stream.open()), fake.stream.records().keySet());
    assertEquals(fake.stream.open(), landedIn(report));
    assertEquals(fake.stream.open().size(), report.openShards());
  }
}
