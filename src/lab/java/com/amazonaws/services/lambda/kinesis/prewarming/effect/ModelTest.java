package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.effect.Pool.Routing;
import com.amazonaws.services.lambda.kinesis.prewarming.effect.Scenario.Mapping;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model against what can be computed. */
class ModelTest {

  private static final int ROUNDS = 4_000;

  /** Polled 400 ms after each full second. */
  private static final Consumer<Scenario> ONE_SHARD =
      plain(1, (shard, busy, last, now, any) -> busy ? now : Math.ceil(now) + 0.4);

  /** Polled so far apart that none of 64 canaries meets another. */
  private static final Consumer<Scenario> APART =
      plain(64, (shard, busy, last, now, any) -> Math.ceil(now) + shard / 64.0);

  /** Runs that are never late, and environments that idle for 5 minutes and are not replaced. */
  private static Consumer<Scenario> plain(int shards, Mapping mapping) {
    return s -> {
      s.shards = shards;
      s.mapping = mapping;
      s.hold = Scenario.LET_GO;
      s.late = Draw.fixed(0);
      s.lifetime = Draw.fixed(300);
      s.replacement = Draw.fixed(1e9);
    };
  }

  /** The first canary is read at 0.4 s, its environment starts until 1.4 s, and is held to 2.4. */
  @Test
  void aRecordWaitsForItsPollForAColdStartAndForTheEndOfAHold() {
    assertEquals(1.4, wait(20, ONE_SHARD.andThen(s -> s.canaries = 0)), 0.002);
    assertEquals(0.4, wait(20, ONE_SHARD), 0.002);
    assertEquals(1.4, wait(1, ONE_SHARD.andThen(s -> s.hold = 1)), 0.002);
    assertEquals(
        1.4, wait(0, ONE_SHARD.andThen(s -> s.hold = 60)), 0.002, "read together: not held");
  }

  /** What a record waits that comes at that moment. */
  private static double wait(double moment, Consumer<Scenario> scenario) {
    return after(moment, 1, scenario, new Tally()).ifRecordsCame(new Tally()).percentile(99);
  }

  @Test
  void canariesAreBilledForColdStartAndHold() {
    Tally tally = new Tally();
    after(250, 1, ONE_SHARD.andThen(s -> s.hold = 0.1), tally);
    assertEquals(2, tally.runs);
    assertEquals(2, tally.batches);
    assertEquals(1.0 + 0.1 + 0.1, tally.seconds, 1e-9);
  }

  @Test
  void withAFactorAFreeSlotTakesTheNextKey() {
    assertEquals(5, idle(20, 1, ONE_SHARD.andThen(s -> s.factor = s.canaries = 5)));
  }

  @ParameterizedTest
  @CsvSource({"300, 8", "315, 43", "330, 68", "345, 94", "360, 100"})
  void asManyEndByEachMomentAsWereMeasured(double moment, double percent) {
    SplittableRandom random = new SplittableRandom(1);
    Draw lifetime = new Scenario().lifetime;
    DoubleStream lives = DoubleStream.generate(() -> lifetime.next(random)).limit(10_000);
    assertEquals(percent, lives.filter(life -> life <= moment).count() / 100.0, 2);
  }

  /**
   * As many environments start as holds overlap, which is the greatest number of poll moments
   * within one hold. None overlap if all gaps are longer than it, with the chance (1 - (N-1) h)^N;
   * all do with N h^(N-1) - (N-1) h^N; in between no case is left for up to three.
   */
  @ParameterizedTest
  @CsvSource({"2, 0.1", "2, 0.5", "3, 0.1", "3, 0.2", "3, 0.4"})
  void asManyEnvironmentsStartAsHoldsOverlap(int shards, double hold) {
    Consumer<Scenario> scenario =
        plain(shards, Mapping.STANDARD)
            .andThen(
                s -> {
                  s.hold = hold;
                  s.coldStart = 0;
                  s.late = Draw.fixed(20);
                });
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
  @CsvSource({"MOST_RECENT, 900, 1", "LEAST_RECENT, 900, 64", "RANDOM, 310, 40.6"})
  void withoutOverlapTheRoutingRuleDecidesHowManyStay(Routing routing, int moment, double stay) {
    assertEquals(stay, idle(moment, 400, APART.andThen(s -> s.routing = routing)), 0.5);
  }

  /** With an interval above the lifetime all are gone for the rest of each interval. */
  @ParameterizedTest
  @CsvSource({"600, 50", "1200, 75", "3600, 91.67"})
  void aRecordIsColdForTheShareOfTheIntervalThatExceedsTheLifetime(int interval, double cold) {
    assertEquals(cold, cold(plain(1, Mapping.STANDARD).andThen(s -> s.interval = interval)), 2);
  }

  /** For half an interval on average, of two hours. */
  @ParameterizedTest
  @CsvSource({"60, 0.42", "240, 1.67"})
  void replacementLeavesOneMissingUntilTheNextRun(int interval, double cold) {
    Consumer<Scenario> oneShard = s -> s.shards = 1;
    assertEquals(cold, cold(oneShard.andThen(s -> s.interval = interval)), 0.2);
  }

  private static double cold(Consumer<Scenario> scenario) {
    return Experiment.of(Scenario.with(scenario), 8).cold().value();
  }

  /** How many idle at that moment, on average. */
  private static double idle(double moment, int rounds, Consumer<Scenario> scenario) {
    return IntStream.range(0, rounds)
        .map(seed -> after(moment, seed, scenario, new Tally()).idle())
        .average()
        .orElseThrow();
  }

  private static Simulation after(
      double moment, int seed, Consumer<Scenario> scenario, Tally tally) {
    Simulation simulation = new Simulation(Scenario.with(scenario), seed);
    simulation.quietUntil(moment, tally);
    return simulation;
  }
}
