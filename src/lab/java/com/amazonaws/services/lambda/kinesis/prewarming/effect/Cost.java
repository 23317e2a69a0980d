package com.amazonaws.services.lambda.kinesis.prewarming.effect;

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
    Settings settings = Assumptions.base(shards).hold(Assumptions.WORK);
    Sweep kept = Sweep.of(settings);
    Range environments = kept.range(Outcome::environments);
    double each = Prices.provisioned();
    return Table.row(
        "%,d".formatted(shards),
        price(settings, kept).dollars(),
        environments.count(),
        new Range(Math.rint(environments.least()) * each, Math.rint(environments.most()) * each)
            .dollars(),
        longHold(settings).dollars(),
        new Range(shards * each, shards * each).dollars());
  }

  private static Range longHold(Settings settings) {
    Settings held = settings.hold(Assumptions.HOLD_FOR_POLLS);
    return price(held, Sweep.of(held));
  }

  private static Range price(Settings settings, Sweep sweep) {
    return sweep.range(outcome -> Prices.canaries(settings, outcome));
  }
}
