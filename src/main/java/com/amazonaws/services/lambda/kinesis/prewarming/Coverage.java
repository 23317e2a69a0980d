package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Missed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Rejected;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The memory of a run: the newest listing, and what became of each shard's canaries. A shard is
 * covered if it contains a canary or is throttled.
 *
 * <p>A canary that lands in another shard than its target has one of two explanations. If the
 * listing shows that shard as open, and the shard does not own the canary's hash key, then Kinesis
 * ignores hash keys: the stream has service-managed record distribution, and only the places where
 * canaries landed count. Otherwise the stream was resharded, and the target has closed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/streams/latest/dev/service-managed-record-distribution.html">
 *     Service-managed record distribution</a>
 */
final class Coverage {

  /** How many rejections in a row make a shard a throttled shard. */
  static final int MAX_THROTTLES = 10;

  /**
   * How many canaries to send for each open shard of a stream that ignores hash keys. With random
   * placement, the chance that a given shard is still empty after so many is e^-25.
   */
  static final int MAX_CANARIES_PER_SHARD = 25;

  /** The reason for a shard that no canary was sent for. */
  static final String NOT_SENT =
      "no time was left to send a canary; raise the timeout of the function";

  private final Map<String, CanaryOutcome> byShardId = new HashMap<>();
  private final Set<String> closed = new HashSet<>();
  private ShardListing newest = new ShardListing(List.of(), Set.of(), false, Optional.empty());
  private ShardListing listing = newest;
  private boolean ignoresHashKeys;
  private int canariesSent;

  /**
   * Replaces the listing by a newer one. A shard that the newer listing still shows as open after
   * {@link #MAX_THROTTLES} rejections in a row is a throttled shard from now on. A listing that
   * failed only adds what it showed.
   */
  void update(ShardListing newer) {
    boolean whole = newer.failure().isEmpty();
    newest = whole ? newer : newest.updatedBy(newer);
    listing = newest.without(closed);
    if (whole) {
      uncovered().stream()
          .filter(this::isRejectedAsThrottled)
          .forEach(shard -> byShardId.put(shard.shardId(), new Throttled(shard)));
    }
  }

  /**
   * Adds the outcomes of a burst.
   *
   * @return the outcomes that belong in the log: all of them, except that a shard's further
   *     canaries do not matter if Kinesis ignores hash keys
   */
  List<CanaryOutcome> add(List<CanaryOutcome> outcomes) {
    canariesSent += outcomes.size();
    detectIgnoredHashKeys(outcomes);
    List<CanaryOutcome> news = outcomes.stream().filter(this::addIfNew).toList();
    if (ignoresHashKeys) {
      closed.clear();
    }
    listing = newest.without(closed);
    return news;
  }

  private boolean addIfNew(CanaryOutcome outcome) {
    if (!(outcome instanceof Landed canary)) {
      byShardId.merge(outcome.target().shardId(), outcome, Coverage::newer);
      return true;
    }
    if (showsReshard(canary)) {
      closed.add(canary.target().shardId());
    }
    return !(byShardId.put(canary.shardId(), canary) instanceof Landed) || !ignoresHashKeys;
  }

  private void detectIgnoredHashKeys(List<CanaryOutcome> outcomes) {
    Map<String, OpenShard> open = new HashMap<>();
    newest.open().forEach(shard -> open.put(shard.shardId(), shard));
    for (Landed canary : CanaryOutcome.only(Landed.class, outcomes)) {
      OpenShard shard = open.get(canary.shardId());
      ignoresHashKeys |= shard != null && !shard.owns(canary.target().startingHashKey());
    }
    if (ignoresHashKeys) {
      // Kinesis chose the shards that rejected canaries.
      byShardId.values().removeIf(Throttled.class::isInstance);
    }
  }

  private static CanaryOutcome newer(CanaryOutcome old, CanaryOutcome next) {
    if (old instanceof Landed) {
      return old;
    }
    return old instanceof Rejected before && next instanceof Rejected now && now.throttles() > 0
        ? new Rejected(now.target(), now.reason(), before.throttles() + 1)
        : next;
  }

  /** Whether a canary landed where it did because the stream was resharded after the listing. */
  boolean showsReshard(Landed canary) {
    return ignoresHashKeys ? !newest.shardIds().contains(canary.shardId()) : canary.isElsewhere();
  }

  /**
   * The shards to send a canary for next: each uncovered shard that was not rejected too often, or
   * every open shard as long as a stream that ignores hash keys has uncovered shards. Empty if a
   * newer listing has to come first, or if more canaries would not help.
   */
  List<OpenShard> targets() {
    List<OpenShard> uncovered = uncovered();
    if (!ignoresHashKeys) {
      return uncovered.stream().filter(shard -> !isRejectedAsThrottled(shard)).toList();
    }
    return uncovered.isEmpty() || isExhausted() ? List.of() : listing.open();
  }

  /**
   * Whether so many canaries were sent to a stream that ignores hash keys that more are in vain.
   */
  boolean isExhausted() {
    return ignoresHashKeys && canariesSent >= MAX_CANARIES_PER_SHARD * listing.open().size();
  }

  private boolean isRejectedAsThrottled(OpenShard shard) {
    return !ignoresHashKeys
        && outcome(shard) instanceof Rejected rejected
        && rejected.throttles() >= MAX_THROTTLES;
  }

  private List<OpenShard> uncovered() {
    return listing.open().stream().filter(shard -> outcome(shard) instanceof Missed).toList();
  }

  private CanaryOutcome outcome(OpenShard shard) {
    CanaryOutcome outcome = byShardId.get(shard.shardId());
    return outcome == null ? new Rejected(shard, NOT_SENT, 0) : outcome;
  }

  /** What became of each open shard. */
  List<CanaryOutcome> outcomes() {
    return listing.open().stream().map(this::outcome).toList();
  }

  /** The newest listing, without the shards that canaries showed to be closed. */
  ShardListing listing() {
    return listing;
  }

  /** The shards that contain canaries and are not listed. Other new shards may be empty. */
  List<String> unlisted() {
    return byShardId.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Landed)
        .map(Map.Entry::getKey)
        .filter(shardId -> !listing.shardIds().contains(shardId))
        .sorted()
        .toList();
  }

  /** Whether nothing known so far suggests that an open shard is without a canary. */
  boolean isConsistent() {
    return uncovered().isEmpty() && unlisted().isEmpty() && listing.hashKeyProblems().isEmpty();
  }

  /** Whether Kinesis ignores the hash keys of the stream's records. */
  boolean ignoresHashKeys() {
    return ignoresHashKeys;
  }

  /** How many canaries were sent so far, rejected ones included. */
  int canariesSent() {
    return canariesSent;
  }
}
