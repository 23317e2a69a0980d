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
 * <p>A reshard between two pages can leave shards out of a listing, or list shards from before and
 * after the reshard together. {@link #hashKeyProblems} shows both.
 *
 * @param open the open shards, by their starting hash keys
 * @param shardIds the IDs of all listed shards, open and closed
 * @param updating whether the stream had the status {@code UPDATING}, so that a reshard may be in
 *     progress
 * @param late whether the last page came so late that new shards may exist meanwhile
 * @param failure the reason why the listing ended before the last page; empty if it is whole
 */
record ShardListing(
    List<OpenShard> open,
    Set<String> shardIds,
    boolean updating,
    boolean late,
    Optional<PrewarmingException> failure) {

  /** No shards. */
  static final ShardListing EMPTY =
      new ShardListing(List.of(), Set.of(), false, false, Optional.empty());

  private static final BigInteger END = BigInteger.ONE.shiftLeft(128);

  ShardListing {
    open = open.stream().sorted(Comparator.comparing(OpenShard::startingHashKey)).toList();
    shardIds = Set.copyOf(shardIds);
  }

  /** This listing without open shards that are known to have closed since. */
  ShardListing without(Set<String> closed) {
    List<OpenShard> others = open.stream().filter(s -> !closed.contains(s.shardId())).toList();
    return new ShardListing(others, shardIds, updating, late, failure);
  }

  /** This listing, brought up to date as far as a newer listing came before it failed. */
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
   * The ranges of hash keys that do not have exactly one open shard, in words. An empty list means
   * that no open shard is missing from this listing.
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
