package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Missed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Rejected;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The knowledge of a run about its stream: the newest listing, and the outcome of the canaries for
 * each shard. From both, this class derives which open shards are covered, and to which shards the
 * run writes next. An open shard is covered if a canary landed in it, or if it is throttled.
 *
 * <p>A shard does not count as throttled immediately after {@link #MAX_THROTTLES} rejections in a
 * row, because it may have split in the meantime, and one of its children may be quiet. The shard
 * gets no more canaries, and becomes a throttled shard when a newer listing still shows it as open.
 *
 * <p>If Kinesis ignores hash keys, only the shards in which canaries landed are covered, whatever
 * their targets were. {@link CanaryPlacement} detects such a stream.
 */
final class Coverage {

  /** The number of rejections in a row after which a shard that stays open is throttled. */
  static final int MAX_THROTTLES = 10;

  /**
   * The number of canaries for each open shard after which a run stops writing to a stream that
   * ignores hash keys. If Kinesis places canaries at random, the probability that a given shard is
   * still empty by then is e^-25.
   */
  static final int MAX_CANARIES_PER_SHARD = 25;

  private static final String NOT_SENT =
      "no time was left to send a canary; raise the timeout of the function";
  private static final String NOT_PLACED = "no canary landed there";

  private final Map<String, CanaryOutcome> byShardId = new HashMap<>();
  private final CanaryPlacement placement = new CanaryPlacement();
  // The listing as Kinesis returned it. The next field lacks the shards that have closed since.
  private ShardListing newest = ShardListing.EMPTY;
  private ShardListing listing = newest;
  private int canariesSent;
  private int canariesLanded;

  /**
   * Replaces the listing with a newer one. If a shard rejected {@link #MAX_THROTTLES} canaries in a
   * row and the newer listing still shows it as open, the shard is throttled from now on.
   *
   * <p>If the newer listing failed before its last page, the old listing remains, updated with the
   * shards that the newer listing showed.
   */
  void update(ShardListing newer) {
    boolean whole = newer.failure().isEmpty();
    newest = whole ? newer : newest.updatedBy(newer);
    applyPlacement();
    if (whole) {
      uncovered().stream()
          .filter(this::awaitsListing)
          .forEach(shard -> byShardId.put(shard.shardId(), new Throttled(shard)));
    }
  }

  /**
   * Adds the outcomes of a round.
   *
   * @return the outcomes to log: all outcomes, except that if Kinesis ignores hash keys, only the
   *     first canary in each shard is included
   */
  List<CanaryOutcome> add(List<CanaryOutcome> outcomes) {
    List<Landed> landed = CanaryOutcome.only(Landed.class, outcomes);
    canariesSent += outcomes.size();
    canariesLanded += landed.size();
    placement.add(landed);
    applyPlacement();
    return outcomes.stream().filter(this::addAndCheckIfNew).toList();
  }

  private void applyPlacement() {
    placement.compareWith(newest);
    listing = newest.without(placement.closedTargets());
    if (ignoresHashKeys()) {
      // Kinesis chose the shards, so the rejections said nothing about their targets.
      byShardId.values().removeIf(Throttled.class::isInstance);
    }
  }

  private boolean addAndCheckIfNew(CanaryOutcome outcome) {
    if (!(outcome instanceof Landed canary)) {
      byShardId.merge(outcome.target().shardId(), outcome, Coverage::newer);
      return true;
    }
    return !(byShardId.put(canary.shardId(), canary) instanceof Landed) || !ignoresHashKeys();
  }

  /**
   * Combines two outcomes for a target. A canary that landed stays, and rejections by a throttled
   * shard are counted as long as no other error comes between them.
   */
  private static CanaryOutcome newer(CanaryOutcome old, CanaryOutcome next) {
    if (old instanceof Landed) {
      return old;
    }
    return old instanceof Rejected before && next instanceof Rejected now && now.throttles() > 0
        ? new Rejected(now.target(), now.reason(), before.throttles() + 1)
        : next;
  }

  /**
   * Returns whether the shard in which a canary landed proves that the stream was resharded after
   * the listing.
   */
  boolean showsReshard(Landed canary) {
    return ignoresHashKeys() ? !newest.shardIds().contains(canary.shardId()) : canary.isElsewhere();
  }

  /**
   * Returns the shards that the next round targets. These are the uncovered shards, except those
   * that await a newer listing because they may be throttled.
   *
   * <p>If Kinesis ignores hash keys, a canary can't be sent to a particular shard. In that case,
   * this method returns all open shards as long as one of them is uncovered, and no shard after
   * {@link #MAX_CANARIES_PER_SHARD} canaries for each open shard.
   */
  List<OpenShard> targets() {
    List<OpenShard> uncovered = uncovered();
    if (!ignoresHashKeys()) {
      return uncovered.stream().filter(shard -> !awaitsListing(shard)).toList();
    }
    return uncovered.isEmpty() || isExhausted() ? List.of() : listing.open();
  }

  /**
   * Returns whether the stream ignores hash keys and still has an uncovered shard after {@link
   * #MAX_CANARIES_PER_SHARD} canaries for each open shard have landed, so that the run should stop.
   */
  boolean isExhausted() {
    return ignoresHashKeys()
        && !isCovered()
        && canariesLanded >= MAX_CANARIES_PER_SHARD * listing.open().size();
  }

  /**
   * Returns whether this shard awaits a newer listing, which shows if it is throttled or closed.
   */
  private boolean awaitsListing(OpenShard shard) {
    return !ignoresHashKeys()
        && outcome(shard) instanceof Rejected rejected
        && rejected.throttles() >= MAX_THROTTLES;
  }

  private List<OpenShard> uncovered() {
    return listing.open().stream().filter(shard -> outcome(shard) instanceof Missed).toList();
  }

  private CanaryOutcome outcome(OpenShard shard) {
    CanaryOutcome outcome = byShardId.get(shard.shardId());
    String otherwise = ignoresHashKeys() ? NOT_PLACED : NOT_SENT;
    return outcome == null ? new Rejected(shard, otherwise, 0) : outcome;
  }

  /**
   * Returns the outcome for each open shard. A shard in which a canary landed is open, even if it
   * is not listed yet.
   */
  List<CanaryOutcome> outcomes() {
    return Stream.concat(
            listing.open().stream().map(this::outcome), unlisted().stream().map(byShardId::get))
        .toList();
  }

  /** Returns the newest listing without the shards that, by their canaries, have closed since. */
  ShardListing listing() {
    return listing;
  }

  /** Returns the newest listing as Kinesis returned it. */
  ShardListing newestListing() {
    return newest;
  }

  /**
   * Returns the shards in which canaries landed and which the listing does not contain. They are
   * the result of a reshard, so there may be other new shards, without a canary.
   */
  List<String> unlisted() {
    return byShardId.keySet().stream()
        .filter(shardId -> byShardId.get(shardId) instanceof Landed)
        .filter(shardId -> !listing.shardIds().contains(shardId))
        .sorted()
        .toList();
  }

  /** Returns whether every listed open shard is covered. */
  boolean isCovered() {
    return uncovered().isEmpty();
  }

  /**
   * Returns whether every listed open shard is covered, and nothing suggests that another open
   * shard exists. It does not prove that the listing is recent.
   */
  boolean isConsistent() {
    return isCovered() && unlisted().isEmpty() && listing.hashKeyProblems().isEmpty();
  }

  /** Returns whether a canary proved that Kinesis ignores hash keys. */
  boolean ignoresHashKeys() {
    return placement.ignoresHashKeys();
  }

  /** Returns the number of canaries that were sent, including rejected canaries. */
  int canariesSent() {
    return canariesSent;
  }

  /** Returns the number of canaries that Kinesis accepted. */
  int canariesLanded() {
    return canariesLanded;
  }
}
