package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.List;

/**
 * What experiments under one rule gave together.
 *
 * @param cold the share of the real records that met a cold start
 * @param median what half of the real records waited at most, in milliseconds
 * @param slowest the 99th percentile of what they waited, in milliseconds
 * @param environments the mean number of environments at the end of the quiet time
 * @param canaryBatches batches of canaries for each hour of quiet
 * @param canarySeconds what these were billed, for each hour of quiet
 */
record Outcome(
    double cold,
    double median,
    double slowest,
    double environments,
    double canaryBatches,
    double canarySeconds) {

  static Outcome of(List<Result> results, Duration quiet) {
    double hours = quiet.toNanos() / 3.6e12;
    long[] waits =
        results.stream()
            .flatMap(result -> result.waits().stream())
            .mapToLong(Duration::toNanos)
            .sorted()
            .toArray();
    return new Outcome(
        results.stream().mapToInt(Result::coldRecords).sum() / (double) waits.length,
        percentile(waits, 50),
        percentile(waits, 99),
        results.stream().mapToInt(Result::environments).average().orElseThrow(),
        results.stream().mapToInt(Result::canaryBatches).sum() / hours,
        results.stream().mapToDouble(r -> r.canaryTime().toNanos() / 1e9).sum() / hours);
  }

  /** In milliseconds: the least value that so many of a hundred do not exceed. */
  private static double percentile(long[] sorted, int percent) {
    return sorted[(sorted.length * percent + 99) / 100 - 1] / 1e6;
  }
}
