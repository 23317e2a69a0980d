package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REFUSED;

import com.amazonaws.services.kinesis.model.HashKeyRange;
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

  private static final int MOST_LISTINGS = 3;

  private final StreamCalls calls;
  private final Deadline deadline;
  private final RunLog log;

  DescribeStreamLister(StreamCalls calls, Deadline deadline, RunLog log) {
    this.calls = calls;
    this.deadline = deadline;
    this.log = log;
  }

  /** A listing whose pages were torn apart by a reshard shows in hash keys that no shard has. */
  @Override
  public ShardListing list() {
    HashKeyRanges ranges = new HashKeyRanges();
    ShardListing listing = listPages(ranges);
    for (int attempts = 1; !ranges.coverAll() && attempts < MOST_LISTINGS; attempts++) {
      log.warn("the open shards listed leave hash keys out: listing again");
      deadline.backOff(attempts);
      ranges = new HashKeyRanges();
      listing = listPages(ranges);
    }
    if (listing.open().isEmpty()) {
      throw new PrewarmingException(
          REFUSED, "DescribeStream shows no open shard, only closed ones");
    }
    return listing;
  }

  private ShardListing listPages(HashKeyRanges ranges) {
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
          HashKeyRange range = shard.getHashKeyRange();
          ranges.add(range.getStartingHashKey(), range.getEndingHashKey());
          open.add(new Shard(last, range.getStartingHashKey()));
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
