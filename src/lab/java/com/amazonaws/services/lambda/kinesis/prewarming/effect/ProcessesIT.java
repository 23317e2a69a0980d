package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.local.ColdStartExperiment;
import com.amazonaws.services.lambda.kinesis.prewarming.local.ColdStartOutcome;
import com.amazonaws.services.lambda.kinesis.prewarming.local.ConsumerFunction;
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
  void withCanariesThatAreHeldForASecondNoRecordMeetsAColdEnvironment()
      throws InterruptedException {
    assertCold(0, OVER_A_SECOND, 400, 1_000);
  }

  @Test
  void canariesThatOverlapInFoursKeepFourOfTheEightThatTheRecordsNeed()
      throws InterruptedException {
    assertCold(4, IN_TWO_GROUPS, 1_100, 250);
  }

  /** In the model and among the processes; work and hold in milliseconds. */
  private static void assertCold(int cold, List<Duration> polls, int work, int hold)
      throws InterruptedException {
    ConsumerFunction consumer = ConsumerFunction.timed(INITIALISATION, millis(work), millis(hold));
    ColdStartExperiment.Settings settings =
        new ColdStartExperiment.Settings(consumer, IDLE, INTERVAL, RUNS, polls);
    ColdStartExperiment experiment =
        new ColdStartExperiment(settings, Local.newStream(8), phase -> {});
    ColdStartOutcome outcome = experiment.withCanaries(Local.FUNCTION);

    Scenario scenario =
        Scenario.with(
            s -> {
              s.shards = 8;
              s.mapping = (shard, busy, last, now, any) -> next(polls.get(shard), now);
              s.coldStart = 0.5 + seconds(INITIALISATION);
              s.work = Draw.fixed(work / 1e3);
              s.hold = hold / 1e3;
              s.interval = seconds(INTERVAL);
              s.late = Draw.fixed(0);
              s.lifetime = Draw.fixed(seconds(IDLE));
            });
    Simulation model = new Simulation(scenario, 1);
    model.quietUntil(RUNS * seconds(INTERVAL) - 0.001, new Tally());
    assertEquals(model.idle(), outcome.environmentsKept(), outcome::toString);
    assertEquals(cold, outcome.cold(), outcome::toString);
    assertEquals(cold / 8.0, model.ifRecordsCame(new Tally()).cold() / 100);
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
