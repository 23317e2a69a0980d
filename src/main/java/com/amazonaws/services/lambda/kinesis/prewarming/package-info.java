/**
 * Keeps the Lambda consumers of quiet Kinesis streams warm, with one canary in each open shard.
 *
 * <p>Data flows one way: event, {@code PrewarmRequest}, open shards, canaries, PutRecords answers,
 * {@code PrewarmReport}, response. {@code PrewarmingHandler} is the way in and out, {@code
 * Prewarmer} the run. Only {@code ShardLister}, {@code CanaryWriter}, {@code StreamCalls}, {@code
 * KinesisErrors}, {@code KinesisClients} and {@code RegionalKinesis} know the AWS SDK.
 */
package com.amazonaws.services.lambda.kinesis.prewarming;
