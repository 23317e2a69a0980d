package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.lambda.kinesis.prewarming.local.ColdStartExperiment.Settings;
import java.time.Duration;
import java.util.Locale;

/**
 * The second act of the local run: what canaries do for the stream's consumer.
 *
 * <p>Minutes pass as seconds: environments live 6 s when idle, and the function runs every 4 s, the
 * interval to recommend. The shards are polled within 300 ms, which is less than a cold start takes
 * on any machine. Where polls are further apart than that, on Lambda too, a new environment is done
 * in time to serve the next shard, and fewer records meet a cold one.
 */
final class ColdStartDemo {

  private static final Duration IDLE_LIFETIME = Duration.ofSeconds(6);
  private static final Duration INTERVAL = Duration.ofSeconds(4);
  private static final int QUIET_INTERVALS = 3;
  private static final Duration FIRST_POLL = Duration.ofMillis(200);
  private static final Duration LAST_POLL = Duration.ofMillis(500);
  private static final long SEED = 1;

  private final ColdStartExperiment experiment;
  private final LambdaRuntime function;

  ColdStartDemo(TestStream stream, LambdaRuntime function) {
    int shards = stream.open().size();
    Settings settings =
        new Settings(
            ConsumerFunction.example(),
            IDLE_LIFETIME,
            INTERVAL,
            QUIET_INTERVALS,
            Settings.pollMoments(shards, FIRST_POLL, LAST_POLL, SEED));
    experiment = new ColdStartExperiment(settings, stream, phase -> print("  " + phase));
    this.function = function;
  }

  /** Plays it, and says whether canaries kept every record from a cold environment. */
  boolean play() throws InterruptedException {
    print(
        """

        Now the stream gets a consumer: the Java example of docs/consumers.md, each of its execution
        environments a process under the runtime client, each shard polled once a second, as Lambda
        does. Minutes pass as seconds: an environment that is idle for %d s ends, and the function
        runs every %d s."""
            .formatted(IDLE_LIFETIME.toSeconds(), INTERVAL.toSeconds()));
    print("\nWithout canaries:");
    ColdStartOutcome without = experiment.withoutCanaries();
    show(without);
    print("\nWith canaries:");
    ColdStartOutcome with = experiment.withCanaries(function);
    show(with);
    print("\nWithout canaries: " + summary(without));
    print("With canaries:    " + summary(with));
    return judge(without, with);
  }

  private static void show(ColdStartOutcome outcome) {
    print("  %-22s %-11s  %s".formatted("shard", "environment", "from invocation to answer"));
    for (Invocation each : outcome.records()) {
      String environment = each.cold() ? "cold" : "warm";
      print("  %-22s %-11s  %9s".formatted(each.shardId(), environment, millis(each.took())));
    }
  }

  private static String summary(ColdStartOutcome outcome) {
    return "%d of %d records met a cold environment; the slowest answer took %s."
        .formatted(outcome.cold(), outcome.records().size(), millis(outcome.slowest()));
  }

  private static boolean judge(ColdStartOutcome without, ColdStartOutcome with) {
    if (without.cold() == 0) {
      print("\nNo environment was cold without canaries, so this shows nothing.");
    }
    if (with.cold() > 0) {
      print("\nCanaries should have kept every record from a cold environment.");
    }
    return without.cold() > 0 && with.cold() == 0;
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%,d ms", time.toMillis());
  }

  private static void print(String text) {
    System.out.println(text);
  }
}
