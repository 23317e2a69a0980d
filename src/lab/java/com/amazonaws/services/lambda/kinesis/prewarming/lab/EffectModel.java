package com.amazonaws.services.lambda.kinesis.prewarming.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Simulates a Lambda consumer of a quiet Kinesis stream and prints the tables of docs/effect.md and
 * docs/performance.md. With {@code --check} it compares the simulation with closed forms instead,
 * and exits with 1 if one of them is off. All times are in seconds.
 */
public final class EffectModel {

  /** How long a canary takes that the consumer does not hold. */
  private static final double NO_HOLD = 0.002;

  /** How long one PutRecord call takes, from the benchmark: docs/performance.md. */
  private static final double CALL = 0.0017;

  /** The measured shares of idle environments that had ended, by time. Source: docs/effect.md. */
  private static final double[] ENDED_AT = {270, 300, 315, 330, 345, 360};

  private static final double[] ENDED = {0, .08, .43, .68, .94, 1};

  private EffectModel() {}

  private static double measuredLifetime(RandomGenerator random) {
    double share = random.nextDouble();
    int i = 0;
    while (share >= ENDED[i + 1]) {
      i++;
    }
    double part = (share - ENDED[i]) / (ENDED[i + 1] - ENDED[i]);
    return ENDED_AT[i] + part * (ENDED_AT[i + 1] - ENDED_AT[i]);
  }

  /** A time that is drawn at random. */
  private interface Draw {

    double next(RandomGenerator random);

    static Draw fixed(double seconds) {
      return random -> seconds;
    }

    static Draw exponential(double mean) {
      return random -> -mean * Math.log(1 - random.nextDouble());
    }

    static Draw between(double min, double max) {
      return random -> min + (max - min) * random.nextDouble();
    }
  }

  /** Decides when an event source mapping reads a record that arrives in a shard now. */
  private interface Mapping {

    /** Polls once a second, at a new random time after 10 quiet seconds, and after each batch. */
    Mapping POLLING =
        (shard, busy, last, now, random) -> {
          if (busy || last >= now) {
            return Math.max(now, last);
          }
          double known = now - last > 10 ? now - random.nextDouble() : last;
          return known + Math.ceil(now - known);
        };

    /** Enhanced fan-out: pushes records after 20 to 150 ms and keeps their order in a shard. */
    Mapping FAN_OUT =
        (shard, busy, last, now, random) -> Math.max(last, now + 0.02 + 0.13 * random.nextDouble());

    /** Returns the time of the read. The time of the last read can be in the future. */
    double read(int shard, boolean busy, double last, double now, RandomGenerator random);
  }

  /** Chooses the environment for an invocation; the one that was used last is at the end. */
  private interface Routing {
    Routing MOST_RECENT = (idle, random) -> idle - 1;
    Routing LEAST_RECENT = (idle, random) -> 0;
    Routing RANDOM = (idle, random) -> random.nextInt(idle);

    int choose(int idle, RandomGenerator random);
  }

  /** What is simulated. The defaults are the pages' case: one record in each of 16 shards. */
  private static final class Scenario {
    int shards = 16;
    int factor = 1;
    int canaries = 1;
    int records = 1; // in each shard; 0: one record in one shard
    Mapping mapping = Mapping.POLLING;
    Draw processing = Draw.fixed(0.2);
    double coldStart = 1;
    double hold = 1;
    double interval = 240;
    double spread; // from the first canary of a run to its last
    Draw late = Draw.between(0, 10); // how late a run starts
    Routing routing = Routing.MOST_RECENT;
    Draw lifetime = EffectModel::measuredLifetime;
    Draw replacement = Draw.between(3_600, 3 * 3_600);

    static Scenario of(Consumer<Scenario> change) {
      Scenario scenario = new Scenario();
      change.accept(scenario);
      return scenario;
    }
  }

  /** What was counted: the waits of real records, and the invocations for canaries. */
  private static final class Tally {
    final long[] waits = new long[20_000]; // by milliseconds from arrival to the start of the code
    long records;
    long cold;
    int runs;
    int batches;
    double seconds; // billed, cold starts included

    void addRecord(double wait, boolean metColdStart) {
      waits[Math.min((int) (wait * 1_000), waits.length - 1)]++;
      records++;
      cold += metColdStart ? 1 : 0;
    }

    void add(Tally other) {
      Arrays.setAll(waits, i -> waits[i] + other.waits[i]);
      records += other.records;
      cold += other.cold;
      runs += other.runs;
      batches += other.batches;
      seconds += other.seconds;
    }

    double coldPercent() {
      return 100.0 * cold / records;
    }

    double laterPercent(double wait) {
      int from = (int) Math.round(wait * 1_000);
      return 100.0 * Arrays.stream(waits, from, waits.length).sum() / records;
    }

    double percentile(int percent) {
      double left = records * percent / 100.0;
      int step = 0;
      while (left > waits[step]) {
        left -= waits[step++];
      }
      return (step + 1) / 1_000.0;
    }
  }

  /** An environment ends when it has been idle for too long, or at the age of its replacement. */
  private record Environment(double replacedAt, double idleUntil) {}

  /** Takes the simulation as its argument, so that a copy of the simulation can go on with it. */
  private record Event(double at, long number, Consumer<Simulation> action) {}

  /**
   * One simulation, event by event. A lane is a shard, or with a parallelization factor one of its
   * slots: it processes one batch at a time, and records that arrive meanwhile wait for the next.
   */
  private static final class Simulation {
    private static final double CANARY = -1; // in place of a record's arrival time

    private final Scenario scenario;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparing(Event::number));
    private final List<Environment> idle = new ArrayList<>();
    private final List<List<Double>> waiting = new ArrayList<>();
    private final boolean[] busy;
    private final double[] reads;
    private Tally canaryTally = new Tally();
    private Tally recordTally = new Tally();
    private double now;
    private long planned;

    Simulation(Scenario scenario, long seed) {
      this.scenario = scenario;
      random = new SplittableRandom(seed);
      busy = new boolean[scenario.shards * scenario.factor];
      reads = new double[scenario.shards];
      IntStream.range(0, busy.length).forEach(i -> waiting.add(new ArrayList<>()));
      if (scenario.canaries > 0) {
        plan(0, s -> s.startRun(0));
      }
    }

    private Simulation(Simulation original) {
      scenario = original.scenario;
      random = original.random.split();
      events.addAll(original.events);
      idle.addAll(original.idle);
      original.waiting.forEach(lane -> waiting.add(new ArrayList<>(lane)));
      busy = original.busy.clone();
      reads = original.reads.clone();
      now = original.now;
      planned = original.planned;
    }

    private void plan(double at, Consumer<Simulation> action) {
      events.add(new Event(at, planned++, action));
    }

    private void runNext() {
      Event next = events.remove();
      now = next.at;
      next.action.accept(this);
    }

    /** Continues with only canaries until then, and counts them in this tally. */
    Simulation quietUntil(double time, Tally tally) {
      canaryTally = tally;
      while (!events.isEmpty() && events.peek().at <= time) {
        runNext();
      }
      now = time;
      return this;
    }

    /** Counts what would happen to real records that arrive now, and changes nothing else. */
    Tally ifRecordsCame(Tally tally) {
      Simulation copy = new Simulation(this);
      copy.recordTally = tally;
      int any = random.nextInt(scenario.shards);
      int each = Math.max(1, scenario.records);
      int from = scenario.records > 0 ? 0 : any;
      int to = scenario.records > 0 ? scenario.shards : any + 1;
      IntStream.range(from, to).forEach(shard -> copy.arrive(shard, each, now));
      long expected = tally.records + (to - from) * each;
      while (tally.records < expected) {
        copy.runNext();
      }
      return tally;
    }

    private void startRun(double due) {
      canaryTally.runs++;
      double start = due + scenario.late.next(random);
      double apart = scenario.spread / Math.max(1, scenario.shards - 1);
      IntStream.range(0, scenario.shards)
          .forEach(i -> plan(start + i * apart, s -> s.arrive(i, scenario.canaries, CANARY)));
      double next = due + scenario.interval;
      plan(next, s -> s.startRun(next));
    }

    private void arrive(int shard, int count, double arrival) {
      boolean shardBusy = lanes(shard).anyMatch(lane -> busy[lane]);
      reads[shard] = scenario.mapping.read(shard, shardBusy, reads[shard], now, random);
      IntStream.range(0, count).forEach(i -> plan(reads[shard], s -> s.deliver(shard, arrival)));
    }

    private IntStream lanes(int shard) {
      return IntStream.range(shard * scenario.factor, (shard + 1) * scenario.factor);
    }

    private void deliver(int shard, double arrival) {
      int lane =
          lanes(shard)
              .filter(l -> !busy[l] && waiting.get(l).isEmpty())
              .findFirst()
              .orElse(shard * scenario.factor + random.nextInt(scenario.factor));
      waiting.get(lane).add(arrival);
      // Begins after all other events of this time: what is delivered together is one batch.
      plan(now, s -> s.begin(lane));
    }

    private void begin(int lane) {
      List<Double> batch = waiting.get(lane);
      if (busy[lane] || batch.isEmpty()) {
        return;
      }
      busy[lane] = true;
      boolean cold = countIdle() == 0;
      double replacedAt = takeEnvironment();
      double start = now + (cold ? scenario.coldStart : 0);
      batch.removeIf(arrival -> arrival == CANARY);
      double end = start + (batch.isEmpty() ? scenario.hold : scenario.processing.next(random));
      if (batch.isEmpty()) {
        canaryTally.batches++;
        canaryTally.seconds += end - now;
      }
      batch.forEach(arrival -> recordTally.addRecord(start - arrival, cold));
      batch.clear();
      plan(end, s -> s.end(lane, replacedAt));
    }

    private void end(int lane, double replacedAt) {
      double idleUntil = now + scenario.lifetime.next(random);
      idle.add(new Environment(replacedAt, Math.min(idleUntil, replacedAt)));
      busy[lane] = false;
      int shard = lane / scenario.factor;
      reads[shard] = Math.max(reads[shard], now);
      begin(lane);
    }

    int countIdle() {
      idle.removeIf(environment -> environment.idleUntil <= now);
      return idle.size();
    }

    /** Takes an idle environment, or starts one, and returns when Lambda will replace it. */
    private double takeEnvironment() {
      return idle.isEmpty()
          ? now + scenario.replacement.next(random)
          : idle.remove(scenario.routing.choose(idle.size(), random)).replacedAt;
    }
  }

  /** A number with its standard error, and a form such as {@code #%} in which it is printed. */
  private record Estimate(double value, double error, String form) {

    int decimals() {
      double twoBelow = form.equals("# s") ? 0.495 : form.equals("$#") ? 0.995 : 0;
      double oneBelow = form.equals("# s") ? 100 : form.equals("$#") ? 9.95 : 4.95;
      return value < twoBelow ? 2 : value < oneBelow ? 1 : 0;
    }

    boolean isPrecise() {
      return error <= 0.5 * Math.pow(10, -decimals());
    }

    String text() {
      if (!isPrecise()) {
        throw new IllegalStateException("more rounds are needed for " + this);
      }
      String number = String.format(Locale.ROOT, "%." + decimals() + "f", value);
      boolean needsCents = form.equals("$#") && decimals() == 1;
      return form.replace("#", needsCents ? number + "0" : number);
    }
  }

  /** Groups of independent simulations; how much they differ gives the standard errors. */
  private record Results(Scenario scenario, List<Tally> groups, Tally all) {
    private static final int GROUPS = 16;
    private static final int MAX_ROUNDS = 128;
    private static final int RECORDS = 200; // how often real records come in a round
    private static final double WARM_UP = 10 * 3_600; // until environments have all ages
    private static final double MONTH = 30 * 24 * 3_600;
    private static final double GIGABYTES = 0.5; // of memory
    // Dollars in us-east-1, 2025; docs/effect.md links the sources.
    private static final double ARM_GIGABYTE_SECOND = 0.0000133334;
    private static final double X86_GIGABYTE_SECOND = 0.0000166667;
    private static final double REQUEST = 0.20 / 1_000_000;
    private static final double PUT_UNIT = 0.014 / 1_000_000;
    private static final double LOG_BYTE = 0.50 / 1e9;
    private static final double ALARMS = 2 * 0.10;

    /** Simulates with as many rounds as the printed digits need. */
    static Results of(Scenario scenario) {
      Results results = of(scenario, 1);
      for (int rounds = 2; !results.isPrecise() && rounds <= MAX_ROUNDS; rounds *= 2) {
        results = of(scenario, rounds);
      }
      return results;
    }

    static Results of(Scenario scenario, int rounds) {
      Tally all = new Tally();
      List<Tally> groups =
          IntStream.range(0, GROUPS)
              .parallel()
              .mapToObj(group -> simulate(scenario, 1_000L * group, rounds * RECORDS))
              .toList();
      groups.forEach(all::add);
      return new Results(scenario, groups, all);
    }

    /** Lets real records come at a random time of each interval. */
    private static Tally simulate(Scenario scenario, long seed, int times) {
      Tally tally = new Tally();
      Simulation simulation = new Simulation(scenario, seed);
      SplittableRandom random = new SplittableRandom(~seed);
      // In the middle between two runs, so that each run is counted completely or not at all.
      double start = scenario.interval * (Math.ceil(WARM_UP / scenario.interval) + 0.5);
      simulation.quietUntil(start, new Tally());
      for (int i = 0; i < times; i++) {
        double time = start + (i + random.nextDouble()) * scenario.interval;
        simulation.quietUntil(time, tally).ifRecordsCame(tally);
      }
      simulation.quietUntil(start + times * scenario.interval, tally);
      return tally;
    }

    private boolean isPrecise() {
      return cold().isPrecise() && percentile(99).isPrecise() && cost().isPrecise();
    }

    Estimate cold() {
      return percent(Tally::coldPercent);
    }

    Estimate later(double wait) {
      return percent(tally -> tally.laterPercent(wait));
    }

    Estimate percentile(int percent) {
      return estimate("# s", tally -> tally.percentile(percent));
    }

    /** The monthly cost of the function's runs, of the canaries, and of one consumer. */
    Estimate cost() {
      return estimate("$#", tally -> functionCost() + consumerCost(tally));
    }

    /** A run is billed one second, and writes one PUT payload unit for each canary. */
    double functionCost() {
      double run = GIGABYTES * ARM_GIGABYTE_SECOND + REQUEST;
      return MONTH / scenario.interval * (run + scenario.shards * scenario.canaries * PUT_UNIT);
    }

    double consumerCost(Tally tally) {
      double time = tally.seconds * GIGABYTES * X86_GIGABYTE_SECOND;
      return MONTH / scenario.interval * (time + tally.batches * REQUEST) / Math.max(1, tally.runs);
    }

    /** The function logs about 300 bytes for a canary, a consumer 500 bytes for an invocation. */
    double logCost(Tally tally) {
      double canaries = 300.0 * scenario.shards * scenario.canaries;
      double invocations = 500.0 * tally.batches / Math.max(1, tally.runs);
      return MONTH / scenario.interval * (canaries + invocations) * LOG_BYTE;
    }

    double totalCost(Tally tally) {
      return functionCost() + consumerCost(tally) + logCost(tally) + ALARMS;
    }

    String dollars(ToDoubleFunction<Tally> cost) {
      return estimate("$#", cost).text();
    }

    /** Assumes at least one case for the error, because a rare case may be missing by chance. */
    private Estimate percent(ToDoubleFunction<Tally> value) {
      Estimate percent = estimate("#%", value);
      double one = 100.0 / all.records;
      double minError = Math.sqrt(Math.max(one, percent.value) * one);
      return new Estimate(percent.value, Math.max(percent.error, minError), "#%");
    }

    Estimate estimate(String form, ToDoubleFunction<Tally> value) {
      double[] values = groups.stream().mapToDouble(value).toArray();
      double mean = DoubleStream.of(values).average().orElseThrow();
      double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
      double error = Math.sqrt(squares / (GROUPS - 1) / GROUPS);
      return new Estimate(value.applyAsDouble(all), error, form);
    }
  }

  private record Row(String labels, Consumer<Scenario> change) {}

  private record Column(String head, Consumer<Scenario> change, Function<Results, String> cell) {}

  private static final Consumer<Scenario> AS_IS = s -> {};
  private static final Consumer<Scenario> UNHELD = s -> s.hold = NO_HOLD;
  private static final Consumer<Scenario> EVERY_MINUTE = s -> s.interval = 60;
  private static final Consumer<Scenario> FAN_OUT =
      s -> {
        s.mapping = Mapping.FAN_OUT;
        s.hold = 0.2;
      };
  private static final Consumer<Scenario> FACTOR_2 =
      s -> {
        s.factor = s.canaries = 2;
        s.records = 10;
      };

  private static final Function<Results, String> COLD = r -> r.cold().text();
  private static final Function<Results, String> P99 = r -> r.percentile(99).text();
  private static final Function<Results, String> P99_AND_COST =
      r -> P99.apply(r) + ", " + r.cost().text();

  private static Consumer<Scenario> processing(double seconds) {
    return s -> s.processing = Draw.fixed(seconds);
  }

  private static Consumer<Scenario> shards(int shards) {
    return s -> s.shards = shards;
  }

  private static void printDecision() {
    Consumer<Scenario> one = UNHELD.andThen(shards(1));
    Consumer<Scenario> any = UNHELD.andThen(s -> s.records = 0);
    Consumer<Scenario> fanOut = FAN_OUT.andThen(processing(0.1));
    print(
        "Enhanced fan-out | Records arrive in | Processing time | Hold | Recommended interval",
        List.of(
            new Column("Without canaries", s -> s.canaries = 0, P99),
            new Column("Every 4 minutes", AS_IS, P99_AND_COST),
            new Column("Every minute", EVERY_MINUTE, P99_AND_COST)),
        new Row("no | 16 of 16 shards | up to 0.5 s | 1 s | 4 minutes", processing(0.5)),
        new Row("no | 16 of 16 shards | 1 s | 1 s | 1 minute", processing(1)),
        new Row("no | 2 of 2 shards | 0.5 s | 1 s | 1 minute", processing(0.5).andThen(shards(2))),
        new Row("no | 1 of 16 shards | any | none | 4 minutes", any),
        new Row("no | 1 of 1 shard | any | none | 1 minute", one),
        new Row("yes | 16 of 16 shards | up to 0.1 s | 0.2 s | 4 minutes", fanOut),
        new Row("yes | 16 of 16 shards | 0.2 s | 0.2 s | 1 minute", FAN_OUT),
        new Row("yes | 16 of 16 shards | 1 s | 0.2 s | 1 minute", FAN_OUT.andThen(processing(1))),
        new Row("yes | 2 of 2 shards | 0.1 s | 0.2 s | 1 minute", fanOut.andThen(shards(2))),
        new Row("yes | 1 of 16 shards | any | none | 4 minutes", FAN_OUT.andThen(any)),
        new Row("yes | 1 of 1 shard | any | none | 1 minute", FAN_OUT.andThen(one)));
  }

  private static void printIntervals() {
    print(
        "Interval in minutes",
        List.of(
            new Column("Without enhanced fan-out", AS_IS, COLD),
            new Column("With enhanced fan-out", FAN_OUT, COLD)),
        Stream.of("1", "2", "4", "5", "5.5", "6", "8", "10", "60")
            .map(m -> new Row(m, s -> s.interval = 60 * Double.parseDouble(m)))
            .toArray(Row[]::new));
    Consumer<Scenario> fanOut = FAN_OUT.andThen(processing(0.1));
    print(
        "Shards",
        List.of(
            new Column("Without enhanced fan-out, every 4 minutes", processing(0.5), COLD),
            new Column(
                "Without enhanced fan-out, every minute",
                EVERY_MINUTE.andThen(processing(0.5)),
                COLD),
            new Column("With enhanced fan-out, every 4 minutes", fanOut, COLD),
            new Column("With enhanced fan-out, every minute", EVERY_MINUTE.andThen(fanOut), COLD)),
        Stream.of(1, 2, 4, 8, 16, 64)
            .map(n -> new Row(n.toString(), shards(n)))
            .toArray(Row[]::new));
  }

  private static void printHolds() {
    print(
        "Hold",
        List.of(
            new Column("Cold starts", AS_IS, COLD),
            new Column("p50", AS_IS, r -> r.percentile(50).text()),
            new Column("p99", AS_IS, P99),
            new Column("Waited longer than 1.2 s", AS_IS, r -> r.later(1.2).text())),
        new Row("none", UNHELD),
        new Row("0.2 s, which is the processing time", s -> s.hold = 0.2),
        new Row("1 s", AS_IS));
  }

  private static void printOtherAssumptions() {
    print(
        "Assumption",
        List.of(
            new Column("Without enhanced fan-out, every 4 minutes", AS_IS, P99),
            new Column("Without enhanced fan-out, every 6 minutes", s -> s.interval = 360, P99),
            new Column("With enhanced fan-out, every 4 minutes", FAN_OUT, P99),
            new Column("With enhanced fan-out, every minute", EVERY_MINUTE.andThen(FAN_OUT), P99)),
        new Row("Environments end after 5 idle minutes", s -> s.lifetime = Draw.fixed(300)),
        new Row("Environments end after 10 idle minutes", s -> s.lifetime = Draw.fixed(600)),
        new Row("A cold start takes 0.3 s", s -> s.coldStart = 0.3),
        new Row("A cold start takes 5 s", s -> s.coldStart = 5),
        new Row("Processing times vary around 0.2 s", s -> s.processing = Draw.exponential(0.2)),
        new Row("Processing times vary around 0.8 s", s -> s.processing = Draw.exponential(0.8)),
        new Row(
            "Lambda chooses the environment that was idle longest",
            s -> s.routing = Routing.LEAST_RECENT),
        new Row("Lambda chooses a random idle environment", s -> s.routing = Routing.RANDOM));
  }

  private static void printWriting() {
    print(
        "Consumer with a parallelization factor of 2",
        List.of(
            new Column("One canary per shard", s -> s.canaries = 1, COLD),
            new Column("Two canaries per shard", AS_IS, COLD)),
        new Row(
            "Without enhanced fan-out, processing time 0.8 s", FACTOR_2.andThen(processing(0.8))),
        new Row("With enhanced fan-out, processing time 0.2 s", FACTOR_2.andThen(FAN_OUT)));
    print(
        "Open shards",
        List.of(
            new Column("Concurrent batches", AS_IS, COLD),
            new Column("One PutRecord at a time", s -> s.spread = CALL * s.shards, COLD)),
        new Row("64, with enhanced fan-out", shards(64).andThen(FAN_OUT)),
        new Row("250, with enhanced fan-out", shards(250).andThen(FAN_OUT)),
        new Row("1,000, with enhanced fan-out", shards(1_000).andThen(FAN_OUT)),
        new Row("1,000, without enhanced fan-out", shards(1_000)));
  }

  private static void printCosts() {
    print(
        "Enhanced fan-out | Interval",
        List.of(
            new Column("Function and canaries", AS_IS, r -> r.dollars(t -> r.functionCost())),
            new Column("One consumer", AS_IS, r -> r.dollars(r::consumerCost)),
            new Column("Logs", AS_IS, r -> r.dollars(r::logCost)),
            new Column("Two alarms", AS_IS, r -> r.dollars(t -> Results.ALARMS)),
            new Column("Total per month", AS_IS, r -> r.dollars(r::totalCost))),
        new Row("no | 4 minutes", AS_IS),
        new Row("no | 1 minute", EVERY_MINUTE),
        new Row("yes | 4 minutes", FAN_OUT),
        new Row("yes | 1 minute", EVERY_MINUTE.andThen(FAN_OUT)));
  }

  private static void print(String labels, List<Column> columns, Row... rows) {
    String heads = columns.stream().map(Column::head).collect(Collectors.joining(" | "));
    String rule = labels.replaceAll("[^|]+", " --- ") + "|" + " ---: |".repeat(columns.size());
    System.out.printf("%n| %s | %s |%n|%s%n", labels, heads, rule);
    for (Row row : rows) {
      String cells =
          columns.stream()
              .map(c -> c.cell.apply(Results.of(Scenario.of(row.change.andThen(c.change)))))
              .collect(Collectors.joining(" | "));
      System.out.printf("| %s | %s |%n", row.labels, cells);
    }
  }

  /** Compares the simulation with what can be computed without it. */
  private static final class Check {
    private boolean passed = true;

    /** Runs that are never late, and environments that end after 5 idle minutes and not before. */
    private static Consumer<Scenario> plain(int shards, Mapping mapping) {
      return s -> {
        s.shards = shards;
        s.mapping = mapping;
        s.hold = NO_HOLD;
        s.late = Draw.fixed(0);
        s.lifetime = Draw.fixed(300);
        s.replacement = Draw.fixed(1e9);
      };
    }

    private void expect(String what, double expected, double tolerance, double found) {
      boolean ok = Math.abs(found - expected) <= tolerance;
      passed &= ok;
      String verdict = ok ? "ok " : "OFF";
      System.out.printf("%s %s: computed %.3g, simulated %.3g%n", verdict, what, expected, found);
    }

    boolean run() {
      times();
      waits();
      overlaps();
      routing();
      Consumer<Scenario> ends = plain(1, Mapping.POLLING).andThen(s -> s.interval = 1_200);
      expect("% cold, idle for 5 of 20 minutes", 75, 2, cold(ends));
      // Missing for half an interval on average, once in two hours.
      expect(
          "% cold by replacement, every minute", 0.42, 0.2, cold(shards(1).andThen(EVERY_MINUTE)));
      expect("% cold by replacement, every 4 minutes", 1.67, 0.2, cold(shards(1)));
      return passed;
    }

    /** The first canary is read at 0.4 s; its environment starts until 1.4 s. */
    private void times() {
      Consumer<Scenario> one =
          plain(1, (shard, busy, last, now, random) -> busy ? now : Math.ceil(now) + 0.4);
      expect("s for a poll", 0.4, 0.002, wait(20, one));
      expect("s for a poll and a start", 1.4, 0.002, wait(20, one.andThen(s -> s.canaries = 0)));
      expect("s until a hold ends", 1.4, 0.002, wait(1, one.andThen(s -> s.hold = 1)));
      expect("s beside a canary", 1.4, 0.002, wait(0, one.andThen(s -> s.hold = 60)));
      Tally tally = new Tally();
      after(250, 1, one.andThen(s -> s.hold = 0.1), tally);
      expect("s billed for one start and two holds", 1.2, 1e-9, tally.seconds);
      expect("slots in use", 5, 0, idle(20, 1, one.andThen(s -> s.factor = s.canaries = 5)));
    }

    private void waits() {
      Consumer<Scenario> none = s -> s.canaries = 0;
      Scenario polled = Scenario.of(plain(1, Mapping.POLLING).andThen(none));
      Scenario pushed = Scenario.of(plain(1, Mapping.FAN_OUT).andThen(none));
      expect("s, median of poll and start", 1.5, 0.02, Results.of(polled, 8).percentile(50).value);
      expect(
          "s, median of push and start", 1.085, 0.02, Results.of(pushed, 8).percentile(50).value);
      // Canaries 0.2 s apart keep one environment, which is free for the second shard or not.
      Consumer<Scenario> apart =
          plain(2, (shard, busy, last, now, random) -> Math.ceil(now) + 0.4 + 0.2 * shard);
      for (double time : new double[] {0.1, 0.3}) {
        Simulation simulation = after(900, 1, apart.andThen(processing(time)), new Tally());
        double cold = simulation.ifRecordsCame(new Tally()).coldPercent();
        expect("% cold, processing " + time + " s", time < 0.2 ? 0 : 50, 0, cold);
      }
    }

    /**
     * As many environments start as holds overlap. Of the holds h of three canaries in a second
     * none overlap with the probability (1 - 2h)^3, and all with 3h^2 - 2h^3.
     */
    private void overlaps() {
      for (double h : new double[] {0.1, 0.2, 0.4}) {
        Consumer<Scenario> held = s -> s.hold = h;
        Consumer<Scenario> scenario = plain(3, Mapping.POLLING).andThen(held);
        scenario = scenario.andThen(s -> s.coldStart = 0).andThen(s -> s.late = Draw.fixed(20));
        double mean = 2 - Math.pow(1 - 2 * h, 3) + 3 * h * h - 2 * h * h * h;
        // Five standard errors, as the standard deviation is at most 1.
        expect("environments held " + h + " s", mean, 0.08, idle(30, 4_000, scenario));
      }
    }

    /** Polls are so far apart that none of 64 canaries overlaps with another. */
    private void routing() {
      Consumer<Scenario> apart =
          plain(64, (shard, busy, last, now, random) -> Math.ceil(now) + shard / 64.0);
      Consumer<Scenario> least = apart.andThen(s -> s.routing = Routing.LEAST_RECENT);
      Consumer<Scenario> any = apart.andThen(s -> s.routing = Routing.RANDOM);
      expect("kept, most recent first", 1, 0.5, idle(900, 400, apart));
      expect("kept, least recent first", 64, 0.5, idle(900, 400, least));
      expect("kept, random", 64 * (1 - Math.pow(63 / 64.0, 64)), 0.5, idle(310, 400, any));
    }

    private static double cold(Consumer<Scenario> scenario) {
      return Results.of(Scenario.of(scenario), 8).cold().value;
    }

    private static double wait(double time, Consumer<Scenario> scenario) {
      return after(time, 1, scenario, new Tally()).ifRecordsCame(new Tally()).percentile(99);
    }

    private static double idle(double time, int rounds, Consumer<Scenario> scenario) {
      return IntStream.range(0, rounds)
          .map(seed -> after(time, seed, scenario, new Tally()).countIdle())
          .average()
          .orElseThrow();
    }

    private static Simulation after(double time, int seed, Consumer<Scenario> change, Tally tally) {
      return new Simulation(Scenario.of(change), seed).quietUntil(time, tally);
    }
  }

  public static void main(String[] arguments) {
    if (List.of(arguments).contains("--check")) {
      System.exit(new Check().run() ? 0 : 1);
    }
    printDecision();
    printIntervals();
    printHolds();
    printOtherAssumptions();
    printWriting();
    printCosts();
  }
}
