package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Contender.BARE;
import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Contender.FUNCTION;
import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Contender.ONE_BY_ONE;
import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Contender.PLAIN;
import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Sample.number;

import com.amazonaws.services.lambda.kinesis.prewarming.bench.ColdStart.CpuTime;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The benchmark's results as Markdown tables, which read well in a terminal too. */
final class Tables {

  private Tables() {}

  /** Each table by the name of its block on the page. */
  static Map<String, String> byBlock(List<Result> results, ColdStart cold, List<Memory> memory)
      throws IOException {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("ratios", ratios(results));
    tables.put("measurements", measurements(results));
    tables.put("cold-start", coldStart(cold));
    tables.put("memory", memory(memory));
    tables.put("machine", Machine.sentence());
    return tables;
  }

  /** The function against the two others. */
  private static String ratios(List<Result> results) {
    return """
        | Open shards | Times faster than one PutRecord per shard | Times closer together | Time against a bare HTTP client |
        | ---: | ---: | ---: | ---: |
        """
        + results.stream()
            .filter(result -> result.contender() == FUNCTION)
            .map(function -> ratioRow(results, function))
            .collect(Collectors.joining());
  }

  private static String ratioRow(List<Result> results, Result function) {
    Result oneByOne = Result.of(results, ONE_BY_ONE, function.openShards());
    Result bare = Result.of(results, BARE, function.openShards());
    return "| %,d | %s | %s%s | %.2f |%n"
        .formatted(
            function.openShards(),
            number(oneByOne.millis().median() / function.millis().median()),
            function.spreadMillis().median() < Result.LEAST_SPREAD_MILLIS ? "over " : "",
            number(oneByOne.spreadOrLeast() / function.spreadOrLeast()),
            function.millis().median() / bare.millis().median());
  }

  /** What was measured, contender by contender. */
  private static String measurements(List<Result> results) {
    return """
        | Open shards | Contender | Calls in one run | Time of a warm run, ms | Spread, ms |
        | ---: | --- | --- | ---: | ---: |
        """
        + results.stream().map(Tables::row).collect(Collectors.joining());
  }

  private static String row(Result result) {
    return "| %,d | %s | %s | %s | %s |%n"
        .formatted(
            result.openShards(),
            result.contender().label(),
            calls(result.calls()),
            result.millis().text(),
            result.spreadMillis().text());
  }

  private static String calls(Map<String, Integer> calls) {
    return calls.entrySet().stream()
        .map(call -> "%,d %s".formatted(call.getValue(), call.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String coldStart(ColdStart cold) {
    return """
        | Handler | Held on one CPU | Init, ms | First event, ms | Both, ms |
        | --- | --- | ---: | ---: | ---: |
        """
        + coldRow(FUNCTION, cold.function(), cold.pinned())
        + coldRow(PLAIN, cold.plain(), cold.pinned());
  }

  private static String coldRow(Contender contender, List<CpuTime> starts, boolean pinned) {
    return "| %s | %s | %s | %s | %s |%n"
        .formatted(
            contender.label(),
            pinned ? "yes" : "no",
            CpuTime.sample(starts, CpuTime::init).text(),
            CpuTime.sample(starts, CpuTime::firstEvent).text(),
            CpuTime.sample(starts, CpuTime::total).text());
  }

  private static String memory(List<Memory> memory) {
    return """
        | A canary's data, bytes | Heap at most, MB | Peak of the process, MB |
        | ---: | ---: | ---: |
        """
        + memory.stream().map(Tables::row).collect(Collectors.joining());
  }

  private static String row(Memory memory) {
    return "| %,d | %d | %.0f |%n"
        .formatted(memory.prototypeBytes(), memory.heapMegabytes(), memory.peakMegabytes());
  }
}
