package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.random.RandomGenerator;

/** When an event source mapping reads a record that a shard takes now. All in seconds. */
@FunctionalInterface
interface Mapping {

  /**
   * Polled once a second, at a moment that any other is as likely as after ten quiet ones. After a
   * batch the rest is read at once.
   */
  Mapping STANDARD =
      (shard, busy, last, now, random) -> {
        if (busy || last >= now) {
          return Math.max(now, last);
        }
        double known = now - last > 10 ? now - random.nextDouble() : last;
        return known + Math.ceil(now - known);
      };

  /** Enhanced fan-out pushes after 20 to 150 ms. A shard's records keep their order. */
  Mapping FAN_OUT =
      (shard, busy, last, now, random) -> Math.max(last, now + 0.02 + 0.13 * random.nextDouble());

  /**
   * @param busy whether a batch of this shard is in work
   * @param last the latest read so far, which may lie ahead
   */
  double read(int shard, boolean busy, double last, double now, RandomGenerator random);
}
