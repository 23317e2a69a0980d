package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** How an event source mapping comes by a record that a shard has taken. */
sealed interface Mapping {

  /** Sets up the readers of that many shards. */
  Readers readers(int shards, RandomGenerator random);

  /** One reader for each shard. */
  @FunctionalInterface
  interface Readers {

    /** When the reader of a shard gets a record that the shard takes now, in nanoseconds. */
    long next(int shard, long now);
  }

  /**
   * Polls each shard once in a period, at its own moment: at random, or as given.
   *
   * @param phases each shard's first poll, counted from the start; empty for random ones
   */
  record Polled(Duration period, List<Duration> phases) implements Mapping {

    /** Each shard at a random moment of the period. */
    static Polled every(Duration period) {
      return new Polled(period, List.of());
    }

    @Override
    public Readers readers(int shards, RandomGenerator random) {
      long length = period.toNanos();
      long[] first =
          phases.isEmpty()
              ? random.longs(shards, 0, length).toArray()
              : phases.stream().mapToLong(Duration::toNanos).toArray();
      return (shard, now) -> now + Math.floorMod(first[shard] - now, length);
    }
  }

  /**
   * Enhanced fan-out: records are pushed, after a random while between the two. Those that a shard
   * takes at one moment come together.
   */
  record Pushed(Duration least, Duration most) implements Mapping {

    @Override
    public Readers readers(int shards, RandomGenerator random) {
      long[] taken = new long[shards];
      Arrays.fill(taken, -1);
      long[] pushed = new long[shards];
      return (shard, now) -> {
        if (taken[shard] != now) {
          taken[shard] = now;
          long next = now + random.nextLong(least.toNanos(), most.toNanos());
          // A shard's records keep their order.
          pushed[shard] = Math.max(pushed[shard], next);
        }
        return pushed[shard];
      };
    }
  }
}
