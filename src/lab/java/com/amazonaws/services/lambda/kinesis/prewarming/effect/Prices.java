package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;

/**
 * List prices of us-east-1 in dollars, for a consumer of 512 MB on x86 and this function with 512
 * MB on arm64, for a month of 30 days.
 */
final class Prices {

  static final double HOURS = 720;

  private static final double GIGABYTES = 0.5;
  private static final double X86_GIGABYTE_SECOND = 0.0000166667;
  private static final double ARM_GIGABYTE_SECOND = 0.0000133334;
  private static final double REQUEST = 0.20 / 1_000_000;
  private static final double PUT_UNIT = 0.014 / 1_000_000;
  private static final double PROVISIONED_GIGABYTE_SECOND = 0.0000041667;

  /** What a run of this function is billed. */
  private static final double RUN_SECONDS = 1;

  private Prices() {}

  /** One environment of provisioned concurrency, before it runs anything. */
  static double provisioned() {
    return HOURS * 3_600 * GIGABYTES * PROVISIONED_GIGABYTE_SECOND;
  }

  /** Canaries: writing them, and the consumer's time and requests. */
  static double canaries(Settings settings, Outcome outcome) {
    Canaries canaries = settings.canaries();
    double runs = HOURS * Duration.ofHours(1).toNanos() / canaries.interval().toNanos();
    double run = RUN_SECONDS * GIGABYTES * ARM_GIGABYTE_SECOND + REQUEST;
    return runs * (run + canaries.shards() * canaries.perShard() * PUT_UNIT)
        + HOURS * outcome.canarySeconds() * GIGABYTES * X86_GIGABYTE_SECOND
        + HOURS * outcome.canaryBatches() * REQUEST;
  }
}
