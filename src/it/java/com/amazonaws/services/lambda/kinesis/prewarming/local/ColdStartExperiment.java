package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.lambda.kinesis.prewarming.consumers.ConsumerExample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Measures how many records meet a cold start after a quiet period. One record in each shard starts
 * the consumer's execution environments. After the quiet period, another record in each shard is
 * measured.
 *
 * <p>One second stands for one minute. The shards are polled within 300 ms, which is shorter than a
 * cold start on any machine, so that no new environment can process records of two shards.
 */
final class ColdStartExperiment {

  static final Duration IDLE_LIFETIME = Duration.ofSeconds(6);
  static final Duration INTERVAL = Duration.ofSeconds(4);
  static final int QUIET_INTERVALS = 3;

  private static final Duration MAX_PROCESSING = Duration.ofMinutes(1);
  private static final int FIRST_POLL_MILLIS = 200;
  private static final int LAST_POLL_MILLIS = 500;
  private static final long SEED = 1;

  private final TestStream stream;
  private final Consumer<String> progress;
  private final List<Duration> pollOffsets;
  private final Supplier<LambdaRuntime> consumer;

  /**
   * Creates an experiment with the Java sample consumer.
   *
   * @param progress accepts a sentence about each step
   */
  ColdStartExperiment(TestStream stream, Consumer<String> progress) {
    this.stream = stream;
    this.progress = progress;
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
   * Runs the experiment.
   *
   * @param schedule runs at the start of each interval of the quiet period
   * @return the measured invocations, sorted by shard
   * @throws IllegalStateException if the consumer failed or took too long
   */
  List<Invocation> run(Runnable schedule) throws InterruptedException {
    try (ExecutionEnvironments environments = new ExecutionEnvironments(consumer, IDLE_LIFETIME);
        EventSourceMapping mapping = new EventSourceMapping(stream, pollOffsets, environments)) {
      progress.accept("Writing one record into each shard to start the consumer");
      mapping.waitUntil(mapping.nextSecond());
      recordInEachShard(mapping);
      progress.accept(
          "Waiting for a quiet period of %d s"
              .formatted(INTERVAL.multipliedBy(QUIET_INTERVALS).toSeconds()));
      waitQuietPeriod(mapping, schedule);
      progress.accept("Writing one record into each shard and measuring");
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
}
