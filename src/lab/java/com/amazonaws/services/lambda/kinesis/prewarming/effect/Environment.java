package com.amazonaws.services.lambda.kinesis.prewarming.effect;

/** An execution environment: made by a cold start, then idle and busy by turns until it ends. */
final class Environment {

  /** Counts up in the order of creation. */
  private final int number;

  /** The moment of replacement, in use or not. */
  private final long replacedAt;

  private long idleSince;
  private long idleUntil;

  Environment(int number, long replacedAt) {
    this.number = number;
    this.replacedAt = replacedAt;
  }

  int number() {
    return number;
  }

  long idleSince() {
    return idleSince;
  }

  /** Begins an idle time; one that is due for replacement ends at once. */
  void rest(long now, long lifetime) {
    idleSince = now;
    idleUntil = Math.min(now + lifetime, replacedAt);
  }

  /** Whether it still idles at that moment. */
  boolean isAlive(long now) {
    return now < idleUntil;
  }
}
