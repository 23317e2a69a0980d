package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;

/**
 * One experiment: a stream that is quiet, while canaries come or do not, and real records after it.
 * Every time is a Duration, so minutes may be scaled to seconds.
 *
 * @param shards open shards of the stream
 * @param factor the mapping's parallelization factor: batches that one shard may have in work
 * @param mapping how records get from a shard to the function
 * @param platform what Lambda does with execution environments
 * @param canaries how canaries are written
 * @param hold how long a batch of nothing but canaries is held
 * @param work how long a batch with a real record takes
 * @param quiet from the start, when no environment exists, to the first real record
 * @param traffic the real records
 */
record Settings(
    int shards,
    int factor,
    Mapping mapping,
    Platform platform,
    Canaries canaries,
    Duration hold,
    Duration work,
    Duration quiet,
    Traffic traffic) {

  Settings with(Mapping other) {
    return new Settings(shards, factor, other, platform, canaries, hold, work, quiet, traffic);
  }

  Settings with(Platform other) {
    return new Settings(shards, factor, mapping, other, canaries, hold, work, quiet, traffic);
  }

  Settings with(Canaries other) {
    return new Settings(shards, factor, mapping, platform, other, hold, work, quiet, traffic);
  }

  Settings with(Traffic other) {
    return new Settings(shards, factor, mapping, platform, canaries, hold, work, quiet, other);
  }

  Settings shards(int other) {
    return new Settings(other, factor, mapping, platform, canaries, hold, work, quiet, traffic);
  }

  Settings factor(int other) {
    return new Settings(shards, other, mapping, platform, canaries, hold, work, quiet, traffic);
  }

  Settings hold(Duration other) {
    return new Settings(shards, factor, mapping, platform, canaries, other, work, quiet, traffic);
  }

  Settings work(Duration other) {
    return new Settings(shards, factor, mapping, platform, canaries, hold, other, quiet, traffic);
  }

  Settings quiet(Duration other) {
    return new Settings(shards, factor, mapping, platform, canaries, hold, work, other, traffic);
  }
}
