package com.amazonaws.services.lambda.kinesis.prewarming;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The shards of a stream as DescribeStream listed them, page after page.
 *
 * <p>If the stream is resharded between two pages, a listing can lack shards, or it can contain
 * shards from before and from after the reshard. {@link #hashKeyProblems} detects both cases.
 *
 * @param open the open shards, sorted by their starting hash keys
 * @param shardIds the IDs of all listed shards, open and closed
 * @param updating whether the stream had the status {@code UPDATING}, which means that a reshard
 *     may be in progress
 * @param late whether the response with the last page took so long that newer shards may exist
 * @param failure the reason why the listing ended before its last page; empty if it is complete
 */
record ShardListing(
    List<OpenShard> open,
    Set<String> shardIds,
    boolean updating,
    boolean late,
    Optional<PrewarmingException> failure) {

  /** A listing without shards. */
  static final ShardListing EMPTY =
      new ShardListing(List.of(), Set.of(), false, false, Optional.empty());

  private static final BigInteger END = BigInteger.ONE.shiftLeft(128);

  ShardListing {
    open = open.stream().sorted(Comparator.comparing(OpenShard::startingHashKey)).toList();
    shardIds = Set.copyOf(shardIds);
  }

  /** Returns this listing without the open shards that are known to have closed since. */
  ShardListing without(Set<String> closed) {
    List<OpenShard> others = open.stream().filter(s -> !closed.contains(s.shardId())).toList();
    return new ShardListing(others, shardIds, updating, late, failure);
  }

  /** Returns this listing, updated with the shards that a newer listing showed before it failed. */
  ShardListing updatedBy(ShardListing incomplete) {
    Stream<OpenShard> notShown =
        open.stream().filter(shard -> !incomplete.shardIds.contains(shard.shardId()));
    Set<String> ids = new HashSet<>(shardIds);
    ids.addAll(incomplete.shardIds);
    return new ShardListing(
        Stream.concat(notShown, incomplete.open.stream()).toList(),
        ids,
        updating || incomplete.updating,
        late,
        incomplete.failure);
  }

  /**
   * Returns descriptions of the ranges of hash keys that belong to no open shard or to several. An
   * empty list means that no open shard is missing from this listing.
   */
  List<String> hashKeyProblems() {
    List<String> problems = new ArrayList<>();
    BigInteger next = BigInteger.ZERO;
    for (OpenShard shard : open) {
      addRange("no open shard", next, shard.startingHashKey(), problems);
      BigInteger overlapEnd = next.min(shard.endExclusive());
      addRange("several open shards", shard.startingHashKey(), overlapEnd, problems);
      next = next.max(shard.endExclusive());
    }
    addRange("no open shard", next, END, problems);
    return problems;
  }

  private static void addRange(
      String owners, BigInteger start, BigInteger end, List<String> problems) {
    if (start.compareTo(end) < 0) {
      problems.add(
          "%s for the hash keys %s to %s".formatted(owners, start, end.subtract(BigInteger.ONE)));
    }
  }
}
