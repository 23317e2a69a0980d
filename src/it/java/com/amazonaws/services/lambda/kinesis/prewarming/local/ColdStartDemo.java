package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The second part of the local demo: shows what canaries do for a consumer of the stream. */
final class ColdStartDemo {

  private final ColdStartExperiment experiment;
  private final LambdaRuntime function;
  private final String event;

  ColdStartDemo(TestStream stream, LambdaRuntime function) {
    this.experiment = new ColdStartExperiment(stream, step -> print("  " + step));
    this.function = function;
    event = JsonText.write(Map.of("streamName", stream.name(), "messagePrototype", "canary"));
  }

  /**
   * Runs the experiment without and with canaries.
   *
   * @return whether records met cold starts without canaries and met none with canaries
   */
  boolean run() throws InterruptedException {
    print(
        """

        Now the stream gets a consumer: the Java sample in docs/consumers.md. Each of its execution
        environments is a process that runs the Lambda Java runtime interface client, and each
        shard is polled once a second, as in Lambda. One second stands for one minute: an
        environment ends after it was idle for %d s, and the prewarming function runs every %d s."""
            .formatted(
                ColdStartExperiment.IDLE_LIFETIME.toSeconds(),
                ColdStartExperiment.INTERVAL.toSeconds()));
    print("\nWithout canaries:");
    List<Invocation> without = experiment.run(() -> {});
    show(without);
    print("\nWith canaries:");
    List<Invocation> with = experiment.run(this::prewarm);
    show(with);
    print("\nWithout canaries: " + summary(without));
    print("With canaries:    " + summary(with));
    return isExpected(without, with);
  }

  private void prewarm() {
    LambdaRuntime.Result result = function.invoke(event);
    if (result.failed()) {
      throw new IllegalStateException("the prewarming function failed: " + result.json());
    }
  }

  private static boolean isExpected(List<Invocation> without, List<Invocation> with) {
    if (coldStarts(without) == 0) {
      print("\nNo record met a cold start without canaries, so the demo shows nothing.");
    }
    if (coldStarts(with) > 0) {
      print("\nWith canaries, no record should have met a cold start.");
    }
    return coldStarts(without) > 0 && coldStarts(with) == 0;
  }

  private static void show(List<Invocation> invocations) {
    String row = "  %-22s %-11s  %15s";
    print(row.formatted("shard", "environment", "invocation time"));
    for (Invocation each : invocations) {
      print(row.formatted(each.shardId(), each.cold() ? "cold" : "warm", millis(each.elapsed())));
    }
  }

  private static String summary(List<Invocation> invocations) {
    Duration slowest =
        invocations.stream()
            .map(Invocation::elapsed)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    return "%d of %d records met a cold start; the slowest invocation took %s."
        .formatted(coldStarts(invocations), invocations.size(), millis(slowest));
  }

  private static long coldStarts(List<Invocation> invocations) {
    return invocations.stream().filter(Invocation::cold).count();
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%,d ms", time.toMillis());
  }

  private static void print(String text) {
    System.out.println(text);
  }
}
