package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.PriorityQueue;

/**
 * Simulated time, in nanoseconds: runs actions in the order of their moments, and waits for none.
 */
final class Timeline {

  /** Of two at one moment, the one that was planned first goes first. */
  private record Event(long at, long number, Runnable action) implements Comparable<Event> {

    @Override
    public int compareTo(Event other) {
      int order = Long.compare(at, other.at);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();

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
