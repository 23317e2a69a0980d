package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {

  private final FakeTime time = new FakeTime();

  @Test
  void endsBeforeLambdaWouldStopTheFunction() {
    assertEndsAfter(58_500, allowed(60));
  }

  @ParameterizedTest
  @CsvSource({"60, 25000", "900, 25000", "26, 24500", "6, 4500"})
  void endsBeforeTheCallerTimesOutAndBeforeLambdaWouldStopTheFunction(
      long secondsAllowed, long millis) {
    Duration callerTimeout = Duration.ofSeconds(25);
    assertEndsAfter(millis, new Deadline(Duration.ofSeconds(secondsAllowed), callerTimeout, time));
  }

  @ParameterizedTest
  @CsvSource({"1, 58499", "2500, 57750", "10000, 55500"})
  void endsEarlierForMoreShards(int openShards, long millis) {
    Deadline deadline = allowed(60);
    deadline.reserveFor(100_000);
    deadline.reserveFor(openShards);

    assertEndsAfter(millis, deadline);
  }

  @Test
  void usesTheMonotonicClockAndRandomNumbersOfTheMachine() {
    long before = System.nanoTime();
    long now = TimeSource.SYSTEM.nanos();

    assertTrue(before <= now && now <= System.nanoTime(), "not System.nanoTime()");
    assertTrue(DoubleStream.generate(TimeSource.SYSTEM::chance).limit(9).distinct().count() > 1);
  }

  private Deadline allowed(long seconds) {
    return new Deadline(Duration.ofSeconds(seconds), Duration.ofMinutes(15), time);
  }

  private void assertEndsAfter(long millis, Deadline deadline) {
    time.pass(Duration.ofMillis(millis - 250));
    assertFalse(deadline.isOver());
    time.pass(Duration.ofMillis(1));
    assertTrue(deadline.isOver());
  }

  @Test
  void doesNotWaitAfterTheDeadline() {
    Deadline deadline = Fixtures.deadlineIn(Duration.ofMillis(700), time);
    time.pass(Duration.ofSeconds(1));

    assertFalse(deadline.backOff(3));

    assertEquals(List.of(0L), millis(time.sleeps()));
  }

  @Test
  void isOverFromTheStartIfLambdaLeavesNoTime() {
    assertTrue(allowed(1).isOver());
    assertFalse(allowed(1).hadTime());
    Deadline deadline = Fixtures.deadlineIn(Duration.ofMillis(250), time);
    time.pass(Duration.ofSeconds(1));
    assertTrue(deadline.hadTime());
  }

  @ParameterizedTest
  @CsvSource({"60000, 10000", "20000, 10000", "8000, 4000", "600, 300", "300, 250"})
  void givesAnAttemptHalfOfTheRemainingTimeWithinLimits(long left, long attempt) {
    Deadline deadline = Fixtures.deadlineIn(Duration.ofMillis(left), time);

    assertEquals(Duration.ofMillis(attempt), deadline.nextAttempt());
  }

  @Test
  void doublesBackoffsFrom100MillisecondsTo1500BeforeJitter() {
    time.setChance(0.9999);
    Deadline deadline = Fixtures.deadlineIn(Duration.ofMinutes(1), time);

    IntStream.of(1, 2, 3, 4, 5, 6, 7, 1_000).forEach(deadline::backOff);

    assertEquals(List.of(99L, 199L, 399L, 799L, 1499L, 1499L, 1499L, 1499L), millis(time.sleeps()));
  }

  @Test
  void waitsOneToTwoSecondsBeforeAnotherListing() {
    Deadline deadline = Fixtures.deadlineIn(Duration.ofSeconds(6), time);

    time.setChance(0);
    assertTrue(deadline.awaitListing());
    time.setChance(0.9999);
    assertTrue(deadline.awaitListing());
    assertTrue(deadline.awaitListing());
    assertFalse(deadline.awaitListing());

    assertEquals(List.of(1000L, 1999L, 1999L, 1002L), millis(time.sleeps()));
    assertEquals(0, deadline.backoffs());
  }

  @Test
  void jitterCanReduceABackoffToZero() {
    time.setChance(0);

    assertTrue(Fixtures.deadlineIn(Duration.ofMinutes(1), time).backOff(5), "there is time");

    assertEquals(List.of(0L), millis(time.sleeps()));
  }

  @Test
  void endsABackoffAtTheDeadline() {
    time.setChance(0.9999);
    Deadline deadline = Fixtures.deadlineIn(Duration.ofMillis(700), time);

    assertFalse(deadline.backOff(6));

    assertEquals(List.of(700L), millis(time.sleeps()));
    assertEquals(Duration.ofMillis(700), deadline.elapsed());
  }

  @Test
  void setsTheInterruptFlagAgain() {
    Thread.currentThread().interrupt();

    Fixtures.fails(() -> Fixtures.deadlineIn(Duration.ofSeconds(9), time).backOff(1));

    assertTrue(Thread.interrupted(), "the flag is set again");
  }

  private static List<Long> millis(List<Duration> durations) {
    return durations.stream().map(Duration::toMillis).toList();
  }
}
