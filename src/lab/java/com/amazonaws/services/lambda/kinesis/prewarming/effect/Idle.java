package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** The idle environments, given out by a routing rule. Those that have ended are dropped unseen. */
sealed interface Idle {

  void add(Environment environment);

  /** Takes out one that is alive at that moment, if there is any. */
  Optional<Environment> take(long now);

  /** How many are alive at that moment. */
  int count(long now);

  /** The first in an order. */
  final class Ordered implements Idle {

    private final PriorityQueue<Environment> queue;

    Ordered(Comparator<Environment> order) {
      queue = new PriorityQueue<>(order);
    }

    @Override
    public void add(Environment environment) {
      queue.add(environment);
    }

    @Override
    public Optional<Environment> take(long now) {
      Environment first = queue.poll();
      while (first != null && !first.isAlive(now)) {
        first = queue.poll();
      }
      return Optional.ofNullable(first);
    }

    @Override
    public int count(long now) {
      return alive(queue, now);
    }
  }

  /** Any, each as likely. */
  final class AtRandom implements Idle {

    private final RandomGenerator random;
    private final List<Environment> all = new ArrayList<>();

    AtRandom(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public void add(Environment environment) {
      all.add(environment);
    }

    @Override
    public Optional<Environment> take(long now) {
      while (!all.isEmpty()) {
        Environment any = remove(random.nextInt(all.size()));
        if (any.isAlive(now)) {
          return Optional.of(any);
        }
      }
      return Optional.empty();
    }

    /** Removes one by putting the last in its place, as the order means nothing. */
    private Environment remove(int index) {
      Environment last = all.remove(all.size() - 1);
      return index == all.size() ? last : all.set(index, last);
    }

    @Override
    public int count(long now) {
      return alive(all, now);
    }
  }

  private static int alive(Collection<Environment> environments, long now) {
    return (int) environments.stream().filter(e -> e.isAlive(now)).count();
  }
}
