package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One run over one stream: lists the open shards, writes a canary into each, and lists again until
 * a listing shows nothing left to do.
 *
 * <p>A listing and the outcomes of canaries are evidence of the past: a shard can split right after
 * its canary landed. Therefore a run ends when a whole listing shows that every open shard is
 * covered. There is one exception: if the first burst succeeded within {@link #MAX_QUICK_BURST},
 * the listing before it is recent enough, so that an ordinary run lists the stream once.
 */
final class Prewarmer {

  /** How long a first burst can take without a second listing. */
  static final Duration MAX_QUICK_BURST = Duration.ofSeconds(1);

  /** How many bursts can be rejected in part before the stream is listed again. */
  static final int MAX_ATTEMPTS = 10;

  /** How long to list again while DescribeStream does not show the shards that must exist. */
  static final Duration MAX_FRUITLESS = Duration.ofSeconds(5);

  /** How long to list again while the stream is {@code UPDATING} or listings come late. */
  static final Duration MAX_CHANGING = Duration.ofSeconds(10);

  private static final String RESHARDING =
      "%s may be resharding: %s. Every shard that was listed so far has a canary; shards that are"
          + " created later get their canary in the next run";

  private final PrewarmRequest request;
  private final ShardLister lister;
  private final CanaryWriter writer;
  private final Deadline deadline;
  private final RunLog log;
  private final String stream;
  private final Coverage coverage = new Coverage();
  private Duration firstWriteEnd = Duration.ZERO;
  private Duration lastWriteEnd = Duration.ZERO;
  private boolean fruitless;

  Prewarmer(PrewarmRequest request, StreamCalls calls, Deadline deadline, RunLog log) {
    this.request = request;
    this.lister = new ShardLister(calls, deadline);
    this.writer = new CanaryWriter(calls, request.data());
    this.deadline = deadline;
    this.log = log;
    this.stream = "stream %s in %s".formatted(request.streamName(), request.regionName());
  }

  /**
   * Puts a canary into every open shard.
   *
   * @throws PrewarmingException if the stream can't be listed or written to, or if an open shard
   *     got no canary or may have got none. Canaries that landed are logged all the same.
   */
  PrewarmReport run() {
    list();
    boolean complete = false;
    Optional<PrewarmingException> failure = Optional.empty();
    try {
      complete = writesQuickly();
      while (!complete && mayListAgain()) {
        complete = listsNothingToDo();
      }
    } catch (PrewarmingException e) {
      failure = Optional.of(e);
    }
    log.ended(stream, coverage);
    return report(complete, failure);
  }

  private void list() {
    ShardListing listing = lister.list();
    coverage.update(listing);
    if (listing.failure().isPresent()) {
      throw listing.failure().get();
    }
    deadline.reserveFor(listing.open().size());
  }

  /** Writes for the first time; whether that leaves nothing to do. */
  private boolean writesQuickly() {
    Duration start = deadline.elapsed();
    int backoffs = deadline.backoffs();
    write();
    firstWriteEnd = deadline.elapsed();
    boolean quick = firstWriteEnd.minus(start).compareTo(MAX_QUICK_BURST) <= 0;
    return quick
        && deadline.backoffs() == backoffs
        && coverage.isConsistent()
        && !coverage.listing().updating();
  }

  /**
   * Sends bursts until every open shard is covered, a canary shows a reshard, or {@link
   * #MAX_ATTEMPTS} bursts were rejected in part.
   */
  private void write() {
    List<OpenShard> targets = coverage.targets();
    int attempts = 0;
    boolean resharded = false;
    while (!targets.isEmpty() && !resharded && attempts < MAX_ATTEMPTS && mayStart(attempts)) {
      List<CanaryOutcome> outcomes = writer.write(targets);
      log.burst(coverage.add(outcomes));
      failIfPermanent(outcomes);
      List<Landed> landed = CanaryOutcome.only(Landed.class, outcomes);
      resharded = landed.stream().anyMatch(coverage::showsReshard);
      attempts += landed.size() < outcomes.size() ? 1 : 0;
      targets = coverage.targets();
    }
    lastWriteEnd = deadline.elapsed();
  }

  private boolean mayStart(int rejectedBefore) {
    return rejectedBefore == 0 ? !deadline.isOver() : deadline.backOff(rejectedBefore);
  }

  private static void failIfPermanent(List<CanaryOutcome> outcomes) {
    for (Failed failed : CanaryOutcome.only(Failed.class, outcomes)) {
      if (failed.cause().reason() != TIMED_OUT) {
        throw failed.cause();
      }
    }
  }

  /**
   * Whether another listing may help and is in time. Waits for it if the last one came too soon.
   */
  private boolean mayListAgain() {
    if (deadline.isOver() || coverage.isExhausted()) {
      return false;
    }
    boolean changing = isOnlyChanging();
    Duration waited = deadline.elapsed().minus(changing ? firstWriteEnd : lastWriteEnd);
    if (waited.compareTo(changing ? MAX_CHANGING : MAX_FRUITLESS) >= 0) {
      return false;
    }
    return fruitless || isChanging() ? deadline.awaitListing() : true;
  }

  /** Lists again and writes to the uncovered shards. Returns whether nothing was left to do. */
  private boolean listsNothingToDo() {
    log.info("listing stream %s again: it may have been resharded".formatted(request.streamName()));
    list();
    fruitless = coverage.targets().isEmpty();
    if (!fruitless) {
      write();
    }
    return fruitless && coverage.isConsistent() && !isChanging();
  }

  /** Whether the listing may show shards from before and after a change of the stream. */
  private boolean isChanging() {
    return coverage.listing().updating() || coverage.listing().late();
  }

  /**
   * Whether the only reason to list again is that the stream may change. A stream that is {@code
   * UPDATING} can have shards that are not listed yet.
   */
  private boolean isOnlyChanging() {
    ShardListing listing = coverage.listing();
    return listing.updating() && coverage.isCovered() || listing.late() && coverage.isConsistent();
  }

  private PrewarmReport report(boolean complete, Optional<PrewarmingException> cause) {
    if (cause.isPresent() || !complete && !isOnlyChanging()) {
      throw MissedShards.failure(stream, coverage, cause);
    }
    if (!complete) {
      boolean updating = coverage.listing().updating();
      log.warn(
          RESHARDING.formatted(
              stream, updating ? "its status is UPDATING" : "DescribeStream responds slowly"));
    }
    PrewarmReport report = PrewarmReport.of(request, coverage.outcomes());
    log.succeeded(report, deadline.elapsed());
    return report;
  }
}
