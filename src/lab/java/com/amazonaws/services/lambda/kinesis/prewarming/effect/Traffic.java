package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The real records that come after a quiet time. */
@FunctionalInterface
interface Traffic {

  /** Takes each record: its shard, and its moment after the end of the quiet time. */
  @FunctionalInterface
  interface Sink {

    void record(int shard, long nanos);
  }

  /** Puts all records into the sink. */
  void produce(int shards, RandomGenerator random, Sink sink);

  /** One record, in any shard. */
  static Traffic lone() {
    return (shards, random, sink) -> sink.record(random.nextInt(shards), 0);
  }

  /** Records in every shard, all at one moment, under different keys. */
  static Traffic everyShard(int recordsPerShard) {
    return (shards, random, sink) -> {
      for (int i = 0; i < shards * recordsPerShard; i++) {
        sink.record(i % shards, 0);
      }
    };
  }

  /** In each of some periods one record in each shard, at a random moment of the period. */
  static Traffic busy(Duration period, int periods) {
    return (shards, random, sink) -> {
      for (int i = 0; i < shards * periods; i++) {
        long start = i / shards * period.toNanos();
        sink.record(i % shards, start + random.nextLong(period.toNanos()));
      }
    };
  }
}
