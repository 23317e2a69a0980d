package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The outcomes of one setting under every routing rule and idle lifetime that may be Lambda's. */
record Sweep(List<Outcome> outcomes) {

  private static final long SEED = 20_260_101;

  private static final int LEAST_RUNS = 4;
  private static final int MOST_RUNS = 400;
  private static final int CANARIES = 40_000;

  // The ages at which environments are replaced: at any time some are.
  private static final Duration LEAST_QUIET = Duration.ofHours(1);
  private static final Duration QUIETS = Duration.ofHours(2);

  /** Runs as many experiments for each rule and lifetime as keep chance small. */
  static Sweep of(Settings settings) {
    Canaries canaries = settings.canaries();
    double rounds = (double) QUIETS.toNanos() / canaries.interval().toNanos();
    double written = Math.max(1, rounds * canaries.shards() * canaries.perShard());
    return of(settings, (int) Math.max(LEAST_RUNS, Math.min(MOST_RUNS, CANARIES / written)));
  }

  /** Runs that many experiments for each rule and lifetime. */
  static Sweep of(Settings settings, int runs) {
    return new Sweep(
        platforms(settings.platform()).toList().parallelStream()
            .map(platform -> outcome(settings.with(platform), runs))
            .toList());
  }

  private static Stream<Platform> platforms(Platform platform) {
    return Stream.of(Routing.values())
        .map(platform::with)
        .flatMap(routed -> Assumptions.LIFETIMES.stream().map(routed::with));
  }

  private static Outcome outcome(Settings settings, int runs) {
    List<Duration> quiets = quiets(runs);
    List<Result> results =
        IntStream.range(0, runs)
            .mapToObj(i -> Model.run(settings.quiet(quiets.get(i)), SEED + i))
            .toList();
    return Outcome.of(results, quiets.stream().reduce(Duration.ZERO, Duration::plus));
  }

  /** One at a random moment of each part of the two hours. */
  private static List<Duration> quiets(int runs) {
    SplittableRandom random = new SplittableRandom(SEED);
    double part = (double) QUIETS.toNanos() / runs;
    return IntStream.range(0, runs)
        .mapToObj(i -> LEAST_QUIET.plusNanos((long) (part * (i + random.nextDouble()))))
        .toList();
  }

  /** The range of one value over all rules and lifetimes. */
  Range range(ToDoubleFunction<Outcome> value) {
    return Range.of(outcomes.stream().map(value::applyAsDouble).toList());
  }
}
