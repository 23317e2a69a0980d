package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What a {@link ColdStartExperiment} showed.
 *
 * @param canaries the invocations with canaries
 * @param environmentsKept how many idle environments there were when the records came
 * @param records the invocations with the records that ended the quiet time, by shard
 */
public record ColdStartOutcome(
    List<Invocation> canaries, int environmentsKept, List<Invocation> records) {

  /** How many records met a cold environment. */
  public long cold() {
    return records.stream().filter(Invocation::cold).mapToInt(Invocation::records).sum();
  }

  /** The longest that the consumer took over one of the records. */
  public Duration slowest() {
    return records.stream().map(Invocation::took).max(Comparator.naturalOrder()).orElseThrow();
  }
}
