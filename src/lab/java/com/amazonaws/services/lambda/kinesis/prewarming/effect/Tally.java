package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Arrays;

/** What was counted. */
final class Tally {

  private static final int STEPS_A_SECOND = 1_000;

  /** How many real records waited so long, until code started on them; the last step has no end. */
  private final long[] waits = new long[20 * STEPS_A_SECOND];

  private long cold;

  long records;

  /** The canaries' runs, batches, and seconds that are billed, cold starts and all. */
  int runs;

  int batches;
  double seconds;

  void addRecord(double wait, boolean metColdStart) {
    waits[Math.min((int) (wait * STEPS_A_SECOND), waits.length - 1)]++;
    records++;
    cold += metColdStart ? 1 : 0;
  }

  /** Adds what was counted there. */
  void add(Tally other) {
    Arrays.setAll(waits, i -> waits[i] + other.waits[i]);
    records += other.records;
    cold += other.cold;
    runs += other.runs;
    batches += other.batches;
    seconds += other.seconds;
  }

  /** How many of a hundred records were in a batch that met a cold start. */
  double cold() {
    return 100.0 * cold / records;
  }

  /** How many of a hundred records waited longer than so many seconds. */
  double later(double wait) {
    int from = (int) Math.round(wait * STEPS_A_SECOND);
    return 100.0 * Arrays.stream(waits, from, waits.length).sum() / records;
  }

  /** The wait in seconds that so many of a hundred records did not exceed. */
  double percentile(int percent) {
    double left = records * percent / 100.0;
    int step = 0;
    while (left > waits[step]) {
      left -= waits[step++];
    }
    return (step + 1.0) / STEPS_A_SECOND;
  }
}
