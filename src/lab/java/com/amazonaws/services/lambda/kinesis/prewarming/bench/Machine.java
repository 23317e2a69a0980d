package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the benchmark ran on. */
final class Machine {

  private Machine() {}

  /** Processor and versions. */
  static String sentence() {
    return "Measured on %d cores of %s, with Java %s, Node.js %s and kinesis-local %s."
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("java.version"),
            node(),
            kinesisLocal());
  }

  /** As Linux tells; elsewhere nobody does. */
  private static String processor() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) {
      return "an unknown processor";
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.replaceFirst(".*:", "").strip())
          .findFirst()
          .orElse("an unknown processor");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String node() {
    try {
      return Command.of("node", "--version").output().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String kinesisLocal() {
    try {
      String manifest = Files.readString(Path.of("src", "it", "kinesis-local", "package.json"));
      return new ObjectMapper().readTree(manifest).at("/dependencies/kinesis-local").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
