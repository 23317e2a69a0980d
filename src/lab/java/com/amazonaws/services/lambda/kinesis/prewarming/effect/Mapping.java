package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** How an event source mapping comes by a record that a shard has taken. */
sealed interface Mapping {

  /** Sets up the readers of that many shards. */
  Readers readers(int shards, RandomGenerator random);

  /** One reader for each shard. Moments are in nanoseconds. */
  @FunctionalInterface
  interface Readers {

    /** When the reader of a shard has a record that the shard takes now. */
    long next(int shard, long now);

    /** The same while a batch of that shard is in work, after which more is read. */
    default long nextInWork(int shard, long now) {
      return next(shard, now);
    }
  }

  /**
   * A standard mapping polls each shard once in a period, at a moment of its own. After a batch in
   * work it reads on at once, until it has caught up.
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
      return new Readers() {
        @Override
        public long next(int shard, long now) {
          return now + Math.floorMod(first[shard] - now, length);
        }

        @Override
        public long nextInWork(int shard, long now) {
          return now;
        }
      };
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
