package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;

/** The outcome of one canary: it landed, it was rejected, or it is not needed. */
sealed interface CanaryOutcome {

  /** Returns the shard whose starting hash key is the explicit hash key of the canary. */
  OpenShard target();

  /** Selects the outcomes of one kind. */
  static <T extends CanaryOutcome> List<T> only(Class<T> kind, List<CanaryOutcome> outcomes) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Returns the IDs of the shards for which the canaries were sent. */
  static List<String> targetIds(List<? extends CanaryOutcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome.target().shardId()).toList();
  }

  /**
   * A canary that Kinesis wrote into a shard.
   *
   * @param shardId the ID of the shard that contains the canary; it differs from the target if the
   *     target closed in the meantime, or if Kinesis ignores hash keys
   * @param sequenceNumber the sequence number of the canary in that shard
   */
  record Landed(OpenShard target, String shardId, String sequenceNumber) implements CanaryOutcome {

    /** Returns whether the canary landed in a shard other than its target. */
    boolean isElsewhere() {
      return !shardId.equals(target.shardId());
    }
  }

  /**
   * A canary that the target does not need. The target rejected {@link Coverage#MAX_THROTTLES}
   * canaries in a row, because other producers are writing to it at its limit. Its consumer is
   * busy, and therefore warm.
   */
  record Throttled(OpenShard target) implements CanaryOutcome {}

  /** A canary that was not written although the target needs one. */
  sealed interface Missed extends CanaryOutcome {

    /** Returns the reason, as a part of a message. */
    String reason();
  }

  /**
   * A canary that Kinesis rejected in the response of a successful call, or that was not sent yet.
   *
   * @param throttles the number of times in a row that the target rejected a canary because it was
   *     throttled, including this time; 0 if there is another reason
   */
  record Rejected(OpenShard target, String reason, int throttles) implements Missed {}

  /** A canary whose whole PutRecords call failed. */
  record Failed(OpenShard target, PrewarmingException cause) implements Missed {

    @Override
    public String reason() {
      return cause.getMessage();
    }
  }
}
