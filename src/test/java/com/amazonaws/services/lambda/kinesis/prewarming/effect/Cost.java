package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;

/** What does it cost against provisioned concurrency? */
final class Cost {

  private static final int[] SHARDS = {1, 4, 16, 64, 250, 1_000};

  private Cost() {}

  static String table() {
    StringBuilder table =
        new StringBuilder(
            Table.head(
                "Shards",
                "Canaries, held 200 ms",
                "Environments that they keep",
                "Provisioned concurrency for these",
                "Canaries, held 1 s",
                "Provisioned, one a shard"));
    for (int shards : SHARDS) {
      table.append(row(shards));
    }
    return table.toString();
  }

  static String row(int shards) {
    Sweep kept = Sweep.of(Assumptions.base(shards).hold(Assumptions.WORK));
    Range environments = kept.range(Outcome::environments);
    double each = Prices.provisioned();
    return Table.row(
        "%,d".formatted(shards),
        canaries(shards, Assumptions.WORK).dollars(),
        environments.count(),
        new Range(Math.rint(environments.least()) * each, Math.rint(environments.most()) * each)
            .dollars(),
        canaries(shards, Assumptions.HOLD_FOR_POLLS).dollars(),
        new Range(shards * each, shards * each).dollars());
  }

  /** What canaries cost in a month, with that hold. */
  static Range canaries(int shards, Duration hold) {
    Settings settings = Assumptions.base(shards).hold(hold);
    return Sweep.of(settings).range(outcome -> Prices.canaries(settings, outcome));
  }
}
