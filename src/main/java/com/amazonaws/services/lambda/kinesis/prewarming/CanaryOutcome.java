package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;

/** What became of one canary. */
sealed interface CanaryOutcome {

  /** The shard whose starting hash key the canary had. */
  OpenShard target();

  /** Selects the outcomes of one kind. */
  static <T extends CanaryOutcome> List<T> only(Class<T> kind, List<CanaryOutcome> outcomes) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The IDs of the shards that the canaries were sent for. */
  static List<String> targetIds(List<? extends CanaryOutcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome.target().shardId()).toList();
  }

  /**
   * The canary was written.
   *
   * @param shardId the shard that contains the canary; another shard than the target if the target
   *     closed in the meantime, or if Kinesis ignores hash keys
   * @param sequenceNumber the sequence number of the canary in that shard
   */
  record Landed(OpenShard target, String shardId, String sequenceNumber) implements CanaryOutcome {

    /** Whether the canary landed in another shard than its target. */
    boolean isElsewhere() {
      return !shardId.equals(target.shardId());
    }
  }

  /**
   * The target rejected {@link Coverage#MAX_THROTTLES} canaries in a row because other producers
   * write to it at its limit. Its consumer is busy, and so warm.
   */
  record Throttled(OpenShard target) implements CanaryOutcome {}

  /** The canary was not written. */
  sealed interface Missed extends CanaryOutcome {

    /** The reason, for a person to read. */
    String reason();
  }

  /**
   * Kinesis rejected the record, or it was not sent yet.
   *
   * @param throttles how often in a row the target was throttled, this time included; 0 if the
   *     reason is another one
   */
  record Rejected(OpenShard target, String reason, int throttles) implements Missed {}

  /** The whole PutRecords call failed. */
  record Failed(OpenShard target, PrewarmingException cause) implements Missed {

    @Override
    public String reason() {
      return cause.getMessage();
    }
  }
}
