package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REFUSED;

import com.amazonaws.services.kinesis.model.StreamDescription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists a stream's shards with DescribeStream, one call for each page of 100.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html">
 *     DescribeStream</a>
 */
final class DescribeStreamLister implements ShardLister {

  // The other states, ACTIVE and UPDATING, take records.
  private static final Set<String> NOT_WRITABLE = Set.of("CREATING", "DELETING");

  private final StreamCalls calls;

  DescribeStreamLister(StreamCalls calls) {
    this.calls = calls;
  }

  @Override
  public ShardListing list() {
    List<Shard> open = new ArrayList<>();
    Set<String> shardIds = new HashSet<>();
    String last = null;
    StreamDescription page;
    do {
      page = writable(calls.describe(last));
      for (com.amazonaws.services.kinesis.model.Shard shard : page.getShards()) {
        last = shard.getShardId();
        shardIds.add(last);
        if (isOpen(shard)) {
          open.add(new Shard(last, shard.getHashKeyRange().getStartingHashKey()));
        }
      }
    } while (page.isHasMoreShards());
    return new ShardListing(open, shardIds);
  }

  private static boolean isOpen(com.amazonaws.services.kinesis.model.Shard shard) {
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
