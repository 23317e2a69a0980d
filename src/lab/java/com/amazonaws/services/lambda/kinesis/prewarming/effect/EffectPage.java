package com.amazonaws.services.lambda.kinesis.prewarming.effect;

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

  /** The advice for each mapping. */
  static final Scenario STANDARD = new Scenario().but(s -> s.hold = 1);

  static final Scenario FAN_OUT = STANDARD.but(EffectPage::fanOut);

  private static final Scenario LONE_FAN_OUT = FAN_OUT.but(s -> s.hold = Scenario.LET_GO);

  private static final Consumer<Scenario> AS_IT_IS = s -> {};

  private static final Function<Experiment, String> COLD = e -> e.cold().text();
  private static final Function<Experiment, String> P99 = e -> e.percentile(99).text();
  private static final Function<Experiment, String> P99_AND_COST =
      e -> e.percentile(99).text() + ", " + e.cost().text();

  private static final Table CHOICE =
      new Table("Mapping | Records after quiet | Hold")
          .column("No canaries", s -> s.canaries = 0, P99)
          .column("Every 4 minutes", AS_IT_IS, P99_AND_COST)
          .column("Every minute", s -> s.interval = 60, P99_AND_COST)
          .row("standard | bursts, work to 0.5 s | 1 s", STANDARD, work(0.5))
          .row("standard | bursts, from 1 s | 1 s", STANDARD, work(1))
          .row("standard | alone | none", new Scenario(), s -> s.records = 0)
          .row("standard | 1 shard | none", new Scenario(), s -> s.shards = 1)
          .row("fan-out | bursts, to 0.1 s | 0.2 s", FAN_OUT, work(0.1))
          .row("fan-out | bursts, from 0.2 s | 0.2 s", FAN_OUT, AS_IT_IS)
          .row("fan-out | 1 shard | none", LONE_FAN_OUT, s -> s.shards = 1);

  private static final Table WAITS =
      new Table("Standard mapping")
          .column("Cold", AS_IT_IS, COLD)
          .column("p50", AS_IT_IS, e -> e.percentile(50).text())
          .column("p99", AS_IT_IS, P99)
          .column("Over 1.2 s", AS_IT_IS, e -> e.later(1.2).text())
          .row("not held", new Scenario(), AS_IT_IS)
          .row("held as long as the work, 0.2 s", STANDARD, s -> s.hold = 0.2)
          .row("held 1 s", STANDARD, AS_IT_IS);

  private static final Table OTHERWISE =
      new Table("If it is otherwise")
          .column("Every 4 minutes", AS_IT_IS, P99)
          .column("Every 6 minutes", s -> s.interval = 360, P99)
          .column("Fan-out", EffectPage::fanOut, P99)
          .row("idle for 5 minutes", STANDARD, s -> s.lifetime = Draw.fixed(300))
          .row("idle for 10 minutes", STANDARD, s -> s.lifetime = Draw.fixed(600))
          .row("cold start 0.3 s", STANDARD, s -> s.coldStart = 0.3)
          .row("cold start 5 s", STANDARD, s -> s.coldStart = 5)
          .row("work varies around 0.2 s", STANDARD, s -> s.work = Draw.exponential(0.2))
          .row("work varies around 0.8 s", STANDARD, s -> s.work = Draw.exponential(0.8));

  private static final Table FACTORS =
      new Table("Factor, mapping, work")
          .column("One canary a shard", s -> s.canaries = 1, COLD)
          .column("As many as the factor", AS_IT_IS, COLD)
          .column("The same, own slots", s -> s.slots = Scenario.Slots.BY_KEY, COLD)
          .row("2, standard, 0.8 s", STANDARD.but(work(0.8)), factor(2))
          .row("2, fan-out", FAN_OUT, factor(2))
          .row("10, standard, 0.8 s", STANDARD.but(work(0.8)), factor(10))
          .row("10, fan-out", FAN_OUT, factor(10));

  private static final Table AT_ONCE =
      new Table("Open shards")
          .column("Standard, at once", AS_IT_IS, COLD)
          .column("One by one", EffectPage::oneByOne, COLD)
          .column("Fan-out, at once", EffectPage::fanOut, COLD)
          .column("One by one", s -> oneByOne(fanOut(s)), COLD)
          .row("64", STANDARD, s -> s.shards = 64)
          .row("250", STANDARD, s -> s.shards = 250)
          .row("1,000", STANDARD, s -> s.shards = 1_000);

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
      Files.writeString(path(page), GeneratedBlocks.renew(read(page), "effect", blocks));
    }
    Plots.draw();
  }

  static String read(String page) throws IOException {
    return Files.readString(path(page));
  }

  private static Path path(String page) {
    return Path.of("docs", page);
  }

  static Consumer<Scenario> work(double seconds) {
    return s -> s.work = Draw.fixed(seconds);
  }

  static Scenario fanOut(Scenario scenario) {
    scenario.mapping = Mapping.FAN_OUT;
    scenario.hold = 0.2;
    return scenario;
  }

  private static Consumer<Scenario> factor(int factor) {
    return s -> {
      s.factor = factor;
      s.canaries = factor;
      s.records = 10;
    };
  }

  /** A call takes what docs/performance.md has for 1,000. */
  private static void oneByOne(Scenario scenario) {
    scenario.spread = 1.662 / 1_000 * scenario.shards;
  }
}
