package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The outcomes of one setting under every routing rule and idle lifetime that may be Lambda's. */
record Sweep(List<Outcome> outcomes) {

  private static final long SEED = 20_260_101;

  // Environments that canaries started together are replaced together, some two hours later, so
  // the real records have to come at any time of these.
  private static final Duration LEAST_QUIET = Duration.ofHours(1);
  private static final Duration QUIETS = Duration.ofHours(2);

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
    List<Duration> quiets =
        IntStream.range(0, runs)
            .mapToObj(i -> LEAST_QUIET.plus(QUIETS.multipliedBy(2 * i + 1).dividedBy(2L * runs)))
            .toList();
    List<Result> results =
        IntStream.range(0, runs)
            .mapToObj(i -> Model.run(settings.quiet(quiets.get(i)), SEED + i))
            .toList();
    return Outcome.of(results, quiets.stream().reduce(Duration.ZERO, Duration::plus));
  }

  /** The range of one value over all rules and lifetimes. */
  Range range(ToDoubleFunction<Outcome> value) {
    return Range.of(outcomes.stream().map(value::applyAsDouble).toList());
  }
}
