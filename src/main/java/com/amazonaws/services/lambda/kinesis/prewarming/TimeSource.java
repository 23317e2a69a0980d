package com.amazonaws.services.lambda.kinesis.prewarming;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The clock and the random numbers of a run, which tests replace. */
interface TimeSource {

  /** The clock and the random numbers of the machine. */
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration.toMillis());
        }

        @Override
        public double chance() {
          return ThreadLocalRandom.current().nextDouble();
        }
      };

  /** Returns the nanoseconds since a fixed moment. The value never decreases. */
  long nanos();

  /** Waits for this duration, with a resolution of one millisecond. */
  void sleep(Duration duration) throws InterruptedException;

  /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
  double chance();
}
