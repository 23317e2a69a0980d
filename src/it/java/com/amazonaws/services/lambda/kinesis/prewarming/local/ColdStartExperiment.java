package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How many records meet a cold environment after a quiet time. A stream's consumer gets a record
 * from each shard, all at once; then the stream is quiet, for a number of intervals of the
 * prewarming function's schedule; then come the records that are measured, again one into each
 * shard. With canaries, the function runs at the beginning of each interval, and the records come
 * where its next run would be.
 */
public final class ColdStartExperiment {

  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(1);

  private final Settings settings;
  private final TestStream stream;
  private final Consumer<String> progress;

  /**
   * What an experiment can vary.
   *
   * @param consumer the function whose environments are looked at
   * @param idleLifetime how long an environment stays that is not invoked
   * @param interval the time between two runs of the prewarming function
   * @param quietIntervals how many intervals the stream is quiet
   * @param pollMoments when each open shard is polled, from the moment at which records are written
   *     and runs begin; below a second
   */
  public record Settings(
      ConsumerFunction consumer,
      Duration idleLifetime,
      Duration interval,
      int quietIntervals,
      List<Duration> pollMoments) {

    /**
     * Moments for so many shards, drawn evenly from a part of the second; the same by each seed.
     */
    public static List<Duration> pollMoments(int shards, Duration from, Duration to, long seed) {
      Random random = new Random(seed);
      long width = to.minus(from).toMillis();
      return IntStream.range(0, shards)
          .mapToObj(shard -> from.plusMillis((long) (random.nextDouble() * width)))
          .toList();
    }
  }

  /**
   * @param progress is told what the experiment is waiting for
   */
  public ColdStartExperiment(Settings settings, TestStream stream, Consumer<String> progress) {
    this.settings = settings;
    this.stream = stream;
    this.progress = progress;
  }

  /**
   * The records after a quiet time without canaries.
   *
   * @throws IllegalStateException if the consumer failed on a record, or did not answer in a minute
   */
  public ColdStartOutcome withoutCanaries() throws InterruptedException {
    return run("Waiting for %d quiet seconds to pass".formatted(quiet().toSeconds()), () -> {});
  }

  /**
   * The same where the packaged function runs on schedule.
   *
   * @throws IllegalStateException as above, or if the function failed
   */
  public ColdStartOutcome withCanaries(LambdaRuntime function) throws InterruptedException {
    String event =
        JsonText.write(Map.of("streamName", stream.name(), "messagePrototype", "canary"));
    return run(
        "Waiting for %d quiet seconds to pass, in which the function runs every %d s"
            .formatted(quiet().toSeconds(), settings.interval.toSeconds()),
        () -> prewarm(function, event));
  }

  private ColdStartOutcome run(String quiet, Runnable scheduled) throws InterruptedException {
    try (ExecutionEnvironments environments =
            new ExecutionEnvironments(settings.consumer, settings.idleLifetime);
        EventSourceMapping mapping =
            new EventSourceMapping(stream, settings.pollMoments, environments)) {
      progress.accept("A record into each shard at once, which wakes the consumer");
      mapping.collectUntil(mapping.nextSecond());
      recordIntoEachShard(mapping);
      progress.accept(quiet);
      List<Invocation> canaries = passQuietTime(mapping, scheduled);
      int kept = environments.countIdle();
      progress.accept("A record into each shard at once");
      return new ColdStartOutcome(canaries, kept, recordIntoEachShard(mapping));
    }
  }

  private List<Invocation> passQuietTime(EventSourceMapping mapping, Runnable scheduled)
      throws InterruptedException {
    List<Invocation> canaries = new ArrayList<>();
    long start = mapping.nextSecond();
    for (int i = 0; i < settings.quietIntervals; i++) {
      canaries.addAll(mapping.collectUntil(start + settings.interval.multipliedBy(i).toNanos()));
      scheduled.run();
    }
    canaries.addAll(mapping.collectUntil(start + quiet().toNanos()));
    return canaries;
  }

  private List<Invocation> recordIntoEachShard(EventSourceMapping mapping)
      throws InterruptedException {
    List<String> shards = stream.putIntoEachOpenShard("{\"id\": 1001}");
    return mapping.collectRecords(shards.size(), ANSWERED_WITHIN).stream()
        .sorted(Comparator.comparing(Invocation::shardId))
        .toList();
  }

  private Duration quiet() {
    return settings.interval.multipliedBy(settings.quietIntervals);
  }

  private static void prewarm(LambdaRuntime function, String event) {
    LambdaRuntime.Answer answer = function.invoke(event);
    if (answer.failed()) {
      throw new IllegalStateException("the prewarming function failed: " + answer.json());
    }
  }
}
