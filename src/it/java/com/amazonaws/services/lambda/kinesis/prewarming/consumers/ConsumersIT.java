package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example consumers of docs/consumers.md, each run on batches as Lambda hands them out. */
class ConsumersIT {

  private static final Path EVENTS = Path.of("src/test/resources/events");
  private static final Path MIXED = EVENTS.resolve("kinesis-batch.json");
  private static final Path CANARIES = EVENTS.resolve("kinesis-canaries.json");

  private static final Pattern WAITED = Pattern.compile("\\{\"waitedMillis\": ?(\\d+)}");
  private static final double MINUTE = 60_000;

  private static final Path RUNNERS = Path.of("src/it/consumers/runners");
  private static final Path RECORDING_CONSUMER =
      Path.of("src/it/java", RecordingConsumer.class.getName().replace('.', '/') + ".java");

  private static String sequenceNumber(int record) {
    return "496" + "0".repeat(51) + "%02d".formatted(record);
  }

  @ParameterizedTest
  @EnumSource
  void worksOnTheRealRecordsUpToTheFailedOneWhichAloneItReportsAndDoesNotHold(
      ConsumerLanguage language) throws IOException {
    ConsumerLanguage.Run run = language.run(MIXED, "");
    assertTrue(run.output().contains("1001"), run.output());
    assertFalse(run.output().contains("1003"), run.output());
    assertEquals(List.of(sequenceNumber(4)), run.failures());
    assertEquals(0, run.heldSeconds());
  }

  @ParameterizedTest
  @EnumSource
  void logsHowLongEachRealRecordWaitedAndNoCanary(ConsumerLanguage language) throws IOException {
    long now = System.currentTimeMillis();
    List<Double> arrivals =
        WAITED
            .matcher(language.run(MIXED, "").output())
            .results()
            .map(waited -> (now - Long.parseLong(waited.group(1))) / MINUTE)
            .toList();
    assertEquals(2, arrivals.size(), arrivals::toString);
    arrivals.forEach(arrival -> assertEquals(1_767_225_603_000L / MINUTE, arrival, 1));
  }

  @ParameterizedTest
  @EnumSource
  void holdsABatchOfCanariesOnceForASecondAndReportsNoFailure(ConsumerLanguage language)
      throws IOException {
    ConsumerLanguage.Run run = language.run(CANARIES, "");
    assertEquals(1, run.heldSeconds());
    assertEquals(List.of(), run.failures());
  }

  @ParameterizedTest
  @EnumSource
  void doesNotHoldAnEmptyBatch(ConsumerLanguage language, @TempDir Path directory)
      throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.json"), "{\"Records\": []}");
    assertEquals(0, language.run(empty, "").heldSeconds());
  }

  @ParameterizedTest
  @EnumSource
  void knowsACanaryByItsTextAndByNone(ConsumerLanguage language) throws IOException {
    assertEquals(List.of(sequenceNumber(3)), language.run(MIXED, "{\"canary\":true}").byText());
    assertEquals(List.of(sequenceNumber(1), sequenceNumber(6)), language.run(MIXED, "").byText());
  }

  /** The expressions are what the runners ran in the test before this. */
  @Test
  void thePageShowsHowEachKnowsACanaryByItsText() throws IOException {
    String page = Files.readString(Path.of("docs/consumers.md"));
    Map<String, Path> runners =
        Map.of(
            "Java", RECORDING_CONSUMER,
            "Python", RUNNERS.resolve("run_consumer.py"),
            "Node", RUNNERS.resolve("run-consumer.mjs"),
            ".NET", RUNNERS.resolve("RunConsumer.cs"));
    for (Map.Entry<String, Path> runner : runners.entrySet()) {
      Matcher row =
          Pattern.compile("\\| " + Pattern.quote(runner.getKey()) + " \\| `(.+)` \\|")
              .matcher(page);
      assertTrue(row.find(), runner.getKey());
      assertTrue(Files.readString(runner.getValue()).contains(row.group(1)), row.group(1));
    }
  }
}
