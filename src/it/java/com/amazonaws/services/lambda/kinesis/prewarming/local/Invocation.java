package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.time.Duration;

/**
 * One invocation of a consumer by its event source mapping.
 *
 * @param shardId the shard that contains the batch
 * @param records the number of records in the batch that are not canaries
 * @param cold whether a new execution environment was started for the invocation
 * @param elapsed the time until the response, including the start of the environment
 */
record Invocation(String shardId, int records, boolean cold, Duration elapsed) {}
