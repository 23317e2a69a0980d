package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** The environments that idle. Moments are in seconds from the start. */
final class Pool {

  /**
   * @param number how many were started before it
   * @param replacedAt when Lambda replaces it, however much it is used
   * @param idleSince the end of its last invocation
   * @param idleUntil when it ends, if nothing takes it before
   */
  record Environment(int number, double replacedAt, double idleSince, double idleUntil) {}

  /** Which idle environment gets an invocation: the one with the most of something, or any. */
  enum Routing {
    MOST_RECENT(Environment::idleSince),
    LEAST_RECENT(environment -> -environment.idleSince()),
    NEWEST(Environment::number),
    RANDOM(Environment::number);

    private final Comparator<Environment> order;

    Routing(ToDoubleFunction<Environment> merit) {
      order = Comparator.comparingDouble(merit).thenComparingInt(Environment::number);
    }
  }

  private final Scenario scenario;
  private final RandomGenerator random;
  private final List<Environment> idle;
  private int started;

  Pool(Scenario scenario, RandomGenerator random, List<Environment> idle, int started) {
    this.scenario = scenario;
    this.random = random;
    this.idle = new ArrayList<>(idle);
    this.started = started;
  }

  /** The same environments, which go their own way from here. */
  Pool copy(RandomGenerator other) {
    return new Pool(scenario, other, idle, started);
  }

  /** Takes an idle environment by the routing rule; empty if there is none. */
  Optional<Environment> take(double now) {
    int count = count(now);
    if (count == 0) {
      return Optional.empty();
    }
    boolean any = scenario.routing == Routing.RANDOM;
    return Optional.of(idle.remove(any ? random.nextInt(count) : count - 1));
  }

  /** A new environment, in work. */
  Environment start(double now) {
    return new Environment(started++, now + scenario.replacement.next(random), now, now);
  }

  /** Gives an environment back; one that is due for replacement ends at once. */
  void release(Environment used, double now) {
    double until = Math.min(now + scenario.lifetime.next(random), used.replacedAt());
    Environment rested = new Environment(used.number(), used.replacedAt(), now, until);
    // It is not there yet, so the search tells its place.
    idle.add(-1 - Collections.binarySearch(idle, rested, scenario.routing.order), rested);
  }

  /** How many idle. */
  int count(double now) {
    idle.removeIf(environment -> environment.idleUntil() <= now);
    return idle.size();
  }
}
