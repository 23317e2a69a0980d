package com.amazonaws.services.lambda.kinesis.prewarming;

import java.math.BigInteger;

/**
 * A shard that accepts records.
 *
 * @param shardId the ID of the shard
 * @param startingHashKey the lowest hash key of the shard, 0 or greater
 * @param endingHashKey the highest hash key of the shard, below 2^128
 */
record OpenShard(String shardId, BigInteger startingHashKey, BigInteger endingHashKey) {

  /** Returns the first hash key above the range of this shard. */
  BigInteger endExclusive() {
    return endingHashKey.add(BigInteger.ONE);
  }

  /** Returns whether a record with this hash key belongs to this shard. */
  boolean owns(BigInteger hashKey) {
    return startingHashKey.compareTo(hashKey) <= 0 && hashKey.compareTo(endingHashKey) <= 0;
  }
}
