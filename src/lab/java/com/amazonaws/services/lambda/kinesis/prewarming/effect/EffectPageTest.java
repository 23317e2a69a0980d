package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.effect.Estimate.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the pages to the model: rows of their tables as they are, and what their prose says. */
class EffectPageTest {

  @ParameterizedTest
  @CsvSource({
    "effect.md, choice, 'standard | 1 shard | none'",
    "effect.md, choice, 'fan-out | bursts, from 0.2 s | 0.2 s'",
    "effect.md, waits, held 1 s",
    "effect.md, otherwise, cold start 0.3 s",
    "effect.md, factors, 'fan-out, work 0.2 s'",
    "performance.md, at-once, '64, fan-out'"
  })
  void rowsAreTheModels(String page, String block, String label) throws IOException {
    String row = EffectPage.TABLES.get(page).get(block).text(label);
    assertTrue(
        read(page).contains(row),
        () -> "mvn -Plab,effect verify renews docs/" + page + ", which lacks " + row);
  }

  @ParameterizedTest
  @EnumSource
  void aStandardMappingKeepsItsP99WhicheverEnvironmentIsTaken(Pool.Routing routing) {
    assertEquals("1.0 s", p99(s -> s.routing = routing));
  }

  @Test
  void fromEightShardsOnAndToHalfTheHoldFourMinutesSuffice() throws IOException {
    String unless = "if work takes longer than half the hold or shards are fewer than 8";
    assertTrue(read("effect.md").contains(unless), "docs/effect.md no longer says " + unless);
    Consumer<Scenario> eight = s -> s.shards = 8;
    assertEquals("1.0 s", p99(eight.andThen(EffectPage.work(0.5))));
    assertEquals("0.15 s", p99(eight.andThen(EffectPage.FAN_OUT).andThen(EffectPage.work(0.1))));
  }

  @Test
  void aCallOneByOneTakesWhatTheBenchmarkMeasured() throws IOException {
    Matcher row = Pattern.compile("\\| 1,000 \\| ([\\d,]+) ").matcher(read("performance.md"));
    assertTrue(row.find(), "docs/performance.md has no row of 1,000 shards");
    double millis = Double.parseDouble(row.group(1).replace(",", "")) / 1_000;
    assertEquals(millis, EffectPage.CALL_MILLIS, 0.5, "correct CALL_MILLIS, and what it is for");
  }

  private static String p99(Consumer<Scenario> change) {
    return Experiment.of(Scenario.with(change), 1).percentile(99).text();
  }

  private static String read(String page) throws IOException {
    return Files.readString(Path.of("docs", page));
  }

  @Test
  void aNumberIsToldInDigitsThatItsErrorBearsOutOrNotAtAll() {
    assertEquals("1.7 %", new Estimate(1.67, 0.05, Unit.PERCENT).text());
    assertEquals("45 %", new Estimate(44.65, 0.5, Unit.PERCENT).text());
    assertEquals("0.15 s", new Estimate(0.149, 0.001, Unit.SECONDS).text());
    assertEquals("1.4 s", new Estimate(1.43, 0.05, Unit.SECONDS).text());
    assertEquals("$0.45", new Estimate(0.45, 0.001, Unit.DOLLARS).text());
    assertEquals("$86", new Estimate(86.4, 0.1, Unit.DOLLARS).text());
    Estimate vague = new Estimate(1.67, 0.06, Unit.PERCENT);
    assertThrows(IllegalStateException.class, vague::text);
  }
}
