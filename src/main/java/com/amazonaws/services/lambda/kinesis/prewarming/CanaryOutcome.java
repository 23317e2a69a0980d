package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;

/** What became of one canary. */
sealed interface CanaryOutcome {

  /** The shard that it was meant for. */
  OpenShard target();

  /** The outcomes of one kind. */
  static <T extends CanaryOutcome> List<T> only(Class<T> kind, List<CanaryOutcome> outcomes) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The names of the shards that canaries were meant for. */
  static List<String> targetIds(List<? extends CanaryOutcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome.target().shardId()).toList();
  }

  /**
   * It was written.
   *
   * @param shardId where it lies, which is another shard than the target if the stream resharded
   * @param sequenceNumber its place there
   */
  record Landed(OpenShard target, String shardId, String sequenceNumber) implements CanaryOutcome {

    /** Whether it landed in another shard than the target, which is then no longer open. */
    boolean isElsewhere() {
      return !shardId.equals(target.shardId());
    }
  }

  /**
   * Refused by each of {@link CanaryWriter#MAX_ATTEMPTS} tries because others write to the shard at
   * its limit: its consumer is awake.
   */
  record Throttled(OpenShard target) implements CanaryOutcome {}

  /**
   * Refused for another reason or fewer times, or never answered.
   *
   * @param why what Kinesis said last
   */
  record Failed(OpenShard target, String why) implements CanaryOutcome {}
}
