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
 * A stand-in for Lambda's event source mapping: from now on it polls each open shard of a stream
 * once a second, at the shard's own moment, and invokes the consumer with what it finds, one batch
 * a shard at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html">Polling</a>
 */
final class EventSourceMapping implements AutoCloseable {

  private static final Duration POLLED_EVERY = Duration.ofSeconds(1);

  private final ScheduledExecutorService threads;
  private final BlockingQueue<CompletableFuture<Invocation>> ended = new LinkedBlockingQueue<>();
  private final long start = System.nanoTime();

  /**
   * Starts behind the newest record of each shard.
   *
   * @param pollMoments when in each second a shard is polled, for each open shard in the order of
   *     their hash keys
   */
  EventSourceMapping(
      TestStream stream, List<Duration> pollMoments, ExecutionEnvironments consumer) {
    List<Shard> shards = stream.open();
    threads = Executors.newScheduledThreadPool(shards.size());
    for (int i = 0; i < shards.size(); i++) {
      schedule(new ShardPoller(stream, shards.get(i).getShardId(), consumer), pollMoments.get(i));
    }
  }

  /** The next moment, in the time of {@link System#nanoTime}, from which poll moments count. */
  long nextSecond() {
    return System.nanoTime() + nanosUntil(Duration.ZERO);
  }

  /** Waits until that moment, and gives the invocations that ended meanwhile. */
  List<Invocation> collectUntil(long nanoTime) throws InterruptedException {
    List<Invocation> collected = new ArrayList<>();
    for (var next = nextUntil(nanoTime); next.isPresent(); next = nextUntil(nanoTime)) {
      collected.add(next.get());
    }
    return collected;
  }

  /**
   * Waits until so many real records were handled, and gives the invocations with real records.
   *
   * @throws IllegalStateException if there are fewer in that time
   */
  List<Invocation> collectRecords(int wanted, Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    List<Invocation> collected = new ArrayList<>();
    int found = 0;
    while (found < wanted) {
      Invocation next =
          nextUntil(deadline)
              .orElseThrow(
                  () -> new IllegalStateException("fewer records were answered in " + within));
      found += next.records();
      collected.add(next);
    }
    return collected.stream().filter(invocation -> invocation.records() > 0).toList();
  }

  private Optional<Invocation> nextUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    try {
      return Optional.ofNullable(ended.poll(left, TimeUnit.NANOSECONDS))
          .map(CompletableFuture::join);
    } catch (CompletionException e) {
      throw new IllegalStateException("the consumer failed: " + e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void schedule(ShardPoller shard, Duration moment) {
    if (!threads.isShutdown()) {
      threads.schedule(() -> poll(shard, moment), nanosUntil(moment), TimeUnit.NANOSECONDS);
    }
  }

  /** Polls once, and goes on at the next moment after that; after a failure no more. */
  private void poll(ShardPoller shard, Duration moment) {
    try {
      shard.poll().map(CompletableFuture::completedFuture).ifPresent(ended::add);
      schedule(shard, moment);
    } catch (RuntimeException | AssertionError e) {
      ended.add(CompletableFuture.failedFuture(e));
    }
  }

  private long nanosUntil(Duration momentOfSecond) {
    long passed = System.nanoTime() - start - momentOfSecond.toNanos();
    return POLLED_EVERY.toNanos() - Math.floorMod(passed, POLLED_EVERY.toNanos());
  }
}
