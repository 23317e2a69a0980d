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

  private static final List<Duration> OVER_A_SECOND =
      ColdStartExperiment.Settings.pollMoments(8, millis(100), millis(1_000), 1);

  /** Two groups of four, far enough apart for a slow machine to keep them so. */
  private static final List<Duration> IN_TWO_GROUPS =
      Stream.of(100, 120, 140, 160, 700, 720, 740, 760).map(ProcessesIT::millis).toList();

  @Test
  void withoutCanariesEveryRecordAfterQuietMeetsAColdEnvironment() throws InterruptedException {
    ColdStartOutcome outcome = compare(OVER_A_SECOND, 400, 0, 0);

    assertEquals(8, outcome.cold());
    assertTrue(outcome.slowest().compareTo(INITIALISATION.plusMillis(400)) > 0, outcome::toString);
  }

  @Test
  void withCanariesThatAreHeldForASecondNoRecordDoes() throws InterruptedException {
    ColdStartOutcome outcome = compare(OVER_A_SECOND, 400, 1_000, 1);

    assertEquals(0, outcome.cold(), outcome::toString);
    assertEquals(8, outcome.records().stream().mapToInt(Invocation::records).sum());
    // The last ones may still be held on a slow machine.
    assertTrue(outcome.canaries().stream().mapToInt(Invocation::canaries).sum() >= 8);
  }

  @Test
  void canariesThatOverlapInFoursKeepFourOfTheEightThatTheRecordsNeed()
      throws InterruptedException {
    ColdStartOutcome outcome = compare(IN_TWO_GROUPS, 1_100, 250, 1);

    assertEquals(4, outcome.environmentsKept(), outcome::toString);
    assertEquals(4, outcome.cold(), outcome::toString);
  }

  /** What the processes do, and that the model does the same; in milliseconds. */
  private static ColdStartOutcome compare(List<Duration> polls, int work, int hold, int canaries)
      throws InterruptedException {
    ColdStartExperiment experiment =
        new ColdStartExperiment(
            new ColdStartExperiment.Settings(
                ConsumerFunction.timed(INITIALISATION, millis(work), millis(hold)),
                IDLE,
                INTERVAL,
                RUNS,
                polls),
            Local.newStream(8),
            phase -> {});
    ColdStartOutcome outcome =
        canaries > 0 ? experiment.withCanaries(Local.FUNCTION) : experiment.withoutCanaries();
    Simulation model =
        new Simulation(
            new Scenario()
                .but(
                    s -> s.shards = 8,
                    s -> s.mapping = (shard, busy, last, now, any) -> next(polls.get(shard), now),
                    s -> s.coldStart = 0.5 + seconds(INITIALISATION),
                    s -> s.work = Draw.fixed(work / 1e3),
                    s -> s.hold = hold / 1e3,
                    s -> s.canaries = canaries,
                    s -> s.interval = seconds(INTERVAL),
                    s -> s.late = Draw.fixed(0),
                    s -> s.lifetime = Draw.fixed(seconds(IDLE))),
            1);
    model.quietUntil(RUNS * seconds(INTERVAL) - 0.001, new Tally());
    assertEquals(model.idle(), outcome.environmentsKept(), outcome::toString);
    assertEquals(model.ifRecordsCame().cold(), outcome.cold() / 8.0, outcome::toString);
    return outcome;
  }

  private static double next(Duration poll, double now) {
    return seconds(poll) + Math.ceil(now - seconds(poll));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }
}
