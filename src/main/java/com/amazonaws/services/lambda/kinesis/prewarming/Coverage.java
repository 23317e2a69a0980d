package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Missed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Rejected;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The memory of a run: the newest listing, and what became of the canaries, shard by shard. A shard
 * is covered if it contains a canary or is throttled.
 *
 * <p>A canary can land in another shard than its target for two reasons. If the listing shows that
 * shard as open, and the shard does not own the canary's hash key, then Kinesis ignores hash keys:
 * the stream has service-managed record distribution, and only the shards where canaries landed
 * count. Otherwise the stream was resharded, and the target has closed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/streams/latest/dev/service-managed-record-distribution.html">
 *     Service-managed record distribution</a>
 */
final class Coverage {

  /** How many rejections in a row make a shard a throttled shard. */
  static final int MAX_THROTTLES = 10;

  /**
   * How many canaries to send for each open shard of a stream that ignores hash keys. If they are
   * placed at random, the chance that a given shard is still empty afterwards is e^-25.
   */
  static final int MAX_CANARIES_PER_SHARD = 25;

  private static final String NOT_SENT =
      "no time was left to send a canary; raise the timeout of the function";
  private static final String NOT_PLACED = "no canary landed there";

  private final Map<String, CanaryOutcome> byShardId = new HashMap<>();
  private final List<Landed> elsewhere = new ArrayList<>();
  private ShardListing newest = ShardListing.EMPTY;
  private ShardListing listing = newest;
  private boolean ignoresHashKeys;
  private int canariesSent;
  private int canariesLanded;

  /**
   * Replaces the listing by a newer one. A shard that the newer listing still shows as open after
   * {@link #MAX_THROTTLES} rejections in a row is a throttled shard from now on. A listing that
   * failed only adds what it showed.
   */
  void update(ShardListing newer) {
    boolean whole = newer.failure().isEmpty();
    newest = whole ? newer : newest.updatedBy(newer);
    compareCanariesWithListing();
    if (whole) {
      uncovered().stream()
          .filter(this::awaitsListing)
          .forEach(shard -> byShardId.put(shard.shardId(), new Throttled(shard)));
    }
  }

  /**
   * Adds the outcomes of a burst.
   *
   * @return the outcomes that belong in the log: all of them, but if Kinesis ignores hash keys,
   *     only the first canary in each shard
   */
  List<CanaryOutcome> add(List<CanaryOutcome> outcomes) {
    List<Landed> landed = CanaryOutcome.only(Landed.class, outcomes);
    canariesSent += outcomes.size();
    canariesLanded += landed.size();
    if (!ignoresHashKeys) {
      landed.stream().filter(Landed::isElsewhere).forEach(elsewhere::add);
    }
    compareCanariesWithListing();
    return outcomes.stream().filter(this::addAndCheckIfNew).toList();
  }

  private void compareCanariesWithListing() {
    Map<String, OpenShard> open =
        newest.open().stream().collect(Collectors.toMap(OpenShard::shardId, Function.identity()));
    for (Landed canary : elsewhere) {
      OpenShard shard = open.get(canary.shardId());
      ignoresHashKeys |= shard != null && !shard.owns(canary.target().startingHashKey());
    }
    if (ignoresHashKeys) {
      // Kinesis chose the shard, so nothing is known about the target.
      elsewhere.clear();
      byShardId.values().removeIf(Throttled.class::isInstance);
    }
    listing =
        newest.without(
            elsewhere.stream().map(c -> c.target().shardId()).collect(Collectors.toSet()));
  }

  private boolean addAndCheckIfNew(CanaryOutcome outcome) {
    if (!(outcome instanceof Landed canary)) {
      byShardId.merge(outcome.target().shardId(), outcome, Coverage::newer);
      return true;
    }
    return !(byShardId.put(canary.shardId(), canary) instanceof Landed) || !ignoresHashKeys;
  }

  private static CanaryOutcome newer(CanaryOutcome old, CanaryOutcome next) {
    if (old instanceof Landed) {
      return old;
    }
    return old instanceof Rejected before && next instanceof Rejected now && now.throttles() > 0
        ? new Rejected(now.target(), now.reason(), before.throttles() + 1)
        : next;
  }

  /** Whether a canary landed in its shard because the stream was resharded after the listing. */
  boolean showsReshard(Landed canary) {
    return ignoresHashKeys ? !newest.shardIds().contains(canary.shardId()) : canary.isElsewhere();
  }

  /**
   * The shards to send a canary for next: the uncovered shards, or every open shard as long as a
   * stream that ignores hash keys has uncovered shards. Empty if a newer listing has to come first,
   * or if more canaries would not help.
   */
  List<OpenShard> targets() {
    List<OpenShard> uncovered = uncovered();
    if (!ignoresHashKeys) {
      return uncovered.stream().filter(shard -> !awaitsListing(shard)).toList();
    }
    return uncovered.isEmpty() || isExhausted() ? List.of() : listing.open();
  }

  /** Whether {@link #MAX_CANARIES_PER_SHARD} were sent to a stream that ignores hash keys. */
  boolean isExhausted() {
    return ignoresHashKeys && canariesSent >= MAX_CANARIES_PER_SHARD * listing.open().size();
  }

  private boolean awaitsListing(OpenShard shard) {
    return !ignoresHashKeys
        && outcome(shard) instanceof Rejected rejected
        && rejected.throttles() >= MAX_THROTTLES;
  }

  private List<OpenShard> uncovered() {
    return listing.open().stream().filter(shard -> outcome(shard) instanceof Missed).toList();
  }

  private CanaryOutcome outcome(OpenShard shard) {
    CanaryOutcome outcome = byShardId.get(shard.shardId());
    String otherwise = ignoresHashKeys ? NOT_PLACED : NOT_SENT;
    return outcome == null ? new Rejected(shard, otherwise, 0) : outcome;
  }

  /** What became of each open shard. A shard that contains a canary and is not listed is open. */
  List<CanaryOutcome> outcomes() {
    return Stream.concat(
            listing.open().stream().map(this::outcome), unlisted().stream().map(byShardId::get))
        .toList();
  }

  /** The newest listing, without the shards that canaries showed to be closed. */
  ShardListing listing() {
    return listing;
  }

  /** The newest listing as it is. */
  ShardListing newestListing() {
    return newest;
  }

  /** The shards that contain a canary and are not listed. Other new shards may be empty. */
  List<String> unlisted() {
    return byShardId.keySet().stream()
        .filter(shardId -> byShardId.get(shardId) instanceof Landed)
        .filter(shardId -> !listing.shardIds().contains(shardId))
        .sorted()
        .toList();
  }

  /** Whether each listed open shard is covered. */
  boolean isCovered() {
    return uncovered().isEmpty();
  }

  /** Whether, besides, nothing suggests that there are open shards that are not listed. */
  boolean isConsistent() {
    return isCovered() && unlisted().isEmpty() && listing.hashKeyProblems().isEmpty();
  }

  boolean ignoresHashKeys() {
    return ignoresHashKeys;
  }

  /** How many canaries were sent, including rejected ones. */
  int canariesSent() {
    return canariesSent;
  }

  /** How many canaries Kinesis accepted. */
  int canariesLanded() {
    return canariesLanded;
  }
}
