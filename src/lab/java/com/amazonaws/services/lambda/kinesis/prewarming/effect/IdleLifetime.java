package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long an environment idles before Lambda ends it. Lambda does not document it. */
@FunctionalInterface
interface IdleLifetime {

  /** The length of one idle time, in nanoseconds. */
  long next(RandomGenerator random);

  /** Always the same. */
  static IdleLifetime fixed(Duration length) {
    long nanos = length.toNanos();
    return random -> nanos;
  }

  /** Anything between the two, each length as likely. */
  static IdleLifetime between(Duration least, Duration most) {
    return random -> random.nextLong(least.toNanos(), most.toNanos());
  }

  /** Of those that have idled for a period, and for each further one, half are ended. */
  static IdleLifetime halvedEvery(Duration period) {
    long nanos = period.toNanos();
    return random -> {
      long length = nanos;
      while (random.nextBoolean()) {
        length += nanos;
      }
      return length;
    };
  }
}
