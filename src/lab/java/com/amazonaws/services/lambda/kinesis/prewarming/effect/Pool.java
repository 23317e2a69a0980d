package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The environments that idle, the one that idles longest first. Moments are in seconds. */
final class Pool {

  /** Which idle environment gets an invocation. */
  enum Routing {
    MOST_RECENT,
    LEAST_RECENT,
    RANDOM
  }

  /**
   * @param replacedAt when Lambda replaces it, however much it is used
   * @param idleUntil when it ends, if nothing takes it before
   */
  record Environment(double replacedAt, double idleUntil) {}

  final List<Environment> idle;

  private final Scenario scenario;
  private final RandomGenerator random;

  Pool(Scenario scenario, RandomGenerator random, List<Environment> idle) {
    this.scenario = scenario;
    this.random = random;
    this.idle = new ArrayList<>(idle);
  }

  /** Takes an idle environment by the routing rule, or starts one if there is none. */
  Environment take(double now) {
    int count = count(now);
    if (count == 0) {
      return new Environment(now + scenario.replacement.next(random), now);
    }
    return idle.remove(
        switch (scenario.routing) {
          case MOST_RECENT -> count - 1;
          case LEAST_RECENT -> 0;
          case RANDOM -> random.nextInt(count);
        });
  }

  /** Gives an environment back; one that is due for replacement ends at once. */
  void release(Environment used, double now) {
    double until = Math.min(now + scenario.lifetime.next(random), used.replacedAt());
    idle.add(new Environment(used.replacedAt(), until));
  }

  /** How many idle. */
  int count(double now) {
    idle.removeIf(environment -> environment.idleUntil() <= now);
    return idle.size();
  }
}
