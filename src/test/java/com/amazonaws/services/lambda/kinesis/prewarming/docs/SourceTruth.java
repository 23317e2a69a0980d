package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Numbers, read from where they are true: {@code Deadline.RESERVE} is that constant, in seconds;
 * {@code deploy.yaml:Parameters.MemorySize.Default} that field; {@code pom.xml:maven.compiler} what
 * follows that word. Sums and products are worked out from left to right.
 */
final class SourceTruth {

  private SourceTruth() {}

  /**
   * What an expression comes to.
   *
   * @throws AssertionError naming what is not there
   */
  static BigDecimal of(String expression) throws IOException {
    return sum(expression, "");
  }

  private static BigDecimal sum(String expression, String inClass) throws IOException {
    String[] parts = expression.strip().split("\\s+");
    BigDecimal sum = value(parts[0], inClass);
    for (int i = 1; i < parts.length; i += 2) {
      BigDecimal next = value(parts[i + 1], inClass);
      sum =
          switch (parts[i]) {
            case "+" -> sum.add(next);
            case "-" -> sum.subtract(next);
            case "*" -> sum.multiply(next);
            case "/" -> sum.divide(next, MathContext.DECIMAL64);
            default -> throw new AssertionError("no sum: " + expression);
          };
    }
    return sum;
  }

  private static BigDecimal value(String name, String inClass) throws IOException {
    if (name.matches("[\\d_.]+")) {
      return new BigDecimal(name.replace("_", ""));
    }
    String[] parts = name.split(":", 2);
    if (parts.length == 1) {
      return constant((name.contains(".") ? name : inClass + "." + name).split("\\."));
    }
    return parts[0].endsWith(".yaml") && parts[1].contains(".")
        ? new BigDecimal(TemplateNode.read(file(parts[0])).at(parts[1].split("\\.")).text())
        : value(found(parts[0], parts[1] + "\\W{1,4}(\\d[\\d_.]*)\\b()"), inClass);
  }

  /** A constant of a class, or what an enum's value is made with. */
  private static BigDecimal constant(String... name) throws IOException {
    String value =
        found(name[0] + ".java", "\\b" + name[1] + "(?:\\s*=\\s*([^;]+);|\\((\\d+)\\))")
            .replaceAll("Duration\\.ofNanos\\(([\\d_]+)\\)", "$1 / 1_000_000_000")
            .replaceAll("Duration\\.ofMillis\\(([\\d_]+)\\)", "$1 / 1000")
            .replaceAll("Duration\\.of\\w+\\(([\\d_]+)\\)", "$1");
    return sum(value, name[0]);
  }

  private static String found(String file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file(file)));
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + file + ", which facts.txt names");
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }

  /** A file of the root, or any of the sources that has this name. */
  private static Path file(String name) throws IOException {
    if (Files.exists(Path.of(name))) {
      return Path.of(name);
    }
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files
          .filter(path -> path.endsWith(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name + ", which facts.txt names"));
    }
  }
}
