package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Simulated time, in nanoseconds: runs actions in the order of their moments, and waits for none.
 */
final class Timeline {

  private record Event(long at, long number, Runnable action) {}

  // Of two at one moment, the one that was planned first.
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));

  private long now;
  private long planned;

  /** The present moment. */
  long now() {
    return now;
  }

  /** Plans an action for a moment that is not past. */
  void at(long moment, Runnable action) {
    if (moment < now) {
      throw new IllegalArgumentException("past");
    }
    events.add(new Event(moment, planned++, action));
  }

  /** Runs until nothing is planned. */
  void run() {
    for (Event next = events.poll(); next != null; next = events.poll()) {
      now = next.at;
      next.action.run();
    }
  }
}
