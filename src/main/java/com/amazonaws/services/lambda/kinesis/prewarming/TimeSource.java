package com.amazonaws.services.lambda.kinesis.prewarming;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Time and chance, as one seam that tests replace. */
interface TimeSource {

  /** The machine's own. */
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

  /** Nanoseconds since some fixed moment; never goes back. */
  long nanos();

  /** Waits that long, to the millisecond. */
  void sleep(Duration duration) throws InterruptedException;

  /** A random number, 0 inclusive to 1 exclusive. */
  double chance();
}
