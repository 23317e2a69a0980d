package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REFUSED;

import com.amazonaws.services.kinesis.model.HashKeyRange;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.StreamDescription;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists a stream's shards with DescribeStream, one call for each page of 100. ListShards has larger
 * pages and a quota of its own; DescribeStream tells the stream's status as well, and is the one
 * permission needed to list.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html">
 *     DescribeStream</a>
 */
final class ShardLister {

  // The other states, ACTIVE and UPDATING, take records.
  private static final Set<String> NOT_WRITABLE = Set.of("CREATING", "DELETING");

  private final StreamCalls calls;

  ShardLister(StreamCalls calls) {
    this.calls = calls;
  }

  /**
   * All shards of the stream, as Kinesis shows them now.
   *
   * @throws PrewarmingException if the stream cannot be listed, or takes no records
   */
  ShardListing list() {
    List<OpenShard> open = new ArrayList<>();
    Set<String> shardIds = new HashSet<>();
    String last = null;
    StreamDescription page;
    do {
      page = writable(calls.describe(last));
      for (Shard shard : page.getShards()) {
        last = shard.getShardId();
        shardIds.add(last);
        if (isOpen(shard)) {
          HashKeyRange range = shard.getHashKeyRange();
          open.add(
              new OpenShard(
                  last,
                  new BigInteger(range.getStartingHashKey()),
                  new BigInteger(range.getEndingHashKey())));
        }
      }
    } while (page.isHasMoreShards());
    return new ShardListing(open, shardIds);
  }

  private static boolean isOpen(Shard shard) {
    return shard.getSequenceNumberRange().getEndingSequenceNumber() == null;
  }

  private static StreamDescription writable(StreamDescription page) {
    if (NOT_WRITABLE.contains(page.getStreamStatus())) {
      throw new PrewarmingException(
          REFUSED,
          "stream %s is %s and takes no records: prewarm it when it is ACTIVE"
              .formatted(page.getStreamName(), page.getStreamStatus()));
    }
    return page;
  }
}
