package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REJECTED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import com.amazonaws.services.kinesis.model.HashKeyRange;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.StreamDescription;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final String TOO_LONG =
      "the list of shards is too long for the function's timeout, raise it: until then %d were"
          + " listed, %d of them closed, which stay until their records expire. The last call: %s";

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
    Map<String, OpenShard> open = new LinkedHashMap<>();
    Set<String> shardIds = new HashSet<>();
    String last = null;
    StreamDescription page;
    do {
      page = pageAfter(last, shardIds.size(), open.size());
      failIfNotWritable(page);
      int before = shardIds.size();
      for (Shard shard : page.getShards()) {
        last = shard.getShardId();
        String shardId = LogText.of(last);
        shardIds.add(shardId);
        // A page may show again, and closed, what one before it showed open.
        open.remove(shardId);
        if (isOpen(shard)) {
          open.put(shardId, openShard(shardId, shard.getHashKeyRange()));
        }
      }
      failIfRepeated(page, shardIds.size() > before);
    } while (page.isHasMoreShards());
    return new ShardListing(List.copyOf(open.values()), shardIds);
  }

  private StreamDescription pageAfter(String last, int listed, int open) {
    try {
      return calls.describe(last);
    } catch (PrewarmingException e) {
      if (e.reason() != TIMED_OUT || listed == 0) {
        throw e;
      }
      throw new PrewarmingException(
          TIMED_OUT, TOO_LONG.formatted(listed, listed - open, e.getMessage()), e);
    }
  }

  private static boolean isOpen(Shard shard) {
    return shard.getSequenceNumberRange().getEndingSequenceNumber() == null;
  }

  private static OpenShard openShard(String shardId, HashKeyRange range) {
    return new OpenShard(
        shardId,
        new BigInteger(range.getStartingHashKey()),
        new BigInteger(range.getEndingHashKey()));
  }

  private static void failIfNotWritable(StreamDescription page) {
    if (NOT_WRITABLE.contains(page.getStreamStatus())) {
      throw new PrewarmingException(
          REJECTED,
          "stream %s is %s and takes no records: prewarm it when it is ACTIVE"
              .formatted(LogText.of(page.getStreamName()), page.getStreamStatus()));
    }
  }

  /** No Kinesis gives a page again, but what stands in for one may, without end. */
  private static void failIfRepeated(StreamDescription page, boolean bringsNew) {
    if (page.isHasMoreShards() && !bringsNew) {
      throw new PrewarmingException(
          REJECTED,
          "DescribeStream gives the same page of stream %s again and again: what answers is no Kinesis"
              .formatted(LogText.of(page.getStreamName())));
    }
  }
}
