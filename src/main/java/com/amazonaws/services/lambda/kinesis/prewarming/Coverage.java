package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which shards are accounted for: the newest listing, held against what became of the canaries, in
 * the shards where it happened.
 *
 * <p>A canary strays if it lands in another shard than it was meant for. That shard is closed then,
 * whatever a listing says.
 */
final class Coverage {

  private static final String NOT_REACHED =
      "%d of %d open shards of %s got no canary: %s. The last answer was: %s";
  private static final String NOT_SHOWN_YET =
      "%s resharded during the run, and DescribeStream does not show it yet: canaries for %s"
          + " landed in other shards, and new shards may have got none; run it again";
  private static final String HIDDEN =
      "DescribeStream shows no open shard of %s for the hash keys %s, so the shards that own them"
          + " got no canary; run it again";
  private static final String TORN =
      "DescribeStream shows open shards of %s from before and after a reshard together, so others"
          + " may have got no canary; run it again";
  private static final String NO_TIME =
      "the time was up before it was written to, with %d shards to list; raise the function's"
          + " timeout";

  private final Map<String, CanaryOutcome> byShardId = new HashMap<>();
  private final Map<String, String> landedInByStrayedFrom = new TreeMap<>();
  private ShardListing listing = new ShardListing(List.of(), Set.of());

  /** Takes a newer listing, which from now on says what is open. */
  void update(ShardListing newer) {
    listing = newer;
  }

  /** Takes note of what became of some canaries. */
  void add(List<CanaryOutcome> outcomes) {
    for (CanaryOutcome outcome : outcomes) {
      if (outcome instanceof Landed landed) {
        add(landed);
      } else {
        byShardId.merge(outcome.target().shardId(), outcome, Coverage::better);
      }
    }
  }

  private void add(Landed canary) {
    byShardId.put(canary.shardId(), canary);
    if (canary.isElsewhere()) {
      landedInByStrayedFrom.put(canary.target().shardId(), canary.shardId());
    }
  }

  private static CanaryOutcome better(CanaryOutcome old, CanaryOutcome last) {
    return old instanceof Landed ? old : last;
  }

  /** Calls none busy: that a shard refused canaries does not tell if a quiet child of it did. */
  void discardThrottled(String why) {
    byShardId.replaceAll(
        (id, last) -> last instanceof Throttled ? new Failed(last.target(), why) : last);
  }

  /** The open shards that have no canary yet, and are not known to be busy. */
  List<OpenShard> missing() {
    return open().filter(shard -> outcome(shard) instanceof Failed).toList();
  }

  /**
   * Whether the stream may have other open shards than listed: canaries strayed, hash keys are left
   * out or owned twice, or a shard refused its canary, which does not tell if a child of it did.
   */
  boolean mayMissShards() {
    return !strayedFrom().isEmpty()
        || listing.hasOverlap()
        || !listing.gaps().isEmpty()
        || outcomes().stream().anyMatch(outcome -> !(outcome instanceof Landed));
  }

  /** The shards that canaries strayed from, as far as the listing does not show it yet. */
  List<String> strayedFrom() {
    Set<String> openIds = listing.openIds();
    List<String> notShown = new ArrayList<>();
    landedInByStrayedFrom.forEach(
        (parent, child) -> {
          boolean parentIsClosed = !openIds.contains(parent);
          boolean childIsListed = listing.shardIds().contains(child);
          if (!parentIsClosed || !childIsListed) {
            notShown.add(parent);
          }
        });
    return notShown;
  }

  /** What became of each open shard; of one that was never written to, a failure. */
  List<CanaryOutcome> outcomes() {
    return open().map(this::outcome).toList();
  }

  /**
   * What is to be said of shards that got no canary, or may have got none; nothing if all did.
   *
   * @param stream how to call the stream
   */
  List<String> findings(String stream) {
    List<String> findings = new ArrayList<>();
    List<CanaryOutcome> outcomes = outcomes();
    List<Failed> failed = CanaryOutcome.only(Failed.class, outcomes);
    if (!failed.isEmpty()) {
      String shards = LogText.listed(CanaryOutcome.targetIds(failed));
      String last = failed.get(failed.size() - 1).why();
      findings.add(NOT_REACHED.formatted(failed.size(), outcomes.size(), stream, shards, last));
    }
    List<String> strayedFrom = strayedFrom();
    if (!strayedFrom.isEmpty()) {
      findings.add(NOT_SHOWN_YET.formatted(stream, LogText.listed(strayedFrom)));
    }
    List<String> gaps = listing.gaps();
    if (!gaps.isEmpty()) {
      findings.add(HIDDEN.formatted(stream, LogText.listed(gaps)));
    }
    if (listing.hasOverlap()) {
      findings.add(TORN.formatted(stream));
    }
    return findings;
  }

  private Stream<OpenShard> open() {
    return listing.open().stream().filter(s -> !landedInByStrayedFrom.containsKey(s.shardId()));
  }

  private CanaryOutcome outcome(OpenShard shard) {
    CanaryOutcome outcome = byShardId.get(shard.shardId());
    return outcome == null
        ? new Failed(shard, NO_TIME.formatted(listing.shardIds().size()))
        : outcome;
  }
}
