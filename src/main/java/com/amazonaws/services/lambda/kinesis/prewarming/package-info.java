/**
 * Keeps the Lambda consumers of quiet Kinesis streams warm by writing one canary into each open
 * shard.
 *
 * <p>Start reading at {@code PrewarmingHandler}, and continue with {@code Prewarmer}, which
 * implements a run. Data flows in one direction: from the event to a {@code PrewarmRequest}, a
 * listing of the open shards, the outcomes of the canaries, a {@code PrewarmReport}, and the
 * response. Only {@code CanaryWriter}, {@code StreamCalls}, {@code KinesisResponses}, {@code
 * KinesisErrors}, {@code KinesisClients}, {@code HostResolver} and {@code ProxySettings} use the
 * AWS SDK.
 */
package com.amazonaws.services.lambda.kinesis.prewarming;
