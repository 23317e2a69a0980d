package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which texts of a class are messages, and which are not. */
class SourceTextsTest {

  private static final String SAMPLE =
      """
      import com.amazonaws.services.lambda.runtime.LambdaLogger;
      import java.util.ArrayList;
      import java.util.List;
      import java.util.Map;
      import java.util.Objects;
      import java.util.stream.Collectors;

      class Sample {
        static final String NO_MESSAGE = "no message here";
        static final String CONSTANT = "in a constant";
        static final Map<String, String> CURES = Map.of("code", "in a map");
        private final LambdaLogger logger;
        private final String field;

        record Failed(String why) {}

        enum Advice {
          ONE("in an enum");

          private final String text;

          Advice(String text) {
            this.text = text;
          }
        }

        static class Refusal extends RuntimeException {
          Refusal(int code, String text) {
            super("refused with %d: %s".formatted(code, text));
          }
        }

        Sample(LambdaLogger logger) {
          this.logger = logger;
          this.field = "in a field";
        }

        void warn(String line) {
          logger.log(line + "\\n");
        }

        void run(int i, Failed failed, List<String> names) {
          if (names.contains("asked for only")) {
            warn("in the log %s".formatted(i > 1 ? "on one side" : "and the other"));
          }
          String local = "in a " + i + " local sum";
          warn(local.replaceAll("what goes", ""));
          warn(field);
          warn(failed.why());
          List<String> found = new ArrayList<>();
          found.add("in a list");
          warn(String.join(", ", found));
          StringBuilder built = new StringBuilder().append("in a chain");
          built.append("in a builder");
          warn(built.toString());
          warn(names.stream().map(n -> n + " was named").collect(Collectors.joining()));
          throw invalid("in a call");
        }

        RuntimeException invalid(String text) {
          return new IllegalStateException(text + ": " + advice(text), new Refusal(1, "by name"));
        }

        Failed failed() {
          return new Failed("in a record");
        }

        static String advice(String code) {
          return switch (code) {
            case "case of nothing" -> "in a switch";
            case "b" -> {
              String text = CURES.get("code");
              yield Objects.requireNonNullElse(text, "for want of one");
            }
            default -> CONSTANT + " and more" + Advice.ONE.text;
          };
        }
      }
      """;

  @Test
  void theyAreWhatExceptionsAndTheLogSay(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("Sample.java"), SAMPLE);

    assertEquals(
        new TreeSet<>(
            Set.of(
                "refused with .+: ",
                "in the log ",
                "on one side",
                "and the other",
                "in a .+ local sum",
                "in a field",
                "in a record",
                "in a list",
                "in a chain",
                "in a builder",
                ".+ was named",
                "in a call",
                "by name",
                "in a switch",
                "in a map",
                "for want of one",
                "in a constant and more",
                "in an enum")),
        SourceTexts.patterns(folder).stream()
            .map(text -> text.pattern().replaceAll("\\\\[QE]", ""))
            .collect(Collectors.toCollection(TreeSet::new)));
  }
}
