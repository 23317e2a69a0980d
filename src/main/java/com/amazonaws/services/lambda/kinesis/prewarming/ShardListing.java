package com.amazonaws.services.lambda.kinesis.prewarming;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A stream's shards as DescribeStream showed them, page after page. A reshard between two pages, or
 * one that Kinesis shows late, may leave shards out, or show those of before and after.
 *
 * @param open those that take records, in the order Kinesis gave
 * @param shardIds the names of all, open and closed
 */
record ShardListing(List<OpenShard> open, Set<String> shardIds) {

  private static final BigInteger END = BigInteger.ONE.shiftLeft(128);

  ShardListing {
    open = List.copyOf(open);
    shardIds = Set.copyOf(shardIds);
  }

  /** The names of the open ones. */
  Set<String> openIds() {
    return open.stream().map(OpenShard::shardId).collect(Collectors.toSet());
  }

  /** Whether hash keys have two owners: some shards are of before a reshard, others of after. */
  boolean hasOverlap() {
    BigInteger owned = BigInteger.ZERO;
    for (OpenShard shard : open) {
      owned = owned.add(shard.endExclusive()).subtract(shard.startingHashKey());
    }
    return owned.compareTo(END) > 0;
  }

  /** The hash keys that none of the open shards owns, such as {@code 0 to 9}. */
  List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    BigInteger next = BigInteger.ZERO;
    for (OpenShard shard :
        open.stream().sorted(Comparator.comparing(OpenShard::startingHashKey)).toList()) {
      addIfAny(next, shard.startingHashKey(), gaps);
      next = next.max(shard.endExclusive());
    }
    addIfAny(next, END, gaps);
    return gaps;
  }

  private static void addIfAny(BigInteger first, BigInteger end, List<String> gaps) {
    if (first.compareTo(end) < 0) {
      gaps.add(first + " to " + end.subtract(BigInteger.ONE));
    }
  }
}
