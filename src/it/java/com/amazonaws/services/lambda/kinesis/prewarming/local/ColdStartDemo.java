package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.lambda.kinesis.prewarming.consumers.ConsumerExample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The second part of the local demo: measures how many records meet a cold start after a quiet
 * period, without and with canaries. One record in each shard starts the consumer's execution
 * environments. After the quiet period, another record in each shard is measured.
 *
 * <p>One second stands for one minute. The shards are polled within 300 ms, which is shorter than a
 * cold start on any machine, so that no new environment can process records of two shards.
 */
final class ColdStartDemo {

  private static final Duration IDLE_LIFETIME = Duration.ofSeconds(6);
  private static final Duration INTERVAL = Duration.ofSeconds(4);
  private static final int QUIET_INTERVALS = 3;

  private static final Duration MAX_PROCESSING = Duration.ofMinutes(1);
  private static final int FIRST_POLL_MILLIS = 200;
  private static final int LAST_POLL_MILLIS = 500;
  private static final long SEED = 1;

  private final TestStream stream;
  private final List<Duration> pollOffsets;
  private final Supplier<LambdaRuntime> consumer;
  private final LambdaRuntime function;
  private final String event;

  ColdStartDemo(TestStream stream, LambdaRuntime function) {
    this.stream = stream;
    this.function = function;
    event = JsonText.write(Map.of("streamName", stream.name(), "messagePrototype", "canary"));
    pollOffsets =
        new Random(SEED)
            .ints(stream.open().size(), FIRST_POLL_MILLIS, LAST_POLL_MILLIS)
            .mapToObj(Duration::ofMillis)
            .toList();
    Path taskRoot = TaskRoot.of(ConsumerExample.class, "aws-lambda-java-events", "joda-time");
    String handler = ConsumerExample.class.getName() + "::handleRequest";
    consumer = () -> LambdaRuntime.startIn(taskRoot, handler, Map.of("AWS_REGION", "eu-west-1"));
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
        environments is a process that runs the Lambda Java runtime interface client. Each shard is
        polled once a second, as in Lambda. One second stands for one minute: an environment ends
        after it was idle for %d s, and the prewarming function runs every %d s."""
            .formatted(IDLE_LIFETIME.toSeconds(), INTERVAL.toSeconds()));
    print("\nWithout canaries:");
    List<Invocation> without = measure(() -> {});
    show(without);
    print("\nWith canaries:");
    List<Invocation> with = measure(this::prewarm);
    show(with);
    print("\nWithout canaries: " + summary(without));
    print("With canaries:    " + summary(with));
    return isExpected(without, with);
  }

  /**
   * Measures the invocations after a quiet period.
   *
   * @param schedule runs at the start of each interval of the quiet period
   * @return the measured invocations, sorted by shard
   * @throws IllegalStateException if the consumer failed or took too long
   */
  private List<Invocation> measure(Runnable schedule) throws InterruptedException {
    try (ExecutionEnvironments environments = new ExecutionEnvironments(consumer, IDLE_LIFETIME);
        EventSourceMapping mapping = new EventSourceMapping(stream, pollOffsets, environments)) {
      print("  Writing one record into each shard to start the consumer");
      mapping.waitUntil(mapping.nextSecond());
      recordInEachShard(mapping);
      print(
          "  Waiting for a quiet period of %d s"
              .formatted(INTERVAL.multipliedBy(QUIET_INTERVALS).toSeconds()));
      waitQuietPeriod(mapping, schedule);
      print("  Writing one record into each shard and measuring");
      return recordInEachShard(mapping);
    }
  }

  private static void waitQuietPeriod(EventSourceMapping mapping, Runnable schedule)
      throws InterruptedException {
    long start = mapping.nextSecond();
    for (int i = 0; i < QUIET_INTERVALS; i++) {
      mapping.waitUntil(start + INTERVAL.multipliedBy(i).toNanos());
      schedule.run();
    }
    mapping.waitUntil(start + INTERVAL.multipliedBy(QUIET_INTERVALS).toNanos());
  }

  private List<Invocation> recordInEachShard(EventSourceMapping mapping)
      throws InterruptedException {
    int records = stream.putIntoEachOpenShard("{\"id\": 1001}");
    Stream<Invocation> invocations = mapping.awaitRecords(records, MAX_PROCESSING).stream();
    return invocations.sorted(Comparator.comparing(Invocation::shardId)).toList();
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
