package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;

/** Does one need this at all, and would one warm environment do? */
final class Need {

  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofMillis(800);

  private Need() {}

  static String table() {
    return Table.head(
            "Real records after quiet, and their work",
            "No canaries",
            "One environment kept",
            "A canary a shard, not held",
            "Held as long as the work",
            "Held 1 s")
        + row("one record, 200 ms", Assumptions.LONE, Assumptions.WORK)
        + row("one in every shard, 5 ms", Assumptions.EVERY_SHARD, SHORT)
        + row("one in every shard, 200 ms", Assumptions.EVERY_SHARD, Assumptions.WORK)
        + row("one in every shard, 800 ms", Assumptions.EVERY_SHARD, LONG)
        + row("busy for 20 s, 200 ms", Assumptions.BUSY, Assumptions.WORK);
  }

  static String row(String label, Traffic traffic, Duration work) {
    Settings settings = Assumptions.base(Assumptions.SHARDS).with(traffic).work(work);
    return Table.row(
        label,
        cold(settings.with(Canaries.NONE)),
        cold(settings.with(Assumptions.atOnce(1))),
        cold(settings),
        cold(settings.hold(work)),
        cold(settings.hold(Assumptions.HOLD_FOR_POLLS)));
  }

  private static String cold(Settings settings) {
    return Sweep.of(settings).range(Outcome::cold).percent();
  }

  static String waits() {
    Settings standard = Assumptions.base(Assumptions.SHARDS);
    Settings fanOut = standard.with(Assumptions.FAN_OUT);
    return Table.head(
            "One record in every shard",
            "No canaries: median",
            "99th percentile",
            "Held as long as the work: median",
            "99th percentile")
        + waits("standard mapping", standard)
        + waits("enhanced fan-out", fanOut);
  }

  private static String waits(String label, Settings settings) {
    Sweep without = Sweep.of(settings.with(Canaries.NONE));
    Sweep with = Sweep.of(settings.hold(settings.work()));
    return Table.row(
        label,
        without.range(Outcome::median).seconds(),
        without.range(Outcome::slowest).seconds(),
        with.range(Outcome::median).seconds(),
        with.range(Outcome::slowest).seconds());
  }
}
