package com.amazonaws.services.lambda.kinesis.prewarming.effect;

/** Dollars, at list prices of us-east-1, 2025, which docs/effect.md links. */
final class Prices {

  private static final double MONTH = 30 * 24 * 3_600;
  private static final double GIGABYTES = 0.5;
  private static final double X86_GIGABYTE_SECOND = 0.0000166667;
  private static final double ARM_GIGABYTE_SECOND = 0.0000133334;
  private static final double REQUEST = 0.20 / 1_000_000;
  private static final double PUT_UNIT = 0.014 / 1_000_000;

  /** A month of one environment with provisioned concurrency, before it runs anything. */
  static final double PROVISIONED = MONTH * GIGABYTES * 0.0000041667;

  private Prices() {}

  /** A month: a second of this function a run, its records, the consumer's requests and time. */
  static double canaries(Scenario scenario, Tally tally) {
    double written = scenario.shards * scenario.canaries * PUT_UNIT;
    double consumer = tally.seconds * GIGABYTES * X86_GIGABYTE_SECOND + tally.batches * REQUEST;
    double run = GIGABYTES * ARM_GIGABYTE_SECOND + REQUEST + written;
    return MONTH / scenario.interval * (run + consumer / Math.max(1, tally.runs));
  }
}
