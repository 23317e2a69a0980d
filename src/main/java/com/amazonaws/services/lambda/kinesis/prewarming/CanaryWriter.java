package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;

/** The port that writes canaries. */
interface CanaryWriter {

  /**
   * Writes one canary to each of these shards, all at once, and sends again what is refused: a few
   * times, and no longer once a canary tells of a reshard.
   *
   * @throws PrewarmingException if Kinesis refuses for good
   */
  Written write(List<Shard> shards);

  /**
   * What came of it.
   *
   * @param outcomes what became of each canary, one outcome a shard, in no order
   * @param retried whether anything was sent more than once, so that the stream had time to change
   */
  record Written(List<CanaryOutcome> outcomes, boolean retried) {}
}
