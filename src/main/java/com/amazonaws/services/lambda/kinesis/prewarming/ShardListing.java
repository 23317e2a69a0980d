package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;
import java.util.Set;

/**
 * A stream's shards at one moment.
 *
 * @param open those that take records, in the order Kinesis gave
 * @param shardIds the names of all, open and closed
 */
record ShardListing(List<Shard> open, Set<String> shardIds) {

  ShardListing {
    open = List.copyOf(open);
    shardIds = Set.copyOf(shardIds);
  }
}
