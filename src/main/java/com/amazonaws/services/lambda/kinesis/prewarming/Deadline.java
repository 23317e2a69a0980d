package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The time at which a run must end, and the limits that it sets for attempts and pauses. */
final class Deadline {

  /** The time between the end of a run and its timeout in Lambda, for the response and the log. */
  static final Duration RESERVE = Duration.ofMillis(1_500);

  /** The additional reserve for each open shard, measured with the CPU share of 256 MB. */
  static final Duration RESERVE_PER_SHARD = Duration.ofNanos(300_000);

  /** The longest time for an attempt, so that an attempt that hangs does not use up the run. */
  static final Duration MAX_ATTEMPT = Duration.ofSeconds(10);

  /** The shortest time for which an attempt is worth starting. */
  static final Duration MIN_ATTEMPT = Duration.ofMillis(250);

  private static final long INITIAL_BACKOFF_MILLIS = 100;
  private static final long MAX_BACKOFF_MILLIS = 1_500;
  private static final long LISTING_PAUSE_MILLIS = 1_000;

  private final TimeSource time;
  private final long start;
  private final long latestEnd;
  private volatile long end;
  private final AtomicInteger backoffs = new AtomicInteger();

  /**
   * Sets the deadline to the time when the caller stops waiting, or to {@link #RESERVE} before
   * Lambda would stop the function, whichever is earlier.
   *
   * @param remaining the time until Lambda would stop the function
   * @param callerTimeout the time for which the caller waits for a response
   */
  Deadline(Duration remaining, Duration callerTimeout, TimeSource time) {
    this.time = time;
    this.start = time.nanos();
    this.latestEnd = start + Math.min(remaining.minus(RESERVE).toNanos(), callerTimeout.toNanos());
    this.end = latestEnd;
  }

  /**
   * Makes the deadline earlier, to reserve time for a response and a log about this many shards.
   */
  void reserveFor(int openShards) {
    end = latestEnd - RESERVE_PER_SHARD.toNanos() * openShards;
  }

  /** Returns the time since the run began. */
  Duration elapsed() {
    return Duration.ofNanos(time.nanos() - start);
  }

  /** Returns the number of times that the run has waited before a retry. */
  int backoffs() {
    return backoffs.get();
  }

  /** Returns whether too little time remains for another attempt. */
  boolean isOver() {
    return remaining().compareTo(MIN_ATTEMPT) < 0;
  }

  /** Returns whether there was enough time for an attempt when the run began. */
  boolean hadTime() {
    return latestEnd - start >= MIN_ATTEMPT.toNanos();
  }

  /**
   * Returns the time limit of the next attempt. It is half of the remaining time, so that there is
   * still time for another attempt if this one hangs, but at least {@link #MIN_ATTEMPT} and at most
   * {@link #MAX_ATTEMPT}.
   */
  Duration nextAttempt() {
    long millis = Math.min(remaining().toMillis() / 2, MAX_ATTEMPT.toMillis());
    return Duration.ofMillis(Math.max(millis, MIN_ATTEMPT.toMillis()));
  }

  /**
   * Waits before a retry, but never past the deadline. The pause is random, from 0 to a maximum
   * that is 100 ms after the first attempt and doubles with each attempt up to 1.5 s.
   *
   * @param attempts the number of attempts so far, 1 or more
   * @return whether time remains for another attempt
   * @throws PrewarmingException if the thread is interrupted; the interrupt flag is set again
   * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">
   *     Exponential backoff and jitter</a>
   */
  boolean backOff(int attempts) {
    backoffs.incrementAndGet();
    long max = Math.min(MAX_BACKOFF_MILLIS, INITIAL_BACKOFF_MILLIS << Math.min(attempts - 1, 10));
    return pause((long) (time.chance() * max));
  }

  /**
   * Waits 1 to 2 seconds, but never past the deadline, so that the stream can change before it is
   * listed again.
   *
   * @return whether enough time remains for an attempt
   * @throws PrewarmingException if the thread is interrupted; the interrupt flag is set again
   */
  boolean awaitListing() {
    return pause(LISTING_PAUSE_MILLIS + (long) (time.chance() * LISTING_PAUSE_MILLIS));
  }

  private boolean pause(long millis) {
    try {
      time.sleep(Duration.ofMillis(Math.min(millis, Math.max(0, remaining().toMillis()))));
      return !isOver();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PrewarmingException(TIMED_OUT, "the run was interrupted while it waited", e);
    }
  }

  private Duration remaining() {
    return Duration.ofNanos(end - time.nanos());
  }
}
