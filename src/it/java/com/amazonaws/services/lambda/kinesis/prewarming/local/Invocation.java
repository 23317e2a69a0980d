package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.time.Duration;

/**
 * One invocation of a consumer by its event source mapping.
 *
 * @param shardId the shard that the batch came from
 * @param canaries how many of its records were canaries
 * @param records how many were real
 * @param cold whether an environment was started for it
 * @param took from the invocation to the answer, the start included
 */
public record Invocation(String shardId, int canaries, int records, boolean cold, Duration took) {}
