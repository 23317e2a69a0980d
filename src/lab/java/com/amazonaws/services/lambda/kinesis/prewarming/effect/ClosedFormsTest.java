package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the model to what can be reckoned without one. */
class ClosedFormsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int ROUNDS = 4_000;

  /**
   * Canaries that arrive together are polled at N random moments of a second. As many environments
   * start as holds overlap, which is the greatest number of moments within one hold: the scan
   * statistic. Its distribution is known exactly: Naus, J. I. (1965), The distribution of the size
   * of the maximum cluster of points on a line, JASA 60, for k above N/2; and for k = 2, as all
   * gaps are longer than the hold with the chance (1 - (N-1) h)^N.
   */
  @ParameterizedTest
  @CsvSource({"2, 0.1", "2, 0.5", "3, 0.2", "4, 0.1", "4, 0.3", "5, 0.05", "5, 0.2"})
  void asManyEnvironmentsStartAsHoldsOverlap(int shards, double hold) {
    Settings settings =
        quietWithCanaries(shards, Routing.MOST_RECENT, Mapping.Polled.every(SECOND), Duration.ZERO)
            .hold(Duration.ofNanos((long) (hold * 1e9)))
            .quiet(Duration.ofSeconds(30));
    double mean =
        IntStream.range(0, ROUNDS)
            .map(seed -> Model.run(settings, seed).environments())
            .average()
            .orElseThrow();
    // The deviation of one is at most (N-1)/2, so this is five of the mean's or more.
    double error = 2.5 * (shards - 1) / Math.sqrt(ROUNDS);
    assertEquals(meanGreatestOverlap(shards, hold), mean, error);
  }

  private static double meanGreatestOverlap(int moments, double hold) {
    double mean = 1 + (1 - Math.pow(Math.max(0, 1 - (moments - 1) * hold), moments));
    for (int k = 3; k <= moments; k++) {
      mean += chanceOfOverlap(k, moments, hold);
    }
    return mean;
  }

  /** Naus: that some hold has k of n moments or more, for k above n/2 and a hold up to a half. */
  private static double chanceOfOverlap(int k, int n, double hold) {
    double more = IntStream.rangeClosed(k, n).mapToDouble(i -> binomial(i, n, hold)).sum();
    return 2 * more + (k / hold - n - 1) * binomial(k, n, hold);
  }

  private static double binomial(int k, int n, double chance) {
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways = ways * (n - k + i) / i;
    }
    return ways * Math.pow(chance, k) * Math.pow(1 - chance, n - k);
  }

  @ParameterizedTest
  @EnumSource(names = {"MOST_RECENT", "NEWEST"})
  void oneEnvironmentStaysWhereCanariesDoNotOverlap(Routing routing) {
    assertEquals(1, Model.run(apart(64, routing), 1).environments());
  }

  @Test
  void allStayWhereTheLeastRecentOneIsTaken() {
    assertEquals(64, Model.run(apart(64, Routing.LEAST_RECENT), 1).environments());
  }

  /** Ages of one to three hours, so after 165 minutes one in eight is left to handle them all. */
  @Test
  void withoutOverlapWhatReplacementTakesIsNotStartedAgain() {
    Settings settings = apart(64, Routing.LEAST_RECENT);
    Platform replaced = settings.platform().replacement(Duration.ofHours(2));
    Settings later = settings.with(replaced).quiet(Duration.ofMinutes(165));
    assertEquals(64 / 8, Model.run(later, 1).environments(), 5);
  }

  /** Of N environments N draws leave out (1 - 1/N)^N: some 63 % stay, which is 1 - 1/e. */
  @Test
  void chanceKeepsSome63PercentARound() {
    Settings oneRound = apart(64, Routing.RANDOM).quiet(Duration.ofSeconds(310));
    double mean =
        IntStream.range(0, 400)
            .map(seed -> Model.run(oneRound, seed).environments())
            .average()
            .orElseThrow();
    assertEquals(1 - Math.pow(1 - 1 / 64.0, 64), mean / 64, 0.01);
  }

  /** With an interval above the lifetime all are gone for the rest of each interval. */
  @ParameterizedTest
  @CsvSource({"10, 0.5", "20, 0.75", "60, 0.9167"})
  void aLoneRecordIsColdForTheShareOfTheIntervalThatExceedsTheLifetime(int minutes, double cold) {
    Settings settings = apart(4, Routing.MOST_RECENT);
    Duration interval = Duration.ofMinutes(minutes);
    Settings sparse = settings.with(settings.canaries().every(interval));
    int moments = 200;
    long coldRecords =
        IntStream.range(0, moments)
            .map(i -> coldAt(sparse, interval.multipliedBy(2L * moments + i).dividedBy(moments)))
            .sum();
    assertEquals(cold, coldRecords / (double) moments, 0.01);
  }

  private static int coldAt(Settings settings, Duration quiet) {
    return Model.run(settings.quiet(quiet), 1).coldRecords();
  }

  /** Polls so far apart that no canary meets another; after a first round of slow starts. */
  private static Settings apart(int shards, Routing routing) {
    List<Duration> phases =
        IntStream.range(0, shards).mapToObj(i -> SECOND.multipliedBy(i).dividedBy(shards)).toList();
    return quietWithCanaries(shards, routing, new Mapping.Polled(SECOND, phases), SECOND)
        .hold(Duration.ofMillis(1))
        .quiet(Duration.ofMinutes(15));
  }

  private static Settings quietWithCanaries(
      int shards, Routing routing, Mapping mapping, Duration coldStart) {
    IdleLifetime lifetime = IdleLifetime.fixed(Duration.ofMinutes(5));
    return new Settings(
        shards,
        1,
        mapping,
        new Platform(routing, lifetime, DAY, coldStart),
        Canaries.atOnce(shards, Duration.ofMinutes(4)),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Traffic.lone());
  }
}
