package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the Java consumer on events that are read the way Lambda's Java runtime reads them. */
@ResourceLock(Resources.SYSTEM_OUT)
class ConsumerExampleIT {

  private final List<String> processed = new ArrayList<>();
  private final List<Duration> holds = new ArrayList<>();
  private String output;

  /** Rejects data that is not JSON, and does not wait. */
  private class TestConsumer extends ConsumerExample {
    @Override
    protected void process(ByteBuffer data) {
      String text = StandardCharsets.UTF_8.decode(data).toString();
      if (!text.startsWith("{")) {
        throw new IllegalArgumentException("not JSON: " + text);
      }
      processed.add(text);
    }

    @Override
    protected void hold(Duration time) {
      holds.add(time);
    }
  }

  private List<String> failures(ConsumerExample consumer, String event) {
    PrintStream original = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      KinesisEvent batch =
          LambdaEventSerializers.serializerFor(
                  KinesisEvent.class, KinesisEvent.class.getClassLoader())
              .fromJson(event);
      return consumer.handleRequest(batch, null).getBatchItemFailures().stream()
          .map(BatchItemFailure::getItemIdentifier)
          .toList();
    } finally {
      System.setOut(original);
      output = captured.toString(StandardCharsets.UTF_8);
    }
  }

  private static String event(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/events/kinesis-" + name + ".json"));
  }

  @ParameterizedTest
  @CsvSource({
    "batch, 49600000000000000000000000000000000000000000000000000004, 1001, 3, \\d+, 2",
    "no-partition-key, '', 1001 1002 1003, 1, null, 1"
  })
  void stopsAtFailedRecordAndDoesNotHoldMixedBatch(
      String name, String failed, String orders, int canaries, String canaryWait, int waits)
      throws IOException {
    assertEquals(failed, String.join(" ", failures(new TestConsumer(), event(name))));
    assertEquals(orders, String.join(" ", processed).replaceAll("[^0-9 ]", ""));
    assertEquals(List.of(), holds);
    assertLogged(
        1, "\\{\"canaries\": " + canaries + ", \"canaryWaitedMillis\": " + canaryWait + "}");
    assertLogged(waits, "\\{\"waitedMillis\": \\d+}");
  }

  @Test
  void holdsBatchOfCanariesOnceAndLogsOldestOne() throws IOException {
    long before = System.currentTimeMillis();
    assertEquals(List.of(), failures(new TestConsumer(), event("canaries")));
    assertEquals(List.of(), processed);
    assertEquals(1, holds.size());
    long waited = Long.parseLong(output.replaceAll("(?s).*canaryWaitedMillis\": (\\d+)}.*", "$1"));
    long now = 1_767_225_601_000L + waited;
    assertTrue(before <= now && now <= System.currentTimeMillis(), output);
  }

  @Test
  void countsWarmUpAsPartOfHoldAndIgnoresItsFailure() throws IOException {
    long[] warmUp = new long[2];
    ConsumerExample consumer =
        new TestConsumer() {
          @Override
          protected void warmUp() throws Exception {
            warmUp[0] = System.nanoTime();
            do {
              warmUp[1] = System.nanoTime();
            } while (warmUp[1] - warmUp[0] < 1_000_000);
            throw new IOException("the database is down");
          }
        };
    assertEquals(List.of(), failures(consumer, event("canaries")));
    Duration longestHold = Duration.ofSeconds(1).minusNanos(warmUp[1] - warmUp[0]);
    assertTrue(holds.get(0).compareTo(longestHold) <= 0, () -> holds + " > " + longestHold);
  }

  @Test
  void doesNothingWithEmptyBatch() {
    assertEquals(List.of(), failures(new TestConsumer(), "{\"Records\": []}"));
    assertEquals(List.of(), holds);
    assertEquals("", output);
  }

  @Test
  void holdLastsUntilItsDeadline() {
    long start = System.nanoTime();
    new ConsumerExample().hold(Duration.ofMillis(20));
    assertTrue(System.nanoTime() - start >= 20_000_000);
  }

  private void assertLogged(int lines, String pattern) {
    assertEquals(lines, Pattern.compile(pattern).matcher(output).results().count(), output);
  }
}
