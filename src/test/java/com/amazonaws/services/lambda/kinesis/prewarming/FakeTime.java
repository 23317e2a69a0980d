package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** A clock that moves only when someone waits, and chance as told; for several threads. */
final class FakeTime implements TimeSource {

  private final List<Duration> sleeps = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong nanos = new AtomicLong(42);
  private volatile DoubleSupplier chance = () -> 0.5;

  /** Lets time pass. */
  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  void setChance(double value) {
    setChance(() -> value);
  }

  void setChance(DoubleSupplier values) {
    chance = values;
  }

  /** The waits so far. */
  List<Duration> sleeps() {
    return sleeps;
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    assertFalse(duration.isNegative(), () -> "a wait of " + duration);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    sleeps.add(duration);
    pass(duration);
  }

  @Override
  public double chance() {
    return chance.getAsDouble();
  }
}
