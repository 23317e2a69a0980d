package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which shards are accounted for: by what became of the canaries, in the shards where it happened.
 *
 * <p>A canary strays if it lands in another shard than it was meant for. That shard is closed then,
 * whatever an old listing says.
 */
final class Coverage {

  private final Map<String, CanaryOutcome> byShardId = new HashMap<>();
  private final Set<String> closed = new HashSet<>();

  /** The listed open shards that have no canary yet, and are not known to be busy. */
  List<Shard> missingFrom(ShardListing listing) {
    return listing.open().stream().filter(this::isMissing).toList();
  }

  private boolean isMissing(Shard shard) {
    CanaryOutcome outcome = byShardId.get(shard.shardId());
    return outcome == null || outcome instanceof Failed;
  }

  /** Takes note of what became of some canaries; true if all landed where they were meant to. */
  boolean add(List<CanaryOutcome> outcomes) {
    outcomes.forEach(this::add);
    return outcomes.stream().allMatch(outcome -> outcome instanceof Landed && !outcome.strayed());
  }

  private void add(CanaryOutcome outcome) {
    if (!(outcome instanceof Landed landed)) {
      byShardId.merge(outcome.target().shardId(), outcome, Coverage::better);
      return;
    }
    byShardId.put(landed.shardId(), landed);
    if (landed.strayed()) {
      closed.add(landed.target().shardId());
    }
  }

  private static CanaryOutcome better(CanaryOutcome old, CanaryOutcome last) {
    return old instanceof Landed ? old : last;
  }

  /** Whether a listing shows the reshards that made canaries stray; an older one does not. */
  boolean agreesWith(ShardListing listing) {
    return listing.shardIds().containsAll(byShardId.keySet())
        && listing.open().stream().noneMatch(shard -> closed.contains(shard.shardId()));
  }

  /** What became of each of the open shards, none of which is missing. */
  List<CanaryOutcome> of(ShardListing listing) {
    return listing.open().stream().map(shard -> byShardId.get(shard.shardId())).toList();
  }

  /** The shards that canaries strayed from. */
  Set<String> closed() {
    return closed;
  }
}
