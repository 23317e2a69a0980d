package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What is simulated, in seconds. As made it is the pages' case: a record in each of 16 shards of a
 * standard mapping, after canaries as advised.
 */
final class Scenario {

  /** What a canary takes that is not held. */
  static final double LET_GO = 0.002;

  /** When an event source mapping reads a record that a shard takes now. */
  @FunctionalInterface
  interface Mapping {

    /**
     * Polled once a second, at a moment that any other is as likely as after ten quiet ones. After
     * a batch the rest is read at once.
     */
    Mapping STANDARD =
        (shard, busy, last, now, random) -> {
          if (busy || last >= now) {
            return Math.max(now, last);
          }
          double known = now - last > 10 ? now - random.nextDouble() : last;
          return known + Math.ceil(now - known);
        };

    /** Enhanced fan-out pushes after 20 to 150 ms. A shard's records keep their order. */
    Mapping FAN_OUT =
        (shard, busy, last, now, random) -> Math.max(last, now + 0.02 + 0.13 * random.nextDouble());

    /**
     * @param busy whether a batch of this shard is in work
     * @param last the latest read so far, which may lie ahead
     */
    double read(int shard, boolean busy, double last, double now, RandomGenerator random);
  }

  int shards = 16;
  int factor = 1;
  Mapping mapping = Mapping.STANDARD;

  /** How long the consumer works on a batch, and what it takes to start. */
  Draw work = Draw.fixed(0.2);

  double coldStart = 1;

  /** Real records in every shard, all at one moment; 0 for one in any shard. */
  int records = 1;

  /** How many a shard gets in a run, 0 for no canaries at all, and how long they are held. */
  int canaries = 1;

  double hold = 1;

  /** From run to run; how late one starts; from its first canary to the last. */
  double interval = 240;

  Draw late = Draw.between(0, 10);
  double spread;

  /** As measured: docs/effect.md, "What was measured". */
  Pool.Routing routing = Pool.Routing.MOST_RECENT;

  Draw lifetime =
      Draw.measured(Map.of(0d, 270d, .08, 300d, .43, 315d, .68, 330d, .94, 345d, 1d, 360d));

  /** The age at which Lambda replaces an environment that is in use. */
  Draw replacement = Draw.between(3_600, 3 * 3_600);

  /** The pages' case, changed. */
  static Scenario with(Consumer<Scenario> change) {
    Scenario scenario = new Scenario();
    change.accept(scenario);
    return scenario;
  }
}
