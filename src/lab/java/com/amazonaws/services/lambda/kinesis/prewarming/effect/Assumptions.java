package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.List;

/** What the page reckons with where it says nothing else; the page names each and its source. */
final class Assumptions {

  static final Duration WORK = Duration.ofMillis(200);
  static final Duration COLD_START = Duration.ofSeconds(1);
  static final Duration INTERVAL = Duration.ofMinutes(4);
  static final int SHARDS = 16;

  /** A second of a standard mapping; what a push may take at most, and a bit. */
  static final Duration HOLD_FOR_POLLS = Duration.ofSeconds(1);

  static final Duration HOLD_FOR_PUSHES = Duration.ofMillis(200);

  static final Mapping STANDARD = Mapping.Polled.every(Duration.ofSeconds(1));
  static final Mapping FAN_OUT = new Mapping.Pushed(Duration.ofMillis(20), Duration.ofMillis(150));

  /** How long environments have been measured to idle. */
  static final List<IdleLifetime> LIFETIMES =
      List.of(
          IdleLifetime.fixed(Duration.ofMinutes(5)),
          IdleLifetime.fixed(Duration.ofMinutes(6)),
          IdleLifetime.fixed(Duration.ofMinutes(7)),
          IdleLifetime.fixed(Duration.ofMinutes(10)),
          IdleLifetime.between(Duration.ofMinutes(5), Duration.ofMinutes(7)),
          IdleLifetime.halvedEvery(Duration.ofSeconds(380)));

  static final Traffic LONE = Traffic.lone();
  static final Traffic EVERY_SHARD = Traffic.everyShard(1);
  static final Traffic BUSY = Traffic.busy(Duration.ofMillis(200), 100);

  private static final Duration REPLACEMENT = Duration.ofHours(2);
  private static final Duration LATE = Duration.ofSeconds(10);

  // As the benchmark measured: docs/performance.md.
  private static final int SHARDS_WITHOUT_SPREAD = 100;
  private static final double SPREAD_MILLIS_A_SHARD = 101 / 900.0;
  private static final double ONE_BY_ONE_MILLIS_A_SHARD = 4_533 / 999.0;

  private Assumptions() {}

  /** A record into every shard of a stream on a standard mapping, after canaries without a hold. */
  static Settings base(int shards) {
    return new Settings(
        shards,
        1,
        STANDARD,
        new Platform(Routing.MOST_RECENT, LIFETIMES.get(0), REPLACEMENT, COLD_START),
        atOnce(shards),
        Duration.ZERO,
        WORK,
        REPLACEMENT,
        EVERY_SHARD);
  }

  /** Canaries as this function writes them. */
  static Canaries atOnce(int shards) {
    double spread = SPREAD_MILLIS_A_SHARD * Math.max(0, shards - SHARDS_WITHOUT_SPREAD);
    return Canaries.atOnce(shards, INTERVAL).late(LATE).spread(millis(spread));
  }

  /** Canaries written by one call after the other. */
  static Canaries oneByOne(int shards) {
    return atOnce(shards).spread(millis(ONE_BY_ONE_MILLIS_A_SHARD * (shards - 1)));
  }

  private static Duration millis(double millis) {
    return Duration.ofNanos(Math.round(millis * 1_000_000));
  }
}
