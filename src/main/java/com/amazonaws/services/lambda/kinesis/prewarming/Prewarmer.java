package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_NOT_REACHED;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One run over one stream: lists the open shards, writes to all of them, and lists again wherever
 * the stream may have resharded meanwhile, until every open shard is accounted for.
 *
 * <p>It may have where a canary landed in another shard than it was meant for, was refused, or had
 * to be sent again. A first burst that landed as it should needs no second look.
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
    while (!isSettled(coverage.missingFrom(listing), coverage) && !deadline.isOver()) {
      listing = listAgain(request, coverage);
    }
    if (!coverage.agreesWith(listing)) {
      throw notShownYet(request, coverage);
    }
    return report(request, coverage.of(listing));
  }

  /** Writes to the shards; true if nothing hints at a reshard or is left to do. */
  private boolean isSettled(List<Shard> missing, Coverage coverage) {
    if (missing.isEmpty()) {
      return true;
    }
    CanaryWriter.Written written = writer.write(missing);
    log(written.outcomes());
    return coverage.add(written.outcomes()) && !written.retried();
  }

  private ShardListing listAgain(PrewarmRequest request, Coverage coverage) {
    log.info("listing stream %s again, as it may have resharded".formatted(request.streamName()));
    ShardListing listing = lister.list();
    for (int attempts = 1; !coverage.agreesWith(listing); attempts++) {
      if (attempts == MOST_LISTINGS || !deadline.backOff(attempts)) {
        throw notShownYet(request, coverage);
      }
      listing = lister.list();
    }
    return listing;
  }

  private static PrewarmingException notShownYet(PrewarmRequest request, Coverage coverage) {
    return new PrewarmingException(
        SHARDS_NOT_REACHED,
        ("stream %s in %s resharded during the run, and DescribeStream does not show it yet:"
                + " canaries for %s landed in other shards, and new shards may have got none;"
                + " run it again")
            .formatted(request.streamName(), request.regionName(), named(coverage.closed())));
  }

  private void log(List<CanaryOutcome> outcomes) {
    CanaryOutcome.only(Landed.class, outcomes).forEach(this::log);
    for (Throttled busy : CanaryOutcome.only(Throttled.class, outcomes)) {
      log.warn(
          "no canary in shardId="
              + busy.target().shardId()
              + ": it stays throttled, so it is busy and its consumer awake");
    }
    List<Failed> failed = CanaryOutcome.only(Failed.class, outcomes);
    if (!failed.isEmpty()) {
      log.warn(
          "no canary in %s: %s"
              .formatted(
                  named(CanaryOutcome.targets(failed)), failed.get(failed.size() - 1).why()));
    }
  }

  private void log(Landed canary) {
    log.info(
        "canary in shardId="
            + canary.shardId()
            + " explicitHashKey="
            + canary.target().startingHashKey()
            + " sequenceNumber="
            + canary.sequenceNumber());
  }

  private PrewarmReport report(PrewarmRequest request, List<CanaryOutcome> outcomes) {
    failIfAny(CanaryOutcome.only(Failed.class, outcomes), outcomes.size(), request);
    List<Landed> landed = CanaryOutcome.only(Landed.class, outcomes);
    List<String> throttled = CanaryOutcome.targets(CanaryOutcome.only(Throttled.class, outcomes));
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
                  named(CanaryOutcome.targets(failed)),
                  failed.get(failed.size() - 1).why()));
    }
  }

  private static String named(Collection<String> shardIds) {
    String first = shardIds.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int others = shardIds.size() - MOST_NAMED;
    return others > 0 ? first + " and " + others + " others" : first;
  }
}
