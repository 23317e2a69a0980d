package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** When a run must be over, and how its attempts and backoffs share the time until then. */
final class Deadline {

  /** Left for the answer and the log: the run ends this long before Lambda would stop it. */
  static final Duration RESERVE = Duration.ofMillis(1_500);

  /** More of it for each open shard's part of answer and log, at the CPU share of 256 MB. */
  static final Duration RESERVE_PER_SHARD = Duration.ofNanos(300_000);

  /** No attempt takes longer, or one that hangs would eat the whole run. */
  static final Duration MAX_ATTEMPT = Duration.ofSeconds(10);

  /** Less than this is not worth an attempt. */
  static final Duration MIN_ATTEMPT = Duration.ofMillis(250);

  private static final long INITIAL_BACKOFF_MILLIS = 100;
  private static final long MAX_BACKOFF_MILLIS = 2_000;

  private final TimeSource time;
  private final long start;
  private final long latestEnd;
  private volatile long end;
  private final AtomicInteger backoffs = new AtomicInteger();

  /**
   * A deadline {@link #RESERVE} before Lambda would stop the function, and before the caller stops
   * waiting.
   *
   * @param allowed what Lambda still allows
   * @param callerTimeout for how long the caller waits for an answer at most
   */
  Deadline(Duration allowed, Duration callerTimeout, TimeSource time) {
    this.time = time;
    this.start = time.nanos();
    this.latestEnd = start + Math.min(allowed.minus(RESERVE).toNanos(), callerTimeout.toNanos());
    this.end = latestEnd;
  }

  /** Keeps time for an answer and a log about so many open shards. */
  void reserveFor(int openShards) {
    end = latestEnd - RESERVE_PER_SHARD.toNanos() * openShards;
  }

  /** Time since the run began. */
  Duration elapsed() {
    return Duration.ofNanos(time.nanos() - start);
  }

  /** How many backoffs there were, each of which gave the stream time to change. */
  int backoffs() {
    return backoffs.get();
  }

  /** Whether too little is left for another attempt. */
  boolean isOver() {
    return left().compareTo(MIN_ATTEMPT) < 0;
  }

  /**
   * How long the next attempt may take: half of what is left, so that one that hangs leaves time
   * for another, within {@link #MIN_ATTEMPT} and {@link #MAX_ATTEMPT}.
   */
  Duration nextAttempt() {
    long half = left().toMillis() / 2;
    long most = Math.min(half, MAX_ATTEMPT.toMillis());
    return Duration.ofMillis(Math.max(most, MIN_ATTEMPT.toMillis()));
  }

  /**
   * Waits before a retry, up to 100 ms after the first attempt, doubling up to 2 s, with full
   * jitter; never past the deadline.
   *
   * @param attempts how many there were, 1 or more
   * @return whether there is time for another
   * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">
   *     Exponential backoff and jitter</a>
   * @throws PrewarmingException if the thread was interrupted; its flag is set again
   */
  boolean backOff(int attempts) {
    long most = Math.min(MAX_BACKOFF_MILLIS, INITIAL_BACKOFF_MILLIS << Math.min(attempts - 1, 10));
    long pause = Math.min((long) (time.chance() * most), Math.max(0, left().toMillis()));
    backoffs.incrementAndGet();
    try {
      time.sleep(Duration.ofMillis(pause));
      return !isOver();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PrewarmingException(TIMED_OUT, "interrupted while waiting for Kinesis", e);
    }
  }

  private Duration left() {
    return Duration.ofNanos(end - time.nanos());
  }
}
