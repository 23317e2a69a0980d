package com.amazonaws.services.lambda.kinesis.prewarming;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A clock that moves only when someone waits, and chance as told. */
final class FakeTime implements TimeSource {

  private final List<Duration> sleeps = new ArrayList<>();
  private long nanos = 42;
  private double chance = 0.5;

  /** Lets time pass. */
  void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  void setChance(double chance) {
    this.chance = chance;
  }

  /** The waits so far. */
  List<Duration> sleeps() {
    return sleeps;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    sleeps.add(duration);
    pass(duration);
  }

  @Override
  public double chance() {
    return chance;
  }
}
