package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.amazonaws.util.VersionInfoUtils;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the benchmark ran on. */
final class Machine {

  private Machine() {}

  /** Machine and versions. */
  static String table() {
    return """
        | What | Which |
        | --- | --- |
        | Processor | %s, %d of its cores |
        | Memory | %s |
        | System | %s %s, %s |
        | Java | %s %s |
        | Node.js | %s |
        | kinesis-local | %s |
        | AWS SDK for Java | %s |
        """
        .formatted(
            fact("/proc/cpuinfo", "model name"),
            Runtime.getRuntime().availableProcessors(),
            fact("/proc/meminfo", "MemTotal"),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"),
            System.getProperty("java.vm.name"),
            System.getProperty("java.runtime.version"),
            node(),
            kinesisLocal(),
            VersionInfoUtils.getVersion());
  }

  /** What follows the name and a colon in a file of Linux; elsewhere nobody tells. */
  private static String fact(String file, String name) {
    if (!Files.exists(Path.of(file))) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.replaceFirst(".*:", "").strip())
          .findFirst()
          .orElse("unknown");
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
