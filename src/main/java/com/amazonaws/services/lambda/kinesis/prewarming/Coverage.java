package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
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

  private final Map<String, CanaryOutcome> byShardId = new HashMap<>();
  private final Map<String, String> landedInByStrayedFrom = new TreeMap<>();
  private ShardListing listing = new ShardListing(List.of(), Set.of());
  private boolean wentAsPlanned;

  /** Takes a newer listing, which from now on says what is open. */
  void update(ShardListing newer) {
    listing = newer;
    wentAsPlanned = true;
  }

  /** Takes note of what became of some canaries. */
  void add(List<CanaryOutcome> outcomes) {
    for (CanaryOutcome outcome : outcomes) {
      if (outcome instanceof Landed landed) {
        add(landed);
      } else {
        byShardId.merge(outcome.target().shardId(), outcome, Coverage::better);
        wentAsPlanned = false;
      }
    }
  }

  private void add(Landed canary) {
    byShardId.put(canary.shardId(), canary);
    if (canary.strayed()) {
      landedInByStrayedFrom.put(canary.target().shardId(), canary.shardId());
    }
    wentAsPlanned &= canary.sentOnce();
  }

  private static CanaryOutcome better(CanaryOutcome old, CanaryOutcome last) {
    return old instanceof Landed ? old : last;
  }

  /** The open shards that have no canary yet, and are not known to be busy. */
  List<OpenShard> missing() {
    return open().filter(shard -> outcome(shard) instanceof Failed).toList();
  }

  /**
   * Whether the stream may have other open shards than listed: canaries were refused, strayed or
   * had to be sent again since, or the listing is older than a reshard or leaves hash keys out.
   */
  boolean isInDoubt() {
    return !wentAsPlanned || !strayedFrom().isEmpty() || !gaps().isEmpty();
  }

  /** The shards that canaries strayed from, as far as the listing does not show it yet. */
  List<String> strayedFrom() {
    Stream<String> stillOpen = listing.open().stream().map(OpenShard::shardId);
    Stream<String> unlisted =
        landedInByStrayedFrom.keySet().stream()
            .filter(from -> !listing.shardIds().contains(landedInByStrayedFrom.get(from)));
    return Stream.concat(stillOpen.filter(landedInByStrayedFrom::containsKey), unlisted)
        .distinct()
        .toList();
  }

  /** The hash keys that no listed open shard owns. */
  List<String> gaps() {
    return listing.gaps();
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
    return outcome == null ? new Failed(shard, "it was not written to") : outcome;
  }
}
