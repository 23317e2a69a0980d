package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What the benchmark ran on. */
final class Machine {

  private Machine() {}

  /** Processor and versions. */
  static String sentence() throws IOException {
    return "%d cores of %s, with Java %s, Node.js %s and kinesis-local %s."
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            fact("/proc/cpuinfo", "model name").orElse("an unknown processor"),
            System.getProperty("java.version"),
            Command.of("node", "--version").output().strip(),
            kinesisLocal());
  }

  /** What follows the name and a colon in a file of Linux; elsewhere nobody tells. */
  static Optional<String> fact(String file, String name) throws IOException {
    if (!Files.exists(Path.of(file))) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.replaceFirst(".*:", "").strip())
          .findFirst();
    }
  }

  private static String kinesisLocal() throws IOException {
    String manifest = Files.readString(Path.of("src", "it", "kinesis-local", "package.json"));
    return new ObjectMapper().readTree(manifest).at("/dependencies/kinesis-local").asText();
  }
}
