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

/**
 * Processes items in batches. A single batch is processed on the calling thread, and several
 * batches are processed concurrently.
 */
final class ConcurrentBatches {

  /** The maximum number of concurrent batches, which is enough for 4,000 canaries. */
  static final int MAX_THREADS = 8;

  private ConcurrentBatches() {}

  /**
   * Processes all items and returns the results in the order of the items.
   *
   * <p>If a batch throws an exception, this method still processes the other batches, and then
   * throws the first exception. It rethrows an {@code Error} unchanged, because an {@code
   * OutOfMemoryError} tells Lambda's runtime that the execution environment is out of memory.
   *
   * @param size the number of items in a batch, 1 or more
   * @param concurrent the number of concurrent batches, 1 to {@link #MAX_THREADS}
   * @throws PrewarmingException if the thread is interrupted; the interrupt flag is set again
   */
  static <T, R> List<R> run(
      List<T> items, int size, int concurrent, Function<List<T>, List<R>> work) {
    return items.size() <= size
        ? work.apply(items)
        : concurrently(batches(items, size), concurrent, work);
  }

  private static <T> List<List<T>> batches(List<T> items, int size) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      batches.add(items.subList(from, Math.min(from + size, items.size())));
    }
    return batches;
  }

  private static <B, R> List<R> concurrently(
      List<B> batches, int concurrent, Function<B, List<R>> work) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(concurrent, batches.size()));
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
      throw new PrewarmingException(
          TIMED_OUT, "the run was interrupted while it wrote canaries", e);
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
