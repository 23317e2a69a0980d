package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import com.amazonaws.services.lambda.kinesis.prewarming.effect.Estimate.Unit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A scenario, simulated over and over. The groups are independent of each other, so how much they
 * differ tells the standard error of anything that was counted.
 */
final class Experiment {

  private static final int GROUPS = 16;
  private static final int MAX_ROUNDS = 128;
  private static final int TIMES = 200;

  // By then replacement has mixed the ages of the environments.
  private static final double WARM_UP = 10 * 3_600;

  private final Scenario scenario;
  private final List<Tally> groups;
  private final Tally all = new Tally();

  private Experiment(Scenario scenario, List<Tally> groups) {
    this.scenario = scenario;
    this.groups = groups;
    groups.forEach(all::add);
  }

  /** With as many rounds as the digits of the pages need, within reason. */
  static Experiment of(Scenario scenario) {
    Experiment experiment = of(scenario, 1);
    for (int rounds = 2; !experiment.isBorneOut() && rounds <= MAX_ROUNDS; rounds *= 2) {
      experiment = of(scenario, rounds);
    }
    return experiment;
  }

  /** With that many rounds in each group. */
  static Experiment of(Scenario scenario, int rounds) {
    return new Experiment(
        scenario,
        IntStream.range(0, GROUPS)
            .parallel()
            .mapToObj(group -> simulate(scenario, 1_000L * group, rounds * TIMES))
            .toList());
  }

  /** From the steady state on, as if real records came once an interval, at any moment of it. */
  private static Tally simulate(Scenario scenario, long seed, int times) {
    Tally tally = new Tally();
    Simulation simulation = new Simulation(scenario, seed);
    SplittableRandom random = new SplittableRandom(~seed);
    // In the middle between two runs, so that each is counted wholly or not at all.
    double start = scenario.interval * (Math.ceil(WARM_UP / scenario.interval) + 0.5);
    simulation.quietUntil(start, new Tally());
    for (int i = 0; i < times; i++) {
      simulation.quietUntil(start + (i + random.nextDouble()) * scenario.interval, tally);
      simulation.ifRecordsCame(tally);
    }
    simulation.quietUntil(start + times * scenario.interval, tally);
    return tally;
  }

  private boolean isBorneOut() {
    return Stream.of(cold(), percentile(99), cost()).allMatch(Estimate::isBorneOut);
  }

  /** The records whose batch met a cold start. */
  Estimate cold() {
    return share(Tally::cold);
  }

  /** The records that waited longer than that. */
  Estimate later(double wait) {
    return share(tally -> tally.later(wait));
  }

  /** What so many of a hundred records did not wait longer for. */
  Estimate percentile(int percent) {
    return estimate(tally -> tally.percentile(percent), Unit.SECONDS);
  }

  /** What canaries cost in a month. */
  Estimate cost() {
    return estimate(tally -> Prices.canaries(scenario, tally), Unit.DOLLARS);
  }

  /** Where no record was a case of it, the next one might have been. */
  private Estimate share(ToDoubleFunction<Tally> percent) {
    Estimate share = estimate(percent, Unit.PERCENT);
    double one = 100.0 / all.records;
    double least = Math.sqrt(Math.max(one, share.value()) * one);
    return new Estimate(share.value(), Math.max(share.error(), least), Unit.PERCENT);
  }

  private Estimate estimate(ToDoubleFunction<Tally> value, Unit unit) {
    double[] values = groups.stream().mapToDouble(value).toArray();
    double mean = DoubleStream.of(values).average().orElseThrow();
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (GROUPS - 1) / GROUPS);
    return new Estimate(value.applyAsDouble(all), error, unit);
  }
}
