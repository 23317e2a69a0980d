/**
 * Keeps the Lambda consumers of quiet Kinesis streams warm with one canary in each open shard.
 *
 * <p>Data flows one way: event, {@code PrewarmRequest}, open shards, canaries, PutRecords results,
 * {@code PrewarmReport}, response. Start reading at {@code PrewarmingHandler}, then read {@code
 * Prewarmer}, which contains the run. Only {@code CanaryWriter}, {@code StreamCalls}, {@code
 * KinesisResponses}, {@code KinesisErrors}, {@code KinesisClients}, {@code HostResolver} and {@code
 * ProxySettings} use the AWS SDK.
 */
package com.amazonaws.services.lambda.kinesis.prewarming;
