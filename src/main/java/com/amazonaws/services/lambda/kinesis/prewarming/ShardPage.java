package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;

/**
 * One page of a DescribeStream listing.
 *
 * @param streamStatus the status of the stream, such as {@code ACTIVE}
 * @param hasMore whether another page follows
 * @param shardIds the IDs of all shards on the page, open and closed, in the order of the response
 * @param open the open shards on the page
 */
record ShardPage(
    String streamStatus, boolean hasMore, List<String> shardIds, List<OpenShard> open) {}
