package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import com.amazonaws.services.lambda.kinesis.prewarming.bench.Chart;
import com.amazonaws.services.lambda.kinesis.prewarming.bench.Chart.Look;
import com.amazonaws.services.lambda.kinesis.prewarming.bench.GeneratedBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The cases of the pages, and what renews them: {@code mvn -Plab,effect verify}. */
final class EffectPage {

  /** What a call takes where canaries are written one by one: docs/performance.md, at 1,000. */
  static final double CALL_MILLIS = 1.7;

  /** With the hold that is advised for it. */
  static final Consumer<Scenario> FAN_OUT =
      s -> {
        s.mapping = Scenario.Mapping.FAN_OUT;
        s.hold = 0.2;
      };

  private static final Consumer<Scenario> FACTOR_2 =
      s -> {
        s.factor = 2;
        s.canaries = 2;
        s.records = 10;
      };

  private static final double[] MINUTES = {1, 2, 3, 4, 4.5, 5, 5.25, 5.5, 5.75, 6, 7, 8, 9, 10};

  private static final Consumer<Scenario> AS_IT_IS = s -> {};
  private static final Consumer<Scenario> NOT_HELD = s -> s.hold = Scenario.LET_GO;

  private static final Function<Experiment, String> COLD = e -> e.cold().text();
  private static final Function<Experiment, String> P99 = e -> e.percentile(99).text();
  private static final Function<Experiment, String> P99_AND_COST =
      e -> P99.apply(e) + ", " + e.cost().text();

  private static final Table CHOICE =
      new Table("Mapping | Records after quiet | Hold")
          .column("No canaries", s -> s.canaries = 0, P99)
          .column("Every 4 minutes", AS_IT_IS, P99_AND_COST)
          .column("Every minute", s -> s.interval = 60, P99_AND_COST)
          .row("standard | bursts, work to 0.5 s | 1 s", work(0.5))
          .row("standard | bursts, from 1 s | 1 s", work(1))
          .row("standard | alone | none", NOT_HELD.andThen(s -> s.records = 0))
          .row("standard | 1 shard | none", NOT_HELD.andThen(shards(1)))
          .row("fan-out | bursts, to 0.1 s | 0.2 s", FAN_OUT.andThen(work(0.1)))
          .row("fan-out | bursts, from 0.2 s | 0.2 s", FAN_OUT)
          .row("fan-out | 1 shard | none", FAN_OUT.andThen(NOT_HELD).andThen(shards(1)));

  private static final Table WAITS =
      new Table("Standard mapping")
          .column("Cold", AS_IT_IS, COLD)
          .column("p50", AS_IT_IS, e -> e.percentile(50).text())
          .column("p99", AS_IT_IS, P99)
          .column("Over 1.2 s", AS_IT_IS, e -> e.later(1.2).text())
          .row("not held", NOT_HELD)
          .row("held as long as the work, 0.2 s", s -> s.hold = 0.2)
          .row("held 1 s", AS_IT_IS);

  private static final Table OTHERWISE =
      new Table("If it is otherwise")
          .column("Every 4 minutes", AS_IT_IS, P99)
          .column("Every 6 minutes", s -> s.interval = 360, P99)
          .column("Fan-out", FAN_OUT, P99)
          .row("idle for 5 minutes", s -> s.lifetime = Draw.fixed(300))
          .row("idle for 10 minutes", s -> s.lifetime = Draw.fixed(600))
          .row("cold start 0.3 s", s -> s.coldStart = 0.3)
          .row("cold start 5 s", s -> s.coldStart = 5)
          .row("work varies around 0.2 s", s -> s.work = Draw.exponential(0.2))
          .row("work varies around 0.8 s", s -> s.work = Draw.exponential(0.8));

  private static final Table FACTORS =
      new Table("Factor 2")
          .column("One canary a shard", s -> s.canaries = 1, COLD)
          .column("As many as the factor", AS_IT_IS, COLD)
          .row("standard, work 0.8 s", FACTOR_2.andThen(work(0.8)))
          .row("fan-out, work 0.2 s", FACTOR_2.andThen(FAN_OUT));

  private static final Table AT_ONCE =
      new Table("Open shards, mapping")
          .column("At once", AS_IT_IS, COLD)
          .column("One by one", s -> s.spread = CALL_MILLIS / 1_000 * s.shards, COLD)
          .row("64, fan-out", shards(64).andThen(FAN_OUT))
          .row("250, fan-out", shards(250).andThen(FAN_OUT))
          .row("1,000, fan-out", shards(1_000).andThen(FAN_OUT))
          .row("1,000, standard", shards(1_000));

  /** The tables of each page, by their blocks. */
  static final Map<String, Map<String, Table>> TABLES =
      Map.of(
          "effect.md",
          Map.of("choice", CHOICE, "waits", WAITS, "otherwise", OTHERWISE, "factors", FACTORS),
          "performance.md",
          Map.of("at-once", AT_ONCE));

  private EffectPage() {}

  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.ROOT);
    for (String page : TABLES.keySet()) {
      Map<String, String> blocks = new TreeMap<>();
      TABLES.get(page).forEach((block, table) -> blocks.put(block, table.text()));
      Path path = Path.of("docs", page);
      Files.writeString(path, GeneratedBlocks.renew(Files.readString(path), "effect", blocks));
    }
    plot();
  }

  private static void plot() {
    Chart chart =
        new Chart(
            "A record in each of 16 shards after quiet",
            "minutes from run to run",
            "cold records (%)");
    chart.style().setXAxisMin(0.0).setYAxisMin(0.0);
    chart
        .line(Look.BLUE, "standard, held 1 s", MINUTES, x -> cold(x, AS_IT_IS))
        .line(Look.PURPLE, "fan-out, held 0.2 s", MINUTES, x -> cold(x, FAN_OUT))
        .save("effect-interval");
  }

  private static double cold(double minutes, Consumer<Scenario> change) {
    Scenario scenario = Scenario.with(change.andThen(s -> s.interval = 60 * minutes));
    return Experiment.of(scenario, 4).cold().value();
  }

  static Consumer<Scenario> work(double seconds) {
    return s -> s.work = Draw.fixed(seconds);
  }

  private static Consumer<Scenario> shards(int shards) {
    return s -> s.shards = shards;
  }
}
