package com.amazonaws.services.lambda.kinesis.prewarming;

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

  /** The listed open shards that nothing is known of yet. */
  List<Shard> missingFrom(ShardListing listing) {
    return listing.open().stream().filter(s -> !byShardId.containsKey(s.shardId())).toList();
  }

  /** Takes note of what became of some canaries; true if one of them strayed. */
  boolean add(List<CanaryOutcome> outcomes) {
    int closedBefore = closed.size();
    for (CanaryOutcome outcome : outcomes) {
      if (outcome instanceof Landed landed) {
        byShardId.put(landed.shardId(), landed);
        if (landed.elsewhere()) {
          closed.add(landed.target().shardId());
        }
      } else {
        byShardId.putIfAbsent(outcome.target().shardId(), outcome);
      }
    }
    return closed.size() > closedBefore;
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
