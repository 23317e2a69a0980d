package com.amazonaws.services.lambda.kinesis.prewarming;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last whole listing that DescribeStream showed, page by page, held against the truth. */
final class ShownListing {

  private final List<FakeStream.Part> pages = new ArrayList<>();
  private List<FakeStream.Part> whole = List.of();
  private List<String> openThen = List.of();
  private boolean honest;
  private final Map<BigInteger, Set<FakeStream.Part>> everShown = new HashMap<>();

  /** Another page; the first begins a new listing. */
  void add(List<FakeStream.Part> page, boolean first, boolean asItIs) {
    if (first) {
      pages.clear();
      honest = true;
    }
    pages.addAll(page.stream().filter(FakeStream.Part::open).toList());
    honest &= asItIs;
  }

  /** That was the last page. */
  void end(List<String> open) {
    whole = pages.stream().sorted(Comparator.comparing(FakeStream.Part::start)).toList();
    openThen = honest ? open : List.of();
    whole.forEach(part -> everShown.computeIfAbsent(part.start(), s -> new HashSet<>()).add(part));
  }

  /** The shards that it showed as open. */
  List<String> open() {
    return whole.stream().map(FakeStream.Part::id).toList();
  }

  /** The shards that were open when it ended; none if it was late or hid a shard. */
  List<String> openInTruth() {
    return openThen;
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
