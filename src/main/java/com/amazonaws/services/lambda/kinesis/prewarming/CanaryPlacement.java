package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Determines why canaries landed in shards other than their targets. There are two reasons:
 *
 * <ul>
 *   <li>The stream was resharded after the listing, and the target has closed. The target no longer
 *       counts as open, and a newer listing has to show the new shards.
 *   <li>Kinesis ignores hash keys, because the stream has service-managed record distribution. The
 *       proof is a canary in a shard that a listing shows as open and that does not own the hash
 *       key of the canary. A reshard can't explain such a canary, because even after a reshard, the
 *       shard that receives a record owns the hash key of the record. After this proof, a canary
 *       that lands says nothing about its target.
 * </ul>
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/streams/latest/dev/service-managed-record-distribution.html">
 *     Service-managed record distribution</a>
 */
final class CanaryPlacement {

  private final List<Landed> elsewhere = new ArrayList<>();
  private boolean ignoresHashKeys;

  /** Adds canaries that landed. */
  void add(List<Landed> canaries) {
    if (!ignoresHashKeys) {
      canaries.stream().filter(Landed::isElsewhere).forEach(elsewhere::add);
    }
  }

  /**
   * Compares the canaries that landed so far with a listing. The listing can be newer than the
   * canaries: if a canary landed in a shard that was not listed yet, the canary proves nothing
   * until a newer listing shows the shard.
   */
  void compareWith(ShardListing listing) {
    if (elsewhere.isEmpty()) {
      return;
    }
    Map<String, OpenShard> open = new HashMap<>();
    listing.open().forEach(shard -> open.put(shard.shardId(), shard));
    for (Landed canary : elsewhere) {
      OpenShard shard = open.get(canary.shardId());
      ignoresHashKeys |= shard != null && !shard.owns(canary.target().startingHashKey());
    }
    if (ignoresHashKeys) {
      elsewhere.clear();
    }
  }

  /** Returns whether a canary proved that Kinesis ignores hash keys. */
  boolean ignoresHashKeys() {
    return ignoresHashKeys;
  }

  /** Returns the IDs of the targets that have closed, because their canaries landed elsewhere. */
  Set<String> closedTargets() {
    return elsewhere.stream().map(canary -> canary.target().shardId()).collect(Collectors.toSet());
  }
}
