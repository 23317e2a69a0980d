package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisLocal;
import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Program;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the function against one PutRecord per shard and against a bare HTTP client: {@code mvn
 * -Plab,bench verify}. Prints what it finds, and renews the tables of {@code docs/performance.md}
 * and its plot.
 *
 * <p>The one argument is the effort: 3 for numbers to keep, 1 for a quick look.
 */
final class Benchmark {

  private static final Path PAGE = Path.of("docs", "performance.md");

  private final int effort;
  private final KinesisLocal kinesis;

  private Benchmark(int effort, KinesisLocal kinesis) {
    this.effort = effort;
    this.kinesis = kinesis;
  }

  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.ROOT);
    Program.run(() -> new Benchmark(Integer.parseInt(arguments[0]), Program.startKinesis()).run());
  }

  private boolean run() throws IOException {
    say("cold starts");
    ColdStart cold = ColdStart.measure(kinesis, 5 * effort);
    List<Result> results = new ArrayList<>();
    TestStream largest;
    try (Sweep sweep = new Sweep(kinesis)) {
      results.addAll(measure(sweep, 4, 7 * effort));
      results.addAll(measure(sweep, 100, 5 * effort));
      results.addAll(measure(sweep, 1_000, 3 * effort));
      say("a stream of 4000 shards");
      largest = Sweep.stream(kinesis, 4_000);
      say("4000 shards, the longest part");
      results.addAll(sweep.measure(largest, effort));
    }
    say("memory");
    List<Memory> memory = memory(largest);
    Map<String, String> tables = Tables.byBlock(results, cold, memory);
    tables.values().forEach(table -> System.out.println("\n" + table));
    plot(results);
    Files.writeString(PAGE, GeneratedBlocks.renew(Files.readString(PAGE), "bench", tables));
    say("written to " + PAGE);
    return true;
  }

  private List<Result> measure(Sweep sweep, int openShards, int rounds) {
    say(openShards + " shards");
    return sweep.measure(Sweep.stream(kinesis, openShards), rounds);
  }

  private List<Memory> memory(TestStream largest) throws IOException {
    try (KinesisProxy swallowing = new KinesisProxy(kinesis.endpoint(), 10)) {
      swallowing.swallowRecords(largest);
      return List.of(
          Memory.measure(kinesis.endpoint().toString(), largest.name(), 16),
          Memory.measure(swallowing.endpoint(), largest.name(), 64 * 1024));
    }
  }

  private static void plot(List<Result> results) {
    Chart chart = new Chart("Time of a warm run", "open shards", "time (ms)");
    chart.style().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    chart.style().setXAxisMin(1.0).setXAxisMax(10_000.0).setYAxisMin(1.0);
    chart.style().setDecimalPattern("#,###");
    double[] shards = results.stream().mapToDouble(Result::openShards).distinct().toArray();
    // The floor first and broad, as the function's line may lie on it.
    Map<Contender, Chart.Look> looks = new LinkedHashMap<>();
    looks.put(Contender.BARE, Chart.Look.BROAD);
    looks.put(Contender.ONE_BY_ONE, Chart.Look.ORANGE);
    looks.put(Contender.FUNCTION, Chart.Look.BLUE);
    looks.forEach(
        (contender, look) ->
            chart.line(look, contender.label(), shards, open -> median(results, contender, open)));
    chart.save("time-against-shards");
  }

  private static double median(List<Result> results, Contender contender, double openShards) {
    return Result.of(results, contender, (int) openShards).millis().median();
  }

  private static void say(String what) {
    System.out.println("Benchmark: " + what);
  }
}
