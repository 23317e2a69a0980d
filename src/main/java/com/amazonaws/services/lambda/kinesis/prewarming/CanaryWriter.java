package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;

/** The port that writes canaries. */
interface CanaryWriter {

  /**
   * Writes one canary to each of these shards, all at once, and sends again what is refused.
   *
   * @return what became of each canary, one outcome a shard, in no order
   * @throws PrewarmingException if Kinesis refuses for good
   */
  List<CanaryOutcome> write(List<Shard> shards);
}
