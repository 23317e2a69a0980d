package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the shards of a stream with DescribeStream, which returns up to 100 shards in each page.
 * ListShards has larger pages and a higher quota, but only DescribeStream also returns the status
 * of the stream.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html">
 *     DescribeStream</a>
 */
final class ShardLister {

  // With the other two statuses, ACTIVE and UPDATING, a stream accepts records.
  private static final Set<String> NOT_WRITABLE = Set.of("CREATING", "DELETING");

  private static final String TOO_LONG =
      "%d shards were listed before the time was up, %d of them closed (Kinesis lists closed shards"
          + " until their records expire). %s";

  /**
   * The maximum duration of the call for the last page. After a longer call, the listing counts as
   * {@code late}.
   */
  static final Duration MAX_LAST_PAGE = Duration.ofSeconds(1);

  private final StreamCalls calls;
  private final Deadline deadline;

  ShardLister(StreamCalls calls, Deadline deadline) {
    this.calls = calls;
    this.deadline = deadline;
  }

  /**
   * Lists all shards of the stream.
   *
   * @return the listing; if a call failed, the shards that were listed before, and the failure
   */
  ShardListing list() {
    Map<String, OpenShard> open = new LinkedHashMap<>();
    Set<String> shardIds = new HashSet<>();
    boolean updating = false;
    Duration start = Duration.ZERO;
    Optional<PrewarmingException> failure = Optional.empty();
    try {
      ShardPage page;
      String last = null;
      do {
        start = deadline.elapsed();
        page = calls.describe(last);
        failIfNotWritable(page);
        updating |= page.streamStatus().equals("UPDATING");
        failIfRepeated(page, shardIds);
        shardIds.addAll(page.shardIds());
        // A page can show a shard as closed that an earlier page showed as open.
        page.shardIds().forEach(open::remove);
        page.open().forEach(shard -> open.put(shard.shardId(), shard));
        last = page.shardIds().isEmpty() ? last : page.shardIds().get(page.shardIds().size() - 1);
      } while (page.hasMore());
    } catch (PrewarmingException e) {
      failure = Optional.of(e.reason() == TIMED_OUT ? tooLong(shardIds, open, e) : e);
    }
    boolean late = deadline.elapsed().minus(start).compareTo(MAX_LAST_PAGE) > 0;
    return new ShardListing(List.copyOf(open.values()), shardIds, updating, late, failure);
  }

  private static PrewarmingException tooLong(
      Set<String> listed, Map<String, OpenShard> open, PrewarmingException timeout) {
    return listed.isEmpty()
        ? timeout
        : new PrewarmingException(
            TIMED_OUT,
            TOO_LONG.formatted(listed.size(), listed.size() - open.size(), timeout.getMessage()),
            timeout);
  }

  private void failIfNotWritable(ShardPage page) {
    if (NOT_WRITABLE.contains(page.streamStatus())) {
      throw calls.rejected(
          "the stream is %s and accepts no records; run the function when it is ACTIVE"
              .formatted(page.streamStatus()));
    }
  }

  /** Prevents an endless listing if the endpoint ignores {@code ExclusiveStartShardId}. */
  private void failIfRepeated(ShardPage page, Set<String> shardIds) {
    if (page.hasMore() && shardIds.containsAll(page.shardIds())) {
      throw calls.rejected(
          "the endpoint returns the same page again, so it does not behave like Kinesis");
    }
  }
}
