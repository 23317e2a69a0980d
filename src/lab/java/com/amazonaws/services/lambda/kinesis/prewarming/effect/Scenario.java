package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Map;
import java.util.function.Consumer;

/**
 * What is simulated, in seconds. As made it is the pages' case: a record in each of 16 shards of a
 * standard mapping, after canaries every 4 minutes that are let go at once. Others are made by
 * {@link #but} and never change.
 */
final class Scenario implements Cloneable {

  /** What a canary takes that is not held. */
  static final double LET_GO = 0.002;

  /** How a record gets to a slot of a parallelization factor; not documented. */
  enum Slots {
    A_FREE_ONE,
    BY_KEY
  }

  int shards = 16;
  int factor = 1;
  Slots slots = Slots.A_FREE_ONE;
  Mapping mapping = Mapping.STANDARD;

  /** How long the consumer works on a batch, and what it takes to start. */
  Draw work = Draw.fixed(0.2);

  double coldStart = 1;

  /** Real records in every shard, all at one moment; 0 for one in any shard. */
  int records = 1;

  /** How many a shard gets in a run, 0 for no canaries at all, and how long they are held. */
  int canaries = 1;

  double hold = LET_GO;

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

  /** This, changed. */
  @SafeVarargs
  final Scenario but(Consumer<Scenario>... changes) {
    try {
      Scenario other = (Scenario) clone();
      for (Consumer<Scenario> change : changes) {
        change.accept(other);
      }
      return other;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
