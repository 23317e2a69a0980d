package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** The execution environments of one function, started when none is idle. */
final class Pool {

  /** An environment that an invocation got; cold if it was started for it. */
  record Lease(Environment environment, boolean cold) {}

  private final Platform platform;
  private final Idle idle;
  private final RandomGenerator random;
  private int started;

  Pool(Platform platform, RandomGenerator random) {
    this.platform = platform;
    this.random = random;
    idle = platform.routing().idle(random);
  }

  /** An idle environment, by the routing rule, or a new one. */
  Lease take(long now) {
    Optional<Environment> warm = idle.take(now);
    return new Lease(warm.orElseGet(() -> start(now)), warm.isEmpty());
  }

  private Environment start(long now) {
    return new Environment(started++, now + platform.drawAge(random));
  }

  /** Gives an environment back at the end of its invocation. */
  void release(Environment environment, long now) {
    environment.rest(now, platform.lifetime().next(random));
    idle.add(environment);
  }

  /** How many environments idle. */
  int idle(long now) {
    return idle.count(now);
  }

  /** How many were ever started. */
  int started() {
    return started;
  }
}
