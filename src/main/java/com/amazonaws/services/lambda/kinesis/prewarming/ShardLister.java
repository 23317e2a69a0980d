package com.amazonaws.services.lambda.kinesis.prewarming;

/** The port to a stream's shards. */
interface ShardLister {

  /**
   * All shards of the stream, as they are now.
   *
   * @throws PrewarmingException if the stream cannot be listed, or takes no records
   */
  ShardListing list();
}
