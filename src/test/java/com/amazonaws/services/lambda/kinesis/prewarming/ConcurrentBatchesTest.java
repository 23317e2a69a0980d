package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrentBatchesTest {

  @Test
  void processesASingleBatchOnTheCallingThread() {
    List<Thread> threads =
        ConcurrentBatches.run(List.of("item"), 1, 8, batch -> List.of(Thread.currentThread()));

    assertSame(Thread.currentThread(), threads.get(0));
  }

  @Test
  void processesAsManyBatchesConcurrentlyAsThereAreThreads() {
    CyclicBarrier all = new CyclicBarrier(ConcurrentBatches.MAX_THREADS);
    List<Integer> batches = IntStream.range(0, ConcurrentBatches.MAX_THREADS).boxed().toList();

    List<Integer> results =
        ConcurrentBatches.run(
            batches,
            1,
            ConcurrentBatches.MAX_THREADS,
            batch -> {
              meet(all);
              return List.of(batch.get(0), -batch.get(0));
            });

    assertEquals(batches.stream().flatMap(b -> List.of(b, -b).stream()).toList(), results);
  }

  @Test
  void processesMoreBatchesThanThreads() throws InterruptedException {
    List<Integer> batches = IntStream.range(0, 100).boxed().toList();

    assertEquals(batches, ConcurrentBatches.run(batches, 1, 3, batch -> batch));
    assertEquals(batches, ConcurrentBatches.run(batches, 7, 3, batch -> batch));
    for (Thread each :
        ConcurrentBatches.run(batches, 1, 3, batch -> List.of(Thread.currentThread()))) {
      each.join(30_000);
      assertTrue(!each.isAlive(), "a thread of the pool outlives its run");
    }
  }

  @Test
  void processesTheOtherBatchesBeforeItThrowsAFailure() {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    RuntimeException failure = new IllegalArgumentException("the third");
    Function<List<Integer>, List<Integer>> work =
        batch -> {
          if (batch.contains(3)) {
            throw failure;
          }
          done.addAll(batch);
          return batch;
        };

    assertSame(
        failure,
        assertThrows(
            RuntimeException.class,
            () -> ConcurrentBatches.run(List.of(1, 2, 3, 4, 5), 1, 2, work)));
    assertEquals(Set.of(1, 2, 4, 5), done);
  }

  @Test
  void throwsAnErrorUnchanged() {
    Error fatal = new OutOfMemoryError("for the test");
    Function<List<Integer>, List<Integer>> work =
        batch -> {
          throw fatal;
        };

    assertSame(
        fatal, assertThrows(Error.class, () -> ConcurrentBatches.run(List.of(1, 2), 1, 2, work)));
  }

  @Test
  void setsTheInterruptFlagAgain() {
    CyclicBarrier nobodyElseComes = new CyclicBarrier(3);
    Function<List<Integer>, List<Integer>> work =
        batch -> {
          meet(nobodyElseComes);
          return batch;
        };
    Thread.currentThread().interrupt();

    PrewarmingException thrown =
        Fixtures.fails(() -> ConcurrentBatches.run(List.of(1, 2), 1, 2, work));

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals("the run was interrupted while it wrote canaries", thrown.getMessage());
  }

  private static void meet(CyclicBarrier others) {
    try {
      others.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
