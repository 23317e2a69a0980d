package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * follows that name. Sums and products are worked out from left to right.
 */
final class SourceTruth {

  private SourceTruth() {}

  /**
   * What an expression comes to.
   *
   * @throws AssertionError naming what is not there
   */
  static BigDecimal of(String expression) {
    return sum(expression, SourceTruth::value);
  }

  private interface Names {
    BigDecimal value(String name);
  }

  private static BigDecimal sum(String expression, Names names) {
    String[] parts = expression.strip().split("\\s+");
    BigDecimal sum = number(parts[0], names);
    for (int i = 1; i < parts.length; i += 2) {
      BigDecimal next = number(parts[i + 1], names);
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

  private static BigDecimal number(String part, Names names) {
    return part.matches("[\\d_.]+") ? new BigDecimal(part.replace("_", "")) : names.value(part);
  }

  private static BigDecimal value(String name) {
    String[] parts = name.split(":", 2);
    if (parts.length == 1) {
      return constant(name);
    }
    return parts[0].endsWith(".yaml") && parts[1].contains(".")
        ? field(parts[0], parts[1])
        : after(parts[0], parts[1]);
  }

  private static BigDecimal field(String file, String path) {
    try {
      TemplateNode node = TemplateNode.read(Path.of(file)).at(path.split("\\."));
      return new BigDecimal(node.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BigDecimal after(String file, String name) {
    Path path = Files.exists(Path.of(file)) ? Path.of(file) : source(file);
    return number(found(read(path), name + "\\W{1,4}(\\d[\\d_.]*\\b)", file), n -> null);
  }

  /** A constant of a class, or what an enum's value is made with. */
  private static BigDecimal constant(String name) {
    String[] parts = name.split("\\.");
    String source = read(source(parts[0] + ".java"));
    String value =
        found(source, "\\b" + parts[1] + "(?:\\s*=\\s*([^;]+);|\\((\\d+)\\))", parts[0] + ".java")
            .replaceAll("Duration\\.ofNanos\\(([\\d_]+)\\)", "$1 / 1_000_000_000")
            .replaceAll("Duration\\.ofMillis\\(([\\d_]+)\\)", "$1 / 1000")
            .replaceAll("Duration\\.of\\w+\\(([\\d_]+)\\)", "$1");
    return sum(value, other -> constant(other.contains(".") ? other : parts[0] + "." + other));
  }

  private static String found(String text, String pattern, String file) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + file + ", which facts.txt names");
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }

  private static Path source(String file) {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files
          .filter(path -> path.endsWith(file))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + file + ", which facts.txt names"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
