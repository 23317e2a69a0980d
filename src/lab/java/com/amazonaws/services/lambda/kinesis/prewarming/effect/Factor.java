package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;

/** What does a parallelization factor change, and would several canaries a shard help? */
final class Factor {

  private static final int[] FACTORS = {2, 5, 10};
  private static final Traffic MANY_KEYS = Traffic.everyShard(10);

  private Factor() {}

  static String table() {
    StringBuilder table =
        new StringBuilder(
            Table.head(
                "Factor",
                "One canary a shard, held 200 ms",
                "One, held 1 s",
                "As many as the factor, held 200 ms",
                "Twice as many, held 200 ms"));
    for (int factor : FACTORS) {
      table.append(row(factor));
    }
    return table.toString();
  }

  static String row(int factor) {
    return Table.row(
        factor,
        cold(factor, 1, Assumptions.WORK).percent(),
        cold(factor, 1, Assumptions.HOLD_FOR_POLLS).percent(),
        cold(factor, factor, Assumptions.WORK).percent(),
        cold(factor, 2 * factor, Assumptions.WORK).percent());
  }

  /** The share of cold ones, where ten records under different keys come to each shard. */
  static Range cold(int factor, int canariesPerShard, Duration hold) {
    Settings base = Assumptions.base(Assumptions.SHARDS).factor(factor).hold(hold);
    Canaries canaries = base.canaries().perShard(canariesPerShard);
    return Sweep.of(base.with(canaries).with(MANY_KEYS)).range(Outcome::cold);
  }
}
