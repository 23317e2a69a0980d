package com.amazonaws.services.lambda.kinesis.prewarming;

import java.math.BigInteger;

/**
 * A shard that takes records: those with a hash key from its first to its last, both below 2^128.
 *
 * @param shardId Kinesis' name for it
 * @param startingHashKey the first; a record with this as its explicit hash key goes to this shard
 * @param endingHashKey the last
 */
record OpenShard(String shardId, BigInteger startingHashKey, BigInteger endingHashKey) {

  /** The first hash key that is no longer its own. */
  BigInteger endExclusive() {
    return endingHashKey.add(BigInteger.ONE);
  }
}
