package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Comparator;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Which idle environment takes an invocation. Lambda does not document its rule. */
enum Routing {
  /** The one that was in use last. */
  MOST_RECENT(ordered(Comparator.comparingLong(Environment::idleSince).reversed())),
  /** The one that was started last. */
  NEWEST(ordered(Comparator.comparingInt(Environment::number).reversed())),
  /** The one that idles longest. */
  LEAST_RECENT(ordered(Comparator.comparingLong(Environment::idleSince))),
  /** Any, each as likely. */
  RANDOM(Idle.AtRandom::new);

  private final Function<RandomGenerator, Idle> idle;

  Routing(Function<RandomGenerator, Idle> idle) {
    this.idle = idle;
  }

  private static Function<RandomGenerator, Idle> ordered(Comparator<Environment> order) {
    Comparator<Environment> unique = order.thenComparingInt(Environment::number);
    return random -> new Idle.Ordered(unique);
  }

  /** Room for idle environments, which gives them out by this rule. */
  Idle idle(RandomGenerator random) {
    return idle.apply(random);
  }
}
