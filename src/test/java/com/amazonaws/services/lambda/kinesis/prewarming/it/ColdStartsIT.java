package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.ColdStartExperiment;
import com.amazonaws.services.lambda.kinesis.prewarming.local.ColdStartExperiment.Settings;
import com.amazonaws.services.lambda.kinesis.prewarming.local.ColdStartOutcome;
import com.amazonaws.services.lambda.kinesis.prewarming.local.ConsumerFunction;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Invocation;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What canaries do for a consumer with slow work, its environments real processes, its shards
 * polled at moments spread over a second.
 */
class ColdStartsIT {

  private static final int SHARDS = 8;
  private static final int RUNS = 2;
  private static final Duration WORK = Duration.ofMillis(400);
  private static final Duration HOLD = Duration.ofSeconds(1);

  // With the work longer than the polls are apart, on any machine: else one new environment could
  // serve two of the records.
  private static final Duration INITIALISATION = Duration.ofMillis(600);

  private static ColdStartExperiment experiment() {
    Settings settings =
        new Settings(
            ConsumerFunction.timed(INITIALISATION, WORK, HOLD),
            Duration.ofSeconds(6),
            Duration.ofSeconds(4),
            RUNS,
            Settings.pollMoments(SHARDS, Duration.ofMillis(100), Duration.ofMillis(1_000), 1));
    return new ColdStartExperiment(settings, Local.newStream(SHARDS), phase -> {});
  }

  @Test
  void withoutCanariesEveryRecordAfterQuietMeetsAColdEnvironment() throws InterruptedException {
    ColdStartOutcome outcome = experiment().withoutCanaries();

    assertEquals(0, outcome.environmentsKept());
    assertEquals(SHARDS, outcome.cold());
    assertTrue(outcome.slowest().compareTo(INITIALISATION.plus(WORK)) > 0, outcome::toString);
  }

  @Test
  void withCanariesThatAreHeldNoRecordDoes() throws InterruptedException {
    ColdStartOutcome outcome = experiment().withCanaries(Local.FUNCTION);

    int canaries = outcome.canaries().stream().mapToInt(Invocation::canaries).sum();
    // The last ones may still be held on a slow machine.
    assertTrue(canaries >= SHARDS, outcome::toString);
    assertEquals(SHARDS, outcome.records().stream().mapToInt(Invocation::records).sum());
    assertEquals(0, outcome.cold(), outcome::toString);
  }
}
