package com.amazonaws.services.lambda.kinesis.prewarming;

/**
 * An open shard.
 *
 * @param shardId Kinesis' name for it
 * @param startingHashKey the first hash key of its range, a decimal number below 2^128; a record
 *     with this as its explicit hash key goes to this shard
 */
record Shard(String shardId, String startingHashKey) {}
