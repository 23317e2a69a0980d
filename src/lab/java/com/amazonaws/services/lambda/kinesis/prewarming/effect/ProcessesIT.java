package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.ColdStartExperiment;
import com.amazonaws.services.lambda.kinesis.prewarming.local.ColdStartOutcome;
import com.amazonaws.services.lambda.kinesis.prewarming.local.ConsumerFunction;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Invocation;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The model against a consumer whose environments are real processes, its canaries written by the
 * packaged function, at the same settings: eight shards, minutes scaled to seconds.
 */
@Isolated("its moments are a second's parts, and other tests load the same Kinesis")
class ProcessesIT {

  private static final int RUNS = 2;
  private static final Duration INTERVAL = Duration.ofSeconds(4);
  private static final Duration IDLE = Duration.ofSeconds(6);

  // Longer than the polls are apart, on any machine: else one new environment could serve two.
  private static final Duration INITIALISATION = Duration.ofMillis(600);

  private static final Canaries EIGHT_AT_ONCE = Canaries.atOnce(8, INTERVAL);
  private static final List<Duration> OVER_A_SECOND =
      ColdStartExperiment.Settings.pollMoments(8, millis(100), millis(1_000), 1);

  /** Two groups of four, far enough apart for a slow machine to keep them so. */
  private static final List<Duration> IN_TWO_GROUPS =
      Stream.of(100, 120, 140, 160, 700, 720, 740, 760).map(ProcessesIT::millis).toList();

  @Test
  void withoutCanariesEveryRecordAfterQuietMeetsAColdEnvironment() throws InterruptedException {
    ColdStartOutcome outcome =
        experiment(OVER_A_SECOND, millis(400), Duration.ZERO).withoutCanaries();

    assertAgree(model(OVER_A_SECOND, Canaries.NONE, millis(400), Duration.ZERO), outcome);
    assertEquals(8, outcome.cold());
    assertTrue(outcome.slowest().compareTo(INITIALISATION.plusMillis(400)) > 0, outcome::toString);
  }

  @Test
  void withCanariesThatAreHeldForASecondNoRecordDoes() throws InterruptedException {
    ColdStartOutcome outcome =
        experiment(OVER_A_SECOND, millis(400), millis(1_000)).withCanaries(Local.FUNCTION);

    assertAgree(model(OVER_A_SECOND, EIGHT_AT_ONCE, millis(400), millis(1_000)), outcome);
    assertEquals(0, outcome.cold(), outcome::toString);
    assertEquals(8, outcome.records().stream().mapToInt(Invocation::records).sum());
    // The last ones may still be held on a slow machine.
    assertTrue(outcome.canaries().stream().mapToInt(Invocation::canaries).sum() >= 8);
  }

  @Test
  void canariesThatOverlapInFoursKeepFourOfTheEightThatTheRecordsNeed()
      throws InterruptedException {
    ColdStartOutcome outcome =
        experiment(IN_TWO_GROUPS, millis(1_100), millis(250)).withCanaries(Local.FUNCTION);

    assertAgree(model(IN_TWO_GROUPS, EIGHT_AT_ONCE, millis(1_100), millis(250)), outcome);
    assertEquals(4, outcome.environmentsKept(), outcome::toString);
    assertEquals(4, outcome.cold(), outcome::toString);
  }

  private static void assertAgree(Result model, ColdStartOutcome processes) {
    assertEquals(model.coldRecords(), processes.cold(), processes::toString);
    assertEquals(model.environments(), processes.environmentsKept(), processes::toString);
  }

  private static ColdStartExperiment experiment(
      List<Duration> polls, Duration work, Duration hold) {
    return new ColdStartExperiment(
        new ColdStartExperiment.Settings(
            ConsumerFunction.timed(INITIALISATION, work, hold), IDLE, INTERVAL, RUNS, polls),
        Local.newStream(8),
        phase -> {});
  }

  private static Result model(
      List<Duration> polls, Canaries canaries, Duration work, Duration hold) {
    Platform platform =
        new Platform(
            Routing.MOST_RECENT,
            IdleLifetime.fixed(IDLE),
            Duration.ofHours(2),
            INITIALISATION.plusMillis(500));
    return Model.run(
        new Settings(
            8,
            1,
            new Mapping.Polled(Duration.ofSeconds(1), polls),
            platform,
            canaries,
            hold,
            work,
            INTERVAL.multipliedBy(RUNS),
            Traffic.everyShard(1)),
        1);
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }
}
