package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_NOT_REACHED;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One run over one stream: lists the open shards, writes to all of them, and does so again for
 * those that a reshard opened meanwhile, until every open shard is accounted for.
 */
final class Prewarmer {

  /** Listings to wait for one that shows a reshard: about 5 seconds. */
  static final int MOST_LISTINGS = 10;

  private static final int MOST_NAMED = 10;

  private final ShardLister lister;
  private final CanaryWriter writer;
  private final Deadline deadline;
  private final RunLog log;

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
    Coverage coverage = new Coverage();
    ShardListing listing = lister.list();
    while (coverage.add(writeTo(coverage.missingFrom(listing)))) {
      log.info("stream %s resharded during the run: listing again".formatted(request.streamName()));
      listing = listAgain(request, coverage);
    }
    return report(request, coverage.of(listing));
  }

  private List<CanaryOutcome> writeTo(List<Shard> shards) {
    List<CanaryOutcome> outcomes = shards.isEmpty() ? List.of() : writer.write(shards);
    outcomes.forEach(this::log);
    return outcomes;
  }

  private ShardListing listAgain(PrewarmRequest request, Coverage coverage) {
    for (int attempts = 1; attempts <= MOST_LISTINGS; attempts++) {
      ShardListing listing = lister.list();
      if (coverage.agreesWith(listing)) {
        return listing;
      }
      deadline.backOff(attempts);
    }
    throw new PrewarmingException(
        SHARDS_NOT_REACHED,
        ("stream %s in %s resharded during the run, and DescribeStream does not show it yet:"
                + " canaries for %s landed in other shards, and new shards may have got none;"
                + " run it again")
            .formatted(request.streamName(), request.regionName(), named(coverage.closed())));
  }

  private void log(CanaryOutcome outcome) {
    if (outcome instanceof Landed landed) {
      log.info(
          "canary in shardId="
              + landed.shardId()
              + " explicitHashKey="
              + landed.target().startingHashKey()
              + " sequenceNumber="
              + landed.sequenceNumber());
    } else if (outcome instanceof Failed failed) {
      log.warn("no canary in shardId=" + failed.target().shardId() + ": " + failed.why());
    } else {
      log.warn(
          "no canary in shardId="
              + outcome.target().shardId()
              + ": it stays throttled, so it is busy and its consumer awake");
    }
  }

  private PrewarmReport report(PrewarmRequest request, List<CanaryOutcome> outcomes) {
    failIfAny(only(Failed.class, outcomes), outcomes.size(), request);
    List<Landed> landed = only(Landed.class, outcomes);
    List<String> throttled = shardIds(only(Throttled.class, outcomes));
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

  private static void failIfAny(List<Failed> failed, int open, PrewarmRequest request) {
    if (!failed.isEmpty()) {
      throw new PrewarmingException(
          SHARDS_NOT_REACHED,
          "%d of %d open shards of stream %s in %s got no canary: %s. The last answer was: %s"
              .formatted(
                  failed.size(),
                  open,
                  request.streamName(),
                  request.regionName(),
                  named(shardIds(failed)),
                  failed.get(failed.size() - 1).why()));
    }
  }

  private static String named(Collection<String> shardIds) {
    String first = shardIds.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int others = shardIds.size() - MOST_NAMED;
    return others > 0 ? first + " and " + others + " others" : first;
  }

  private static List<String> shardIds(List<? extends CanaryOutcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome.target().shardId()).toList();
  }

  private static <T extends CanaryOutcome> List<T> only(
      Class<T> kind, List<CanaryOutcome> outcomes) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
