package com.amazonaws.services.lambda.kinesis.prewarming;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What DescribeStream showed, page by page, compared with the truth. */
final class ShownListing {

  private final List<FakeStream.Part> pages = new ArrayList<>();
  private List<FakeStream.Part> whole = List.of();
  private String status = "";
  private boolean honest;
  private boolean lastWasHonest;
  private int mostOpen;
  private final Map<BigInteger, Set<FakeStream.Part>> everShown = new HashMap<>();

  /** Adds a page; the first page begins a new listing. */
  void add(List<FakeStream.Part> page, boolean first, boolean asItIs) {
    if (first) {
      pages.clear();
      honest = true;
    }
    pages.addAll(page);
    honest &= asItIs;
  }

  /** Ends a listing that showed this status of the stream. */
  void end(String shownStatus) {
    whole =
        pages.stream()
            .filter(FakeStream.Part::open)
            .sorted(Comparator.comparing(FakeStream.Part::start))
            .toList();
    lastWasHonest = honest;
    status = shownStatus;
    mostOpen = Math.max(mostOpen, whole.size());
    whole.forEach(part -> everShown.computeIfAbsent(part.start(), s -> new HashSet<>()).add(part));
    pages.clear();
  }

  /** The shards that the last whole listing showed as open. */
  List<String> open() {
    return whole.stream().map(FakeStream.Part::id).toList();
  }

  /** The most open shards that a whole listing showed. */
  int mostOpen() {
    return mostOpen;
  }

  /** The open shards on the pages of a listing that failed after the last whole one. */
  List<String> openOnPagesOfFailedListing() {
    return pages.stream().filter(FakeStream.Part::open).map(FakeStream.Part::id).toList();
  }

  /** Whether a listing that failed after the last whole one showed a shard as closed. */
  boolean shownClosedLater(String shardId) {
    return pages.stream().anyMatch(part -> part.id().equals(shardId) && !part.open());
  }

  /** The status of the stream on the last page of the last whole listing. */
  String status() {
    return status;
  }

  /** Whether the last whole listing neither lagged nor hid a shard. */
  boolean isHonest() {
    return lastWasHonest;
  }

  /** Whether there are hash keys that none of its open shards owns. */
  boolean hasGaps() {
    BigInteger next = BigInteger.ZERO;
    for (FakeStream.Part part : whole) {
      if (part.start().compareTo(next) > 0) {
        return true;
      }
      next = next.max(part.end());
    }
    return next.compareTo(FakeStream.END) < 0;
  }

  /** How many shards that begin with a hash key were shown as open at any time. */
  int everShownWith(String startingHashKey) {
    return everShown.getOrDefault(new BigInteger(startingHashKey), Set.of()).size();
  }
}
