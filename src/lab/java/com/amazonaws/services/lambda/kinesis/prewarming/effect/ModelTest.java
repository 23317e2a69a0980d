package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** One shard that is polled 400 ms after each full second, without canaries. */
  private static final Settings ONE_SHARD =
      new Settings(
          1,
          1,
          new Mapping.Polled(SECOND, List.of(millis(400))),
          new Platform(
              Routing.MOST_RECENT,
              IdleLifetime.fixed(Duration.ofMinutes(5)),
              Duration.ofHours(2),
              millis(900)),
          Canaries.NONE,
          Duration.ZERO,
          millis(50),
          Duration.ofSeconds(20),
          Traffic.lone());

  private static final Canaries EIGHT_CANARIES = Canaries.atOnce(8, Duration.ofSeconds(4));

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void aRecordWaitsForItsPollAndTheColdStart() {
    Result result = Model.run(ONE_SHARD, 1);
    assertEquals(1, result.coldRecords());
    assertEquals(List.of(millis(1_300)), result.waits());
  }

  @Test
  void afterACanaryItWaitsForItsPollAlone() {
    Result result = Model.run(ONE_SHARD.with(canaries()), 1);
    assertEquals(1, result.environments());
    assertEquals(0, result.coldRecords());
    assertEquals(List.of(millis(400)), result.waits());
  }

  @Test
  void aRecordThatComesDuringAHoldWaitsForItsEnd() {
    Settings settings = ONE_SHARD.with(canaries()).hold(SECOND).quiet(millis(600));
    // The canary is polled at 400 ms, starts until 1,300 and is held until 2,300.
    assertEquals(List.of(millis(1_700)), Model.run(settings, 1).waits());
  }

  @Test
  void aBatchWithARealRecordIsNotHeld() {
    Settings settings = ONE_SHARD.with(canaries()).hold(Duration.ofMinutes(1)).quiet(millis(100));
    Result result = Model.run(settings, 1);
    assertEquals(0, result.canaryBatches());
    assertEquals(List.of(millis(1_200)), result.waits());
  }

  @Test
  void recordsOfOneShardThatComeTogetherAreOneBatch() {
    Result result = Model.run(ONE_SHARD.with(Traffic.everyShard(3)), 1);
    assertEquals(3, result.coldRecords());
    assertEquals(List.of(millis(1_300), millis(1_300), millis(1_300)), result.waits());
  }

  @Test
  void withAFactorAShardHasSeveralBatchesInWork() {
    Settings settings = ONE_SHARD.factor(10).with(canaries().perShard(10)).hold(SECOND);
    int environments = Model.run(settings, 1).environments();
    assertTrue(environments > 1 && environments <= 10, () -> "environments: " + environments);
    assertEquals(1, Model.run(settings.factor(1), 1).environments());
  }

  @Test
  void canariesAreBilledForColdStartAndHold() {
    Settings settings = ONE_SHARD.with(canaries()).hold(millis(100)).quiet(Duration.ofSeconds(250));
    Result result = Model.run(settings, 1);
    assertEquals(2, result.canaryBatches());
    assertEquals(millis(900 + 100 + 100), result.canaryTime());
  }

  @Test
  void aStreamThatIsBusyGivesARecordInEachShardAndPeriod() {
    Settings settings = ONE_SHARD.shards(3).with(Mapping.Polled.every(SECOND));
    assertEquals(60, Model.run(settings.with(Traffic.busy(SECOND, 20)), 1).records());
  }

  @Test
  void theSameSeedGivesTheSameResultAndAnotherSeedAnother() {
    Settings settings = Assumptions.base(16);
    assertEquals(Model.run(settings, 7), Model.run(settings, 7));
    assertNotEquals(Model.run(settings, 7), Model.run(settings, 8));
  }

  /** As with real processes on one machine: minutes scaled to seconds, polls spread evenly. */
  @Test
  void eightShardsOnAScaleOfSeconds() {
    assertEquals(8, coldOfEight(Canaries.NONE, 0, 400));
    assertEquals(0, coldOfEight(EIGHT_CANARIES, 1_000, 400));
    assertEquals(0, coldOfEight(EIGHT_CANARIES, 0, 2));
    int notHeld = coldOfEight(EIGHT_CANARIES, 0, 400);
    assertTrue(notHeld > 0 && notHeld < 8, () -> "cold: " + notHeld);
  }

  private static int coldOfEight(Canaries canaries, int hold, int work) {
    Platform platform =
        new Platform(
            Routing.MOST_RECENT,
            IdleLifetime.fixed(Duration.ofSeconds(5)),
            Duration.ofMinutes(2),
            millis(500));
    return Model.run(
            new Settings(
                8,
                1,
                new Mapping.Polled(SECOND, spread(SECOND, 8)),
                platform,
                canaries,
                millis(hold),
                millis(work),
                Duration.ofSeconds(23),
                Traffic.everyShard(1)),
            1)
        .coldRecords();
  }

  @Test
  void enhancedFanOutPushesWithinItsBoundsAndKeepsTheOrder() {
    Mapping.Readers readers = Assumptions.FAN_OUT.readers(1, new SplittableRandom(1));
    long last = 0;
    for (long now = 0; now < SECOND.toNanos(); now += millis(1).toNanos()) {
      long pushed = readers.next(0, now);
      assertTrue(pushed >= last && pushed >= now + millis(20).toNanos());
      assertTrue(pushed < now + millis(150).toNanos());
      last = pushed;
    }
  }

  @Test
  void halfOfTheIdleOnesEndInEachPeriod() {
    IdleLifetime lifetime = IdleLifetime.halvedEvery(Duration.ofSeconds(380));
    SplittableRandom random = new SplittableRandom(1);
    long[] lives = IntStream.range(0, 10_000).mapToLong(i -> lifetime.next(random)).toArray();
    for (int periods = 1; periods <= 3; periods++) {
      long end = periods * Duration.ofSeconds(380).toNanos();
      double alive = IntStream.range(0, lives.length).filter(i -> lives[i] > end).count();
      assertEquals(Math.pow(0.5, periods), alive / lives.length, 0.02);
    }
  }

  private static Canaries canaries() {
    return Canaries.atOnce(1, Duration.ofMinutes(4));
  }

  private static List<Duration> spread(Duration period, int shards) {
    return IntStream.range(0, shards)
        .mapToObj(i -> period.multipliedBy(i).dividedBy(shards))
        .toList();
  }
}
