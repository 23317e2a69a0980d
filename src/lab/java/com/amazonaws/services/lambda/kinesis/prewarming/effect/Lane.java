package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.ArrayList;
import java.util.List;

/**
 * Where batches are in work one after the other: a shard, or one of the slots that a shard has with
 * a parallelization factor. What is delivered while a batch is in work waits for the next one.
 */
final class Lane {

  /** A canary among the moments at which real records arrived in the stream. */
  static final long CANARY = -1;

  private final List<Long> waiting = new ArrayList<>();
  private boolean busy;

  /** Whether a batch is in work. */
  boolean isBusy() {
    return busy;
  }

  /** Takes a record; says whether the lane was free and empty, so that a batch may begin. */
  boolean deliver(long arrival) {
    waiting.add(arrival);
    return !busy && waiting.size() == 1;
  }

  /** Takes all that waits into work: the moments of arrival of its real records. */
  List<Long> begin() {
    List<Long> records = waiting.stream().filter(arrival -> arrival != CANARY).toList();
    waiting.clear();
    busy = true;
    return records;
  }

  /** Ends the batch in work; says whether another may begin. */
  boolean end() {
    busy = false;
    return !waiting.isEmpty();
  }
}
