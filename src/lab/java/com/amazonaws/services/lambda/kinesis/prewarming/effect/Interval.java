package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which interval? */
final class Interval {

  private static final int[] PLOTTED = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 40, 50, 60};
  private static final int[] LISTED = {1, 4, 5, 6, 10, 60};

  private Interval() {}

  static String table() {
    StringBuilder table =
        new StringBuilder(
            Table.head(
                "Interval", "Real records that meet a cold start", "Canaries' cost a month"));
    for (int minutes : LISTED) {
      table.append(row(minutes));
    }
    return table.toString();
  }

  static String row(int minutes) {
    Settings settings = settings(minutes);
    Sweep sweep = Sweep.of(settings);
    return Table.row(
        minutes + " min",
        sweep.range(Outcome::cold).percent(),
        sweep.range(outcome -> Prices.canaries(settings, outcome)).dollars());
  }

  /** A record in every shard, after canaries held as long as the work. */
  static Settings settings(int minutes) {
    Settings base = Assumptions.base(Assumptions.SHARDS);
    return base.hold(base.work()).with(base.canaries().every(Duration.ofMinutes(minutes)));
  }

  static void plot() {
    Map<Double, Range> cold = new LinkedHashMap<>();
    for (int minutes : PLOTTED) {
      cold.put((double) minutes, Sweep.of(settings(minutes)).range(Outcome::cold));
    }
    new Chart("A record in each of 16 shards after quiet", "minutes from one run to the next")
        .band("held as long as the work of 200 ms", cold)
        .save("effect-interval");
  }
}
