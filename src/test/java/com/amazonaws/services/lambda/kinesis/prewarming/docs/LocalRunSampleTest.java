package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the README's sample of the local run to what it prints. */
class LocalRunSampleTest {

  private static final Path LOCAL =
      Path.of("src/it/java/com/amazonaws/services/lambda/kinesis/prewarming/local");

  @Test
  void theSampleOfTheLocalRunIsWhatItPrints() throws IOException {
    List<Pattern> prints =
        Stream.of("LocalRun.java", "SecondAct.java", "ColdStartExperiment.java")
            .flatMap(file -> literals(LOCAL.resolve(file)))
            .flatMap(String::lines)
            .filter(line -> !line.isBlank())
            .map(LocalRunSampleTest::line)
            .toList();
    List<String> samples = MarkdownPage.read(Path.of("README.md")).codeBlocks("text");
    assertFalse(samples.isEmpty(), "README.md has no sample of mvn -Plocal verify");
    for (String line : String.join("\n", samples).lines().filter(l -> !l.isBlank()).toList()) {
      assertTrue(
          prints.stream().anyMatch(print -> print.matcher("%-150s".formatted(line)).matches()),
          () -> "README.md shows a line that mvn -Plocal verify does not print: " + line);
    }
  }

  private static Stream<String> literals(Path file) {
    try {
      return SourceLiterals.in(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a format prints, each cell with its width; a line's indent comes from elsewhere too. */
  private static Pattern line(String format) {
    String widths =
        format
            .strip()
            .replaceAll("%,?d", "\\\\E[\\\\d,]+\\\\Q")
            .replaceAll("%[,.]?s", "\\\\E.+\\\\Q");
    return Pattern.compile(
        " *(?:\\w+ canaries: *)?\\Q"
            + widths.replaceAll("%-?(\\d+)s", "\\\\E.{$1}\\\\Q")
            + "\\E *");
  }
}
