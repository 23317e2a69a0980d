package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.effect.Pool.Routing;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model against what can be computed. */
class ModelTest {

  private static final int ROUNDS = 4_000;

  /** Runs that are never late, and environments that idle for 5 minutes and are not replaced. */
  private static final Scenario PLAIN =
      new Scenario()
          .but(
              s -> s.late = Draw.fixed(0),
              s -> s.lifetime = Draw.fixed(300),
              s -> s.replacement = Draw.fixed(1e9));

  /** Polled 400 ms after each full second. */
  private static final Scenario ONE_SHARD =
      PLAIN.but(
          s -> s.shards = 1,
          s -> s.mapping = (shard, busy, last, now, any) -> busy ? now : Math.ceil(now) + 0.4);

  /** Polled so far apart that none of 64 canaries meets another. */
  private static final Scenario APART =
      PLAIN.but(
          s -> s.shards = 64,
          s -> s.mapping = (shard, busy, last, now, any) -> Math.ceil(now) + shard / 64.0);

  /** The first canary is read at 0.4 s, its environment starts until 1.4 s, and is held to 2.4. */
  @Test
  void aRecordWaitsForItsPollForAColdStartAndForTheEndOfAHold() {
    assertEquals(1.4, wait(20, ONE_SHARD.but(s -> s.canaries = 0)), 0.002);
    assertEquals(0.4, wait(20, ONE_SHARD), 0.002);
    assertEquals(1.4, wait(1, ONE_SHARD.but(s -> s.hold = 1)), 0.002);
    assertEquals(1.4, wait(0, ONE_SHARD.but(s -> s.hold = 60)), 0.002, "read together: not held");
  }

  /** What a record waits that comes at that moment. */
  private static double wait(double moment, Scenario scenario) {
    return after(moment, 1, scenario, new Tally()).ifRecordsCame().percentile(99);
  }

  @Test
  void canariesAreBilledForColdStartAndHold() {
    Tally tally = new Tally();
    after(250, 1, ONE_SHARD.but(s -> s.hold = 0.1), tally);
    assertEquals(2, tally.runs);
    assertEquals(2, tally.batches);
    assertEquals(1.0 + 0.1 + 0.1, tally.seconds, 1e-9);
  }

  @Test
  void withAFactorAFreeSlotTakesTheNextKey() {
    assertEquals(5, idle(20, 1, ONE_SHARD.but(s -> s.factor = 5, s -> s.canaries = 5)));
  }

  @Test
  void asManyEndByEachMomentAsWereMeasured() {
    SplittableRandom random = new SplittableRandom(1);
    Draw lifetime = new Scenario().lifetime;
    double[] lives = DoubleStream.generate(() -> lifetime.next(random)).limit(10_000).toArray();
    double[] ended = {.08, .43, .68, .94, 1};
    for (int i = 0; i < ended.length; i++) {
      double moment = 300 + 15 * i;
      assertEquals(ended[i], Arrays.stream(lives).filter(t -> t <= moment).count() / 1e4, 0.02);
    }
  }

  /**
   * As many environments start as holds overlap, which is the greatest number of poll moments
   * within one hold. None overlap if all gaps are longer than it, with the chance (1 - (N-1) h)^N;
   * all do with N h^(N-1) - (N-1) h^N; in between no case is left for up to three.
   */
  @ParameterizedTest
  @CsvSource({"2, 0.1", "2, 0.5", "3, 0.1", "3, 0.2", "3, 0.4"})
  void asManyEnvironmentsStartAsHoldsOverlap(int shards, double hold) {
    Scenario scenario =
        PLAIN.but(
            s -> s.shards = shards,
            s -> s.hold = hold,
            s -> s.coldStart = 0,
            s -> s.late = Draw.fixed(20));
    // The deviation of one is at most (N-1)/2, so this is five of the mean's or more.
    double error = 2.5 * (shards - 1) / Math.sqrt(ROUNDS);
    assertEquals(meanGreatestOverlap(shards, hold), idle(30, ROUNDS, scenario), error);
  }

  private static double meanGreatestOverlap(int n, double hold) {
    double some = 1 - Math.pow(1 - (n - 1) * hold, n);
    double all = n * Math.pow(hold, n - 1) - (n - 1) * Math.pow(hold, n);
    return n == 2 ? 1 + all : 1 + some + all;
  }

  /** Of N environments N random draws leave out (1 - 1/N)^N: some 63 % stay, which is 1 - 1/e. */
  @ParameterizedTest
  @CsvSource({
    "MOST_RECENT, 900, 1",
    "NEWEST, 900, 1",
    "LEAST_RECENT, 900, 64",
    "RANDOM, 310, 40.6"
  })
  void withoutOverlapTheRoutingRuleDecidesHowManyStay(Routing routing, int moment, double stay) {
    assertEquals(stay, idle(moment, 400, APART.but(s -> s.routing = routing)), 0.5);
  }

  /** With an interval above the lifetime all are gone for the rest of each interval. */
  @ParameterizedTest
  @CsvSource({"600, 0.5", "1200, 0.75", "3600, 0.9167"})
  void aRecordIsColdForTheShareOfTheIntervalThatExceedsTheLifetime(int interval, double cold) {
    assertEquals(cold, cold(PLAIN.but(s -> s.records = 0, s -> s.interval = interval)), 0.02);
  }

  /** For half an interval on average, of two hours. */
  @ParameterizedTest
  @CsvSource({"60, 0.0042", "240, 0.0167"})
  void replacementLeavesOneMissingUntilTheNextRun(int interval, double cold) {
    Scenario scenario = new Scenario().but(s -> s.shards = 1, s -> s.interval = interval);
    assertEquals(cold, cold(scenario), 0.002);
  }

  private static double cold(Scenario scenario) {
    return Experiment.of(scenario, 8).cold().value();
  }

  /** How many idle at that moment, on average. */
  private static double idle(double moment, int rounds, Scenario scenario) {
    return IntStream.range(0, rounds)
        .map(seed -> after(moment, seed, scenario, new Tally()).idle())
        .average()
        .orElseThrow();
  }

  private static Simulation after(double moment, int seed, Scenario scenario, Tally tally) {
    Simulation simulation = new Simulation(scenario, seed);
    simulation.quietUntil(moment, tally);
    return simulation;
  }
}
