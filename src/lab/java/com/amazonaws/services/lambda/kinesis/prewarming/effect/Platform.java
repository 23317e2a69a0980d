package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What Lambda does with execution environments.
 *
 * @param routing which idle one takes an invocation
 * @param lifetime how long one idles before it ends
 * @param replacement the mean age at which one is replaced, even if it was in use all the time;
 *     each has an age of its own, from half of the mean to one and a half
 * @param coldStart how long one starts before it handles anything
 */
record Platform(Routing routing, IdleLifetime lifetime, Duration replacement, Duration coldStart) {

  /** The age at which one environment is replaced, in nanoseconds. */
  long drawAge(RandomGenerator random) {
    long mean = replacement.toNanos();
    return random.nextLong(mean / 2, mean + mean / 2 + 1);
  }

  Platform with(Routing other) {
    return new Platform(other, lifetime, replacement, coldStart);
  }

  Platform replacement(Duration other) {
    return new Platform(routing, lifetime, other, coldStart);
  }

  Platform with(IdleLifetime other) {
    return new Platform(routing, other, replacement, coldStart);
  }
}
