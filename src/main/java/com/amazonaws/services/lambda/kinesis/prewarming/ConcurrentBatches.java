package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Work on items in batches: one on the calling thread, several at once on threads of their own. */
final class ConcurrentBatches {

  /** Enough for 4,000 canaries at once. */
  static final int MAX_THREADS = 8;

  private ConcurrentBatches() {}

  /**
   * Does the work on all items, and gives its results in their order. If it throws for a batch, the
   * others are done all the same, and the first that was thrown is thrown then; an {@code Error} as
   * it is, by which Lambda's runtime knows an environment that is out of memory.
   *
   * @param size how many items make a batch, 1 or more
   * @param atOnce on how many batches to work at a time, 1 to {@link #MAX_THREADS}
   * @throws PrewarmingException if the thread was interrupted; its flag is set again
   */
  static <T, R> List<R> run(List<T> items, int size, int atOnce, Function<List<T>, List<R>> work) {
    return items.size() <= size
        ? work.apply(items)
        : concurrently(batches(items, size), atOnce, work);
  }

  private static <T> List<List<T>> batches(List<T> items, int size) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      batches.add(items.subList(from, Math.min(from + size, items.size())));
    }
    return batches;
  }

  private static <B, R> List<R> concurrently(
      List<B> batches, int atOnce, Function<B, List<R>> work) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(atOnce, batches.size()));
    try {
      List<Callable<List<R>>> tasks = new ArrayList<>(batches.size());
      batches.forEach(batch -> tasks.add(() -> work.apply(batch)));
      List<R> results = new ArrayList<>();
      for (Future<List<R>> done : pool.invokeAll(tasks)) {
        results.addAll(done.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PrewarmingException(TIMED_OUT, "interrupted while writing canaries", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error fatal) {
        throw fatal;
      }
      throw (RuntimeException) e.getCause();
    } finally {
      pool.shutdownNow();
    }
  }
}
