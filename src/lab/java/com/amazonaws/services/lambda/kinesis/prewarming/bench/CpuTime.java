package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * CPU time that the process of one environment took, all its threads, compiler and collector among
 * them, as fine as the system counts: in steps of 10 ms on Linux.
 *
 * @param init milliseconds from the start until the runtime asked for its first event
 * @param firstEvent milliseconds from there to the first event's answer
 */
record CpuTime(double init, double firstEvent) {

  double total() {
    return init + firstEvent;
  }

  /** What a process took so far, in milliseconds. */
  static double of(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElseThrow();
  }

  /** One of these numbers of each start. */
  static Sample sample(List<CpuTime> starts, ToDoubleFunction<CpuTime> number) {
    return new Sample(starts.stream().map(number::applyAsDouble).toList());
  }
}
