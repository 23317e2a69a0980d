package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;

/**
 * How canaries are written.
 *
 * @param shards how many shards get any; 0 for no canaries
 * @param perShard how many each of them gets, under different keys
 * @param interval from one run to the next
 * @param late how much later than planned a run may start, at random
 * @param spread from the first canary of a run to the last
 */
record Canaries(int shards, int perShard, Duration interval, Duration late, Duration spread) {

  /** None at all. */
  static final Canaries NONE = new Canaries(0, 0, Duration.ofDays(1), Duration.ZERO, Duration.ZERO);

  /** One into each of the first shards, all at one moment, on the minute. */
  static Canaries atOnce(int shards, Duration interval) {
    return new Canaries(shards, 1, interval, Duration.ZERO, Duration.ZERO);
  }

  Canaries perShard(int count) {
    return new Canaries(shards, count, interval, late, spread);
  }

  Canaries every(Duration other) {
    return new Canaries(shards, perShard, other, late, spread);
  }

  Canaries late(Duration other) {
    return new Canaries(shards, perShard, interval, other, spread);
  }

  Canaries spread(Duration other) {
    return new Canaries(shards, perShard, interval, late, other);
  }

  /** From the start of a run to the canaries of its nth shard, in nanoseconds. */
  long offset(int shard) {
    return shards < 2 ? 0 : spread.toNanos() * shard / (shards - 1);
  }
}
