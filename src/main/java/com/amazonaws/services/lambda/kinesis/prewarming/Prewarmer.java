package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs once over one stream: lists the open shards, writes a canary into each, and then lists the
 * stream again until a listing shows that nothing is left to do.
 *
 * <p>A listing describes a moment in the past. If a shard splits after it was listed, its canary
 * lands in only one of the two new shards, and the other new shard has no canary. Only a newer
 * listing can show that shard. Therefore, a run alternates between listing the stream and writing
 * to the shards that are not covered yet, and it succeeds when a complete listing shows only
 * covered shards. {@link Coverage} decides which shards are covered.
 *
 * <p>There are two exceptions to this rule. If the first round succeeded within {@link
 * #MAX_QUICK_ROUND} and without a retry, the listing before it is recent enough, so an ordinary run
 * lists the stream only once. If, after {@link #MAX_CHANGING}, the stream still has the status
 * {@code UPDATING}, or DescribeStream still responds so slowly that each listing is late, the run
 * succeeds with a warning, because a reshard can take longer than a run.
 *
 * <p>A run fails at the deadline if an open shard is still uncovered or can't be verified. It fails
 * earlier in three cases: after a permanent error; if a stream ignores hash keys and an open shard
 * is still uncovered after {@link Coverage#MAX_CANARIES_PER_SHARD} canaries for each open shard; or
 * if nothing is left to write and no listing within {@link #MAX_WAIT_FOR_SHARDS} shows all shards
 * that must exist. A shard must exist if a canary landed in it, or if no listed shard owns its hash
 * keys.
 */
final class Prewarmer {

  /** The longest duration of a first round after which a second listing is not necessary. */
  static final Duration MAX_QUICK_ROUND = Duration.ofSeconds(1);

  /** The number of rounds with a rejected canary after which the run lists the stream again. */
  static final int MAX_ATTEMPTS = 10;

  /**
   * The maximum time to wait, after the last write, for a listing that shows all shards that must
   * exist.
   */
  static final Duration MAX_WAIT_FOR_SHARDS = Duration.ofSeconds(5);

  /**
   * The maximum time, after the first round, for which a run keeps listing the stream because its
   * status is {@code UPDATING} or because DescribeStream responds slowly.
   */
  static final Duration MAX_CHANGING = Duration.ofSeconds(10);

  private static final String RESHARDING =
      "%s may be resharding: %s. Every shard that was listed so far has a canary or is throttled;"
          + " shards that are not listed yet get their canary in the next run";

  private final PrewarmRequest request;
  private final ShardLister lister;
  private final CanaryWriter writer;
  private final Deadline deadline;
  private final RunLog log;
  private final String stream;
  private final Coverage coverage = new Coverage();
  private Duration firstWriteEnd = Duration.ZERO;
  private Duration lastWriteEnd = Duration.ZERO;
  // Whether, since the newest listing, no retry was necessary and writing took at most
  // MAX_QUICK_ROUND.
  private boolean recent;
  // Whether the newest listing showed nothing to write, or lacked a shard that must exist.
  private boolean awaitsChange;

  Prewarmer(PrewarmRequest request, StreamCalls calls, Deadline deadline, RunLog log) {
    this.request = request;
    this.lister = new ShardLister(calls, deadline);
    this.writer = new CanaryWriter(calls, request.data());
    this.deadline = deadline;
    this.log = log;
    this.stream = "stream %s in %s".formatted(request.streamName(), request.regionName());
  }

  /**
   * Puts a canary into every open shard that is not throttled.
   *
   * @throws PrewarmingException if the stream can't be listed or written to, or if an open shard
   *     has no canary or may have none; canaries that landed are logged in any case
   */
  PrewarmReport run() {
    list();
    boolean complete = false;
    Optional<PrewarmingException> failure = Optional.empty();
    try {
      write();
      firstWriteEnd = deadline.elapsed();
      complete = recent && coverage.isConsistent() && !coverage.listing().updating();
      while (!complete && mayListAgain()) {
        complete = listsNothingToDo();
      }
    } catch (PrewarmingException e) {
      failure = Optional.of(e);
    }
    log.ended(stream, coverage);
    return report(complete, failure);
  }

  /**
   * Lists the stream and updates the coverage. If a call fails, the coverage still gets the shards
   * that were listed before the failure, so that the message of the run can name them.
   */
  private void list() {
    ShardListing listing = lister.list();
    coverage.update(listing);
    if (listing.failure().isPresent()) {
      throw listing.failure().get();
    }
    recent = true;
    deadline.reserveFor(listing.open().size());
  }

  /**
   * Sends rounds of canaries to the uncovered shards. It stops when no target is left, when a
   * canary shows that the stream was resharded, when {@link #MAX_ATTEMPTS} rounds had a rejected
   * canary, or at the deadline. In the second and the third case, a newer listing helps more than
   * another round.
   */
  private void write() {
    Duration start = deadline.elapsed();
    int backoffs = deadline.backoffs();
    List<OpenShard> targets = coverage.targets();
    int attempts = 0;
    boolean resharded = false;
    while (!targets.isEmpty() && !resharded && attempts < MAX_ATTEMPTS && mayStart(attempts)) {
      List<CanaryOutcome> outcomes = writer.write(targets);
      log.round(coverage.add(outcomes));
      failIfPermanent(outcomes);
      List<Landed> landed = CanaryOutcome.only(Landed.class, outcomes);
      resharded = landed.stream().anyMatch(coverage::showsReshard);
      attempts += landed.size() < outcomes.size() ? 1 : 0;
      targets = coverage.targets();
    }
    lastWriteEnd = deadline.elapsed();
    boolean quick = lastWriteEnd.minus(start).compareTo(MAX_QUICK_ROUND) <= 0;
    recent = quick && deadline.backoffs() == backoffs;
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
   * Returns whether to list the stream again, and waits before the next listing if Kinesis needs
   * time to show a change.
   *
   * <p>If the run has just written canaries, the next listing is usually immediate, because there
   * is something new to verify. This method first waits one to two seconds if the last listing
   * showed nothing to write, lacked a shard that must exist, or was late, or if the stream is being
   * updated, so that the stream can change. It returns false if the run has waited too long, unless
   * the last listing is no longer recent.
   */
  private boolean mayListAgain() {
    if (deadline.isOver() || coverage.isExhausted()) {
      return false;
    }
    boolean changing = isOnlyChanging();
    Duration waited = deadline.elapsed().minus(changing ? firstWriteEnd : lastWriteEnd);
    if (recent && waited.compareTo(changing ? MAX_CHANGING : MAX_WAIT_FOR_SHARDS) >= 0) {
      return false;
    }
    return awaitsChange || isChanging() ? deadline.awaitListing() : true;
  }

  /**
   * Lists the stream again and writes to the uncovered shards. Returns whether the new listing
   * showed nothing left to do. If there was something to write, returns false, because only another
   * listing can verify the result.
   */
  private boolean listsNothingToDo() {
    log.info("listing stream %s again: it may have been resharded".formatted(request.streamName()));
    list();
    boolean nothingToWrite = coverage.targets().isEmpty();
    awaitsChange = nothingToWrite || !coverage.unlisted().isEmpty();
    if (!nothingToWrite) {
      write();
    }
    return nothingToWrite && coverage.isConsistent() && !isChanging();
  }

  /** Returns whether the stream may have changed while it was listed. */
  private boolean isChanging() {
    return coverage.listing().updating() || coverage.listing().late();
  }

  /**
   * Returns whether the only reason to list again is that the stream may have changed. While a
   * stream is {@code UPDATING}, it is normal that new shards are not listed yet.
   */
  private boolean isOnlyChanging() {
    ShardListing listing = coverage.listing();
    return listing.updating() && coverage.isCovered() || listing.late() && coverage.isConsistent();
  }

  /**
   * Reports the result, or throws the failure. A run that is not complete still succeeds if its
   * last listing is recent, and if it is incomplete only because the stream may have changed.
   */
  private PrewarmReport report(boolean complete, Optional<PrewarmingException> cause) {
    if (cause.isPresent() || !complete && !(recent && isOnlyChanging())) {
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
