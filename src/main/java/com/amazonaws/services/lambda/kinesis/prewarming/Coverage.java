package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
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
    if (canary.strayed()) {
      landedInByStrayedFrom.put(canary.target().shardId(), canary.shardId());
    }
  }

  private static CanaryOutcome better(CanaryOutcome old, CanaryOutcome last) {
    return old instanceof Landed ? old : last;
  }

  /** The open shards that have no canary yet, and are not known to be busy. */
  List<OpenShard> missing() {
    return open().filter(shard -> outcome(shard) instanceof Failed).toList();
  }

  /**
   * Whether the stream may have other open shards than listed: canaries strayed, hash keys are left
   * out or owned twice, or a shard refused its canary, which does not tell if a child of it did.
   */
  boolean isInDoubt() {
    return !strayedFrom().isEmpty()
        || listing.isTorn()
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

  /** The newest listing. */
  ShardListing listing() {
    return listing;
  }

  /** What became of each open shard; of one that was never written to, a failure. */
  List<CanaryOutcome> outcomes() {
    return open().map(this::outcome).toList();
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
