package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Contender.BARE;
import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Contender.FUNCTION;
import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Contender.ONE_BY_ONE;
import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Contender.PLAIN;
import static com.amazonaws.services.lambda.kinesis.prewarming.bench.Sample.number;

import com.amazonaws.services.lambda.kinesis.prewarming.bench.ColdStart.CpuTime;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The benchmark's results as Markdown tables, which read well in a terminal too. */
final class Tables {

  private Tables() {}

  /** Each table by the name of its block on the page. */
  static Map<String, String> byBlock(List<Result> results, ColdStart cold, List<Memory> memory)
      throws IOException {
    return Map.of(
        "machine", machine(results),
        "measurements", measurements(results),
        "cold-start", coldStart(cold),
        "memory", memory(memory));
  }

  private static String machine(List<Result> results) throws IOException {
    String rounds =
        results.stream()
            .filter(result -> result.contender() == FUNCTION)
            .map(result -> String.valueOf(result.millis().size()))
            .collect(Collectors.joining(", "));
    return "Medians of %s runs, quartiles in brackets, on %s".formatted(rounds, Machine.sentence());
  }

  private static String measurements(List<Result> results) {
    return """
        | Open shards | One PutRecord per shard, ms | This function, ms | Bare HTTP client, ms | Times faster | Spread, ms |
        | ---: | ---: | ---: | ---: | ---: | ---: |
        """
        + results.stream()
            .filter(result -> result.contender() == FUNCTION)
            .map(function -> row(results, function))
            .collect(Collectors.joining());
  }

  private static String row(List<Result> results, Result function) {
    Sample oneByOne = Result.of(results, ONE_BY_ONE, function.openShards()).millis();
    return "| %,d | %s | %s | %s | %s | %s |%n"
        .formatted(
            function.openShards(),
            oneByOne.text(),
            function.millis().text(),
            Result.of(results, BARE, function.openShards()).millis().text(),
            number(oneByOne.median() / function.millis().median()),
            number(function.spreadMillis().median()));
  }

  private static String coldStart(ColdStart cold) {
    return """
        | Handler | Init, ms | First event, ms |
        | --- | ---: | ---: |
        """
        + row(FUNCTION, cold.function())
        + row(PLAIN, cold.plain());
  }

  private static String row(Contender contender, List<CpuTime> starts) {
    return "| %s | %s | %s |%n"
        .formatted(
            contender.label(),
            CpuTime.sample(starts, CpuTime::init).text(),
            CpuTime.sample(starts, CpuTime::firstEvent).text());
  }

  private static String memory(List<Memory> memory) {
    return """
        | A canary's data, bytes | Peak, MB |
        | ---: | ---: |
        """
        + memory.stream().map(Tables::row).collect(Collectors.joining());
  }

  private static String row(Memory memory) {
    return "| %,d | %.0f |%n".formatted(memory.prototypeBytes(), memory.peakMegabytes());
  }
}
