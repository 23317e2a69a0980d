package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Arrays;

/** What was counted. */
final class Tally {

  private static final int STEPS_A_SECOND = 1_000;

  /** How many real records waited so long, until code started on them; the last step has no end. */
  private final long[] waits = new long[20 * STEPS_A_SECOND];

  private long cold;

  /** The canaries' runs, batches, and seconds that are billed, cold starts and all. */
  int runs;

  int batches;
  double seconds;

  void addRecord(double wait, boolean metColdStart) {
    waits[Math.min((int) (wait * STEPS_A_SECOND), waits.length - 1)]++;
    cold += metColdStart ? 1 : 0;
  }

  /** Adds what was counted of records there. */
  void addRecords(Tally other) {
    Arrays.setAll(waits, i -> waits[i] + other.waits[i]);
    cold += other.cold;
  }

  /** Adds all that was counted there. */
  void add(Tally other) {
    addRecords(other);
    runs += other.runs;
    batches += other.batches;
    seconds += other.seconds;
  }

  long records() {
    return Arrays.stream(waits).sum();
  }

  /** The share of records whose batch met a cold start. */
  double cold() {
    return (double) cold / records();
  }

  /** The share of records that waited longer than so many seconds. */
  double later(double wait) {
    int from = (int) Math.round(wait * STEPS_A_SECOND);
    return (double) Arrays.stream(waits, from, waits.length).sum() / records();
  }

  /** The wait in seconds that so many of a hundred records did not exceed. */
  double percentile(int percent) {
    double left = records() * percent / 100.0;
    int step = 0;
    while (left > waits[step]) {
      left -= waits[step++];
    }
    return (step + 1.0) / STEPS_A_SECOND;
  }
}
