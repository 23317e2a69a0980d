package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_MISSED;

import java.time.Duration;
import java.util.List;

/**
 * One run over one stream: lists the open shards, writes to those without a canary, and looks again
 * for as long as anything hints at others.
 *
 * <p>A first burst that lands as it should, on a listing that is whole, needs no second look.
 */
final class Prewarmer {

  /** For how long looks may find nothing to write, before a run stops looking. */
  static final Duration LOOKING_IN_VAIN = Duration.ofSeconds(5);

  /** The least of them, however long one takes. */
  static final int LEAST_LOOKS = 2;

  private final PrewarmRequest request;
  private final ShardLister lister;
  private final CanaryWriter writer;
  private final Deadline deadline;
  private final RunLog log;
  private final Coverage coverage = new Coverage();
  private int pausesBefore;
  private int looksInVain;
  private Duration lastFind = Duration.ZERO;

  Prewarmer(PrewarmRequest request, StreamCalls calls, Deadline deadline, RunLog log) {
    this.request = request;
    this.lister = new ShardLister(calls);
    this.writer = new CanaryWriter(calls, request.data(), deadline, log);
    this.deadline = deadline;
    this.log = log;
  }

  /**
   * Puts a canary into every open shard.
   *
   * @throws PrewarmingException if the stream cannot be listed or written to, or if a shard was not
   *     reached, or not shown, in time, though all others have their canaries
   */
  PrewarmReport run() {
    list();
    writeToMissing();
    while ((coverage.mayMissShards() || hadTimeToChange())
        && !hasStoppedFindingShards()
        && relist()) {
      writeToMissing();
    }
    return report();
  }

  private void list() {
    ShardListing listing = lister.list();
    deadline.reserveFor(listing.open().size());
    coverage.update(listing);
    pausesBefore = deadline.backoffs();
  }

  /** Whether the listing is older than a pause, after a refusal or a failed call. */
  private boolean hadTimeToChange() {
    return deadline.backoffs() > pausesBefore;
  }

  /**
   * Lists anew, after a pause if the last look found nothing; false if that failed, and what is
   * known has to do.
   */
  private boolean relist() {
    if (looksInVain > 0) {
      deadline.backOff(looksInVain + 2);
    }
    log.info("listing stream %s again, as it may have resharded".formatted(request.streamName()));
    try {
      list();
      return true;
    } catch (PrewarmingException e) {
      log.warn(
          "stream %s could not be listed again: %s"
              .formatted(request.streamName(), e.getMessage()));
      // No look since the last canaries were refused.
      if (looksInVain == 0) {
        coverage.discardThrottled(e.getMessage());
      }
      return false;
    }
  }

  private void writeToMissing() {
    List<OpenShard> missing = coverage.missing();
    if (missing.isEmpty()) {
      looksInVain++;
      return;
    }
    // Past the deadline nothing is sent, and what Kinesis said last is what a person should read.
    if (!deadline.isOver()) {
      List<CanaryOutcome> outcomes = writer.write(missing);
      log.canaries(outcomes);
      coverage.add(outcomes);
    }
    looksInVain = 0;
    lastFind = deadline.elapsed();
  }

  /** Whether looks have found nothing for long enough. */
  private boolean hasStoppedFindingShards() {
    Duration inVain = deadline.elapsed().minus(lastFind);
    return looksInVain >= LEAST_LOOKS && inVain.compareTo(LOOKING_IN_VAIN) >= 0;
  }

  private PrewarmReport report() {
    String stream = "stream %s in %s".formatted(request.streamName(), request.regionName());
    List<String> findings = coverage.findings(stream);
    if (!findings.isEmpty()) {
      throw new PrewarmingException(SHARDS_MISSED, String.join(". Besides, ", findings));
    }
    if (hadTimeToChange()) {
      log.warn(
          "every listed shard of stream %s is accounted for, but a reshard may have gone unseen"
              .formatted(request.streamName()));
    }
    PrewarmReport report = PrewarmReport.of(request, coverage.outcomes());
    log.ended(report, deadline.elapsed());
    return report;
  }
}
