package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.kinesis.model.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Imitates a Lambda event source mapping: polls each open shard of a stream once a second and
 * invokes the consumer with the records, one batch at a time for each shard.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html">Polling</a>
 */
final class EventSourceMapping implements AutoCloseable {

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private final ScheduledExecutorService threads;
  private final BlockingQueue<CompletableFuture<Invocation>> ended = new LinkedBlockingQueue<>();
  private final long start = System.nanoTime();

  /**
   * Starts after the newest record of each shard.
   *
   * @param pollOffsets the offset within each second at which a shard is polled, one for each open
   *     shard
   */
  EventSourceMapping(
      TestStream stream, List<Duration> pollOffsets, ExecutionEnvironments consumer) {
    List<Shard> shards = stream.open();
    threads = Executors.newScheduledThreadPool(shards.size());
    for (int i = 0; i < shards.size(); i++) {
      schedule(new ShardPoller(stream, shards.get(i).getShardId(), consumer), pollOffsets.get(i));
    }
  }

  /** Returns the start of the next second, as a value of {@link System#nanoTime}. */
  long nextSecond() {
    return System.nanoTime() + nanosUntil(Duration.ZERO);
  }

  /**
   * Waits until the given value of {@link System#nanoTime}.
   *
   * @throws IllegalStateException if the consumer failed meanwhile
   */
  void waitUntil(long nanoTime) throws InterruptedException {
    Optional<Invocation> next;
    do {
      next = nextUntil(nanoTime);
    } while (next.isPresent());
  }

  /**
   * Waits for records that are not canaries, and returns their invocations.
   *
   * @throws IllegalStateException if fewer records were processed in time, or the consumer failed
   */
  List<Invocation> awaitRecords(int count, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Invocation> invocations = new ArrayList<>();
    while (invocations.stream().mapToInt(Invocation::records).sum() < count) {
      Invocation next =
          nextUntil(deadline)
              .orElseThrow(
                  () -> new IllegalStateException("records were not processed in " + timeout));
      invocations.add(next);
    }
    return invocations.stream().filter(invocation -> invocation.records() > 0).toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private Optional<Invocation> nextUntil(long nanoTime) throws InterruptedException {
    long remaining = nanoTime - System.nanoTime();
    try {
      return Optional.ofNullable(ended.poll(remaining, TimeUnit.NANOSECONDS))
          .map(CompletableFuture::join);
    } catch (CompletionException e) {
      throw new IllegalStateException("the consumer failed: " + e.getCause().getMessage(), e);
    }
  }

  private void schedule(ShardPoller shard, Duration offset) {
    if (!threads.isShutdown()) {
      threads.schedule(() -> poll(shard, offset), nanosUntil(offset), TimeUnit.NANOSECONDS);
    }
  }

  /** Polls once and schedules the next poll, or stops if the consumer failed. */
  private void poll(ShardPoller shard, Duration offset) {
    try {
      shard.poll().map(CompletableFuture::completedFuture).ifPresent(ended::add);
      schedule(shard, offset);
    } catch (RuntimeException | AssertionError e) {
      ended.add(CompletableFuture.failedFuture(e));
    }
  }

  private long nanosUntil(Duration offset) {
    long elapsed = System.nanoTime() - start - offset.toNanos();
    return POLL_INTERVAL.toNanos() - Math.floorMod(elapsed, POLL_INTERVAL.toNanos());
  }
}
