package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.List;

/**
 * What one experiment gave.
 *
 * @param coldRecords how many real records were in a batch that a cold environment handled
 * @param environments how many environments idled at the end of the quiet time
 * @param waits of each real record: from its arrival in the stream to the start of its handling
 * @param canaryBatches how many batches held nothing but canaries, in the quiet time
 * @param canaryTime what these were billed: holds and cold starts
 */
record Result(
    int coldRecords,
    int environments,
    List<Duration> waits,
    int canaryBatches,
    Duration canaryTime) {

  Result {
    waits = List.copyOf(waits);
  }

  /** How many real records there were. */
  int records() {
    return waits.size();
  }
}
