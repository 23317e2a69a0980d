package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds what docs/effect.md says to the model: its statements, with fewer experiments than the page
 * has, and rows of its tables as they are.
 */
class EffectPageTest {

  private static final int RUNS = 12;

  /** So much is called next to none. */
  private static final double LITTLE = 0.05;

  private static final Duration WORK = Assumptions.WORK;
  private static final Settings BURST = base(16);
  private static final Settings LONE = BURST.with(Assumptions.LONE);
  private static final Settings BUSY = BURST.with(Assumptions.BUSY);

  /** Without the replacement of environments, of which the page says what it adds. */
  private static Settings base(int shards) {
    Settings settings = Assumptions.base(shards);
    return settings.with(settings.platform().replacement(Duration.ofDays(365)));
  }

  static List<Supplier<String>> rows() {
    return List.of(
        () -> Interval.row(4),
        () -> Interval.row(10),
        () -> Interval.row(60),
        () -> Cost.row(1),
        () -> Factor.row(2));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theTablesAreTheModels(Supplier<String> row) throws IOException {
    String text = row.get();
    assertTrue(
        Files.readString(EffectPage.PAGE).contains(text),
        () -> "mvn -Plab,effect verify renews the page, which lacks " + text);
  }

  @Test
  void withoutCanariesAllAreColdAfterQuiet() {
    assertEquals(new Range(1, 1), cold(LONE.with(Canaries.NONE)));
    assertEquals(new Range(1, 1), cold(BURST.with(Canaries.NONE)));
  }

  @Test
  void aLoneRecordNeedsOneWarmEnvironmentAndNoHold() {
    assertEquals(new Range(0, 0), cold(LONE.with(Assumptions.atOnce(1))));
    assertEquals(new Range(0, 0), cold(LONE));
  }

  @Test
  void oneWarmEnvironmentIsTooFewForABurstOfWork() {
    assertTrue(cold(BURST.with(Assumptions.atOnce(1))).least() > 0.5);
    assertTrue(cold(BURST.with(Assumptions.atOnce(1)).work(Duration.ofMillis(5))).most() < 0.3);
  }

  @Test
  void withoutAHoldItDependsOnTheRule() {
    Range cold = cold(BURST);
    assertTrue(cold.least() < 0.2 && cold.most() > 0.5, cold::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 50, 200, 800})
  void aHoldAsLongAsTheWorkKeepsWhatABurstNeeds(int millis) {
    Duration work = Duration.ofMillis(millis);
    assertTrue(cold(BURST.work(work).hold(work)).most() < LITTLE);
    assertTrue(cold(BURST.with(Assumptions.FAN_OUT).work(work).hold(work)).most() < LITTLE);
  }

  @Test
  void halfAsLongIsNotEnough() {
    assertTrue(cold(BURST.hold(WORK.dividedBy(2))).most() > 0.1);
  }

  @Test
  void longerThanASecondAddsNothing() {
    Settings slow = BURST.work(Duration.ofSeconds(3));
    Range second = cold(slow.hold(Assumptions.HOLD_FOR_POLLS));
    assertTrue(second.most() < LITTLE);
    assertEquals(second.most(), cold(slow.hold(Duration.ofSeconds(3))).most(), 0.01);
  }

  @Test
  void aStreamThatStaysBusyNeedsTheLongerHold() {
    assertTrue(busy(BUSY.hold(WORK)) > 0.005);
    assertEquals(0, busy(BUSY.hold(Assumptions.HOLD_FOR_POLLS)));
    Settings fanOut = BUSY.with(Assumptions.FAN_OUT).work(Duration.ofMillis(50));
    assertEquals(0, busy(fanOut.hold(Assumptions.HOLD_FOR_PUSHES)));
  }

  private static double busy(Settings settings) {
    return Sweep.of(settings, 3).range(Outcome::cold).most();
  }

  /** Two minutes of two hours on average, where no other environment makes up for it. */
  @Test
  void replacementLeavesALoneRecordColdInSomeTwoPercent() {
    Settings replaced = Assumptions.base(1).with(Assumptions.LONE);
    Range cold = Sweep.of(replaced, 400).range(Outcome::cold);
    assertTrue(cold.least() > 0.005 && cold.most() < 0.04, cold::toString);
  }

  @Test
  void fourMinutesKeepThemAndTheDefaultOfSixtyDoesNot() {
    assertTrue(every(4).most() < LITTLE);
    assertTrue(every(5).most() < LITTLE);
    assertTrue(every(10).most() > 0.4);
    assertTrue(every(60).least() > 0.4);
  }

  private static Range every(int minutes) {
    Settings settings = Interval.settings(minutes).with(BURST.platform());
    return Sweep.of(settings, 40).range(Outcome::cold);
  }

  @Test
  void oneByOneIsTooSlowForManyShards() {
    Settings fanOut = base(250).with(Assumptions.FAN_OUT).hold(WORK);
    assertTrue(
        Sweep.of(fanOut.with(Assumptions.oneByOne(250)), 2).range(Outcome::cold).most() > 0.4);
    assertTrue(Sweep.of(fanOut, 2).range(Outcome::cold).most() < 0.1);
    assertTrue(cold(BURST.hold(WORK).with(Assumptions.oneByOne(16))).most() < LITTLE);
  }

  @Test
  void oneCanaryAShardIsEnoughForAFactorOfTwoAndNotForFive() {
    Settings keys = BURST.with(Traffic.everyShard(10)).hold(Assumptions.HOLD_FOR_POLLS);
    assertTrue(cold(keys.factor(2)).most() < LITTLE);
    assertTrue(cold(keys.factor(5)).least() > 0.15);
  }

  @Test
  void severalCanariesWouldServeAFactorOfFive() {
    Canaries ten = Assumptions.atOnce(16).perShard(10);
    Settings keys = BURST.with(Traffic.everyShard(10)).with(ten).hold(WORK).factor(5);
    assertTrue(Sweep.of(keys, 2).range(Outcome::cold).most() < 0.15);
  }

  @Test
  void thePageSaysForHowManyShardsCanariesCostAsMuchAsOneProvisionedEnvironment()
      throws IOException {
    String page = Files.readString(EffectPage.PAGE);
    assertTrue(page.contains("some 220 shards, or 54 with a hold of 1 s"));
    assertEquals(5.40, Prices.provisioned(), 0.01);
    assertEquals(Prices.provisioned(), cost(220, WORK), 0.4);
    assertEquals(Prices.provisioned(), cost(54, Assumptions.HOLD_FOR_POLLS), 0.4);
  }

  private static double cost(int shards, Duration hold) {
    Settings settings = Assumptions.base(shards).hold(hold);
    return Sweep.of(settings, 1).range(o -> Prices.canaries(settings, o)).most();
  }

  @Test
  void rangesRead() {
    assertEquals("0 to 72 %", new Range(0.004, 0.72).percent());
    assertEquals("0.0 to 0.9 %", new Range(0, 0.009).percent());
    assertEquals("100 %", new Range(1, 1).percent());
    assertEquals("$0.46 to 0.47", new Range(0.46, 0.47).dollars());
    assertEquals("1.0 to 1.3 s", new Range(1_000, 1_300).seconds());
  }

  private static Range cold(Settings settings) {
    return Sweep.of(settings, RUNS).range(Outcome::cold);
  }
}
