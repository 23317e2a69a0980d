package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_NOT_REACHED;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One run over one stream: lists the open shards, writes to all of them, and does so again for
 * those that a reshard opened meanwhile, until every open shard is accounted for.
 *
 * <p>A canary that lands in another shard than the one it was meant for is how a reshard shows.
 */
final class Prewarmer {

  private static final int MOST_NAMED = 10;

  private final ShardLister lister;
  private final CanaryWriter writer;
  private final Deadline deadline;
  private final RunLog log;

  /** What became of each shard written to, by the shard where it happened. */
  private final Map<String, CanaryOutcome> accounted = new LinkedHashMap<>();

  Prewarmer(ShardLister lister, CanaryWriter writer, Deadline deadline, RunLog log) {
    this.lister = lister;
    this.writer = writer;
    this.deadline = deadline;
    this.log = log;
  }

  /**
   * Puts a canary into every open shard.
   *
   * @throws PrewarmingException if the stream cannot be listed or written to, or if a shard was not
   *     reached before the deadline, though all others were
   */
  PrewarmReport run(PrewarmRequest request) {
    ShardListing listing = lister.list();
    while (writeToMissing(listing)) {
      log.info("stream %s resharded during the run: listing again".formatted(request.streamName()));
      listing = listAgain();
    }
    List<CanaryOutcome> outcomes =
        listing.open().stream().map(shard -> accounted.get(shard.shardId())).toList();
    failIfAnyFailed(request, outcomes);
    return report(request, outcomes);
  }

  /** Writes to the open shards not accounted for; true if the stream resharded meanwhile. */
  private boolean writeToMissing(ShardListing listing) {
    List<Shard> missing =
        listing.open().stream().filter(shard -> !accounted.containsKey(shard.shardId())).toList();
    List<CanaryOutcome> outcomes = missing.isEmpty() ? List.of() : writer.write(missing);
    for (CanaryOutcome outcome : outcomes) {
      accounted.merge(whereItEnded(outcome), outcome, Prewarmer::better);
      logLine(outcome);
    }
    return outcomes.stream().anyMatch(o -> o instanceof Landed landed && landed.elsewhere());
  }

  private static String whereItEnded(CanaryOutcome outcome) {
    return outcome instanceof Landed landed ? landed.shardId() : outcome.target().shardId();
  }

  private static CanaryOutcome better(CanaryOutcome one, CanaryOutcome other) {
    return one instanceof Landed ? one : other;
  }

  /** A listing that knows every shard a canary landed in: an older one may come for a while. */
  private ShardListing listAgain() {
    ShardListing listing = lister.list();
    for (int attempts = 1; !listing.knowsAll(accounted.keySet()); attempts++) {
      deadline.backOff(attempts);
      listing = lister.list();
    }
    return listing;
  }

  private void logLine(CanaryOutcome outcome) {
    if (outcome instanceof Landed landed) {
      log.info(
          "canary in shardId="
              + landed.shardId()
              + " explicitHashKey="
              + landed.target().startingHashKey()
              + " sequenceNumber="
              + landed.sequenceNumber());
    } else {
      log.warn("no canary: " + outcome);
    }
  }

  private PrewarmReport report(PrewarmRequest request, List<CanaryOutcome> outcomes) {
    List<Landed> landed = only(Landed.class, outcomes);
    List<String> throttled =
        only(Throttled.class, outcomes).stream().map(o -> o.target().shardId()).toList();
    log.info(
        "prewarmed stream %s in %s: %d open shards, %d canaries, %d throttled shards, %d ms"
            .formatted(
                request.streamName(),
                request.regionName(),
                outcomes.size(),
                landed.size(),
                throttled.size(),
                deadline.elapsed().toMillis()));
    return new PrewarmReport(
        request.streamName(), request.regionName(), outcomes.size(), landed, throttled);
  }

  private static void failIfAnyFailed(PrewarmRequest request, List<CanaryOutcome> outcomes) {
    List<Failed> failed = only(Failed.class, outcomes);
    if (failed.isEmpty()) {
      return;
    }
    String named =
        failed.stream()
            .limit(MOST_NAMED)
            .map(outcome -> outcome.target().shardId())
            .collect(Collectors.joining(", "));
    throw new PrewarmingException(
        SHARDS_NOT_REACHED,
        "%d of %d open shards of stream %s in %s got no canary: %s%s. The last answer was: %s"
            .formatted(
                failed.size(),
                outcomes.size(),
                request.streamName(),
                request.regionName(),
                named,
                failed.size() > MOST_NAMED ? " and others" : "",
                failed.get(failed.size() - 1).why()));
  }

  private static <T extends CanaryOutcome> List<T> only(
      Class<T> kind, List<CanaryOutcome> outcomes) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
