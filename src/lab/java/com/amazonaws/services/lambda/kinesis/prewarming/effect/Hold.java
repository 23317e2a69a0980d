package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long to hold a canary? */
final class Hold {

  private static final int[] SHARDS = {4, 16, 64, 1_000};
  private static final double[] SHARES_OF_WORK = {0, 0.25, 0.5, 0.75, 1, 1.5, 2};

  private static final Duration SHORT = Duration.ofMillis(50);

  private Hold() {}

  static String table() {
    return Table.head(
            "64 shards", "Not held", "Held as long as the work", "Held 1 s, or 0.2 s with fan-out")
        + row("standard, one record", Assumptions.STANDARD, Assumptions.LONE)
        + row("standard, one in every shard", Assumptions.STANDARD, Assumptions.EVERY_SHARD)
        + row("standard, busy for 20 s", Assumptions.STANDARD, Assumptions.BUSY)
        + row("fan-out, one record", Assumptions.FAN_OUT, Assumptions.LONE)
        + row("fan-out, one in every shard", Assumptions.FAN_OUT, Assumptions.EVERY_SHARD)
        + row("fan-out, busy for 20 s", Assumptions.FAN_OUT, Assumptions.BUSY);
  }

  private static String row(String label, Mapping mapping, Traffic traffic) {
    Settings settings = settings(64, mapping).with(traffic).work(SHORT);
    return Table.row(
        label,
        cold(settings).percent(),
        cold(settings.hold(SHORT)).percent(),
        cold(settings.hold(longest(mapping))).percent());
  }

  /** The hold with which all canaries of a run are in work together. */
  private static Duration longest(Mapping mapping) {
    return mapping.equals(Assumptions.STANDARD)
        ? Assumptions.HOLD_FOR_POLLS
        : Assumptions.HOLD_FOR_PUSHES;
  }

  static Settings settings(int shards, Mapping mapping) {
    return Assumptions.base(shards).with(mapping);
  }

  private static Range cold(Settings settings) {
    return Sweep.of(settings).range(Outcome::cold);
  }

  static void plots() {
    plot("Standard mapping", Assumptions.STANDARD, "effect-hold-standard");
    plot("Enhanced fan-out", Assumptions.FAN_OUT, "effect-hold-fan-out");
  }

  private static void plot(String mappingName, Mapping mapping, String file) {
    Chart chart =
        new Chart(mappingName + ": a record in every shard after quiet", "hold / work of 200 ms");
    for (int shards : SHARDS) {
      Map<Double, Range> cold = new LinkedHashMap<>();
      for (double share : SHARES_OF_WORK) {
        long nanos = (long) (share * Assumptions.WORK.toNanos());
        cold.put(share, cold(settings(shards, mapping).hold(Duration.ofNanos(nanos))));
      }
      chart.band("%,d shards".formatted(shards), cold);
    }
    chart.save(file);
  }
}
