package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.lambda.kinesis.prewarming.consumers.ConsumerExample;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The example consumer with times of choice for its initialisation, its work on a record and its
 * hold of a canary, each in milliseconds from the environment. Public, as Lambda creates it.
 */
public final class TimedConsumer extends ConsumerExample {

  static final String INITIALISATION = "INITIALISATION_MILLIS";
  static final String WORK = "WORK_MILLIS";
  static final String HOLD = "HOLD_MILLIS";

  /** What an environment goes through before its first invocation. */
  public TimedConsumer() {
    pass(INITIALISATION);
  }

  @Override
  protected void process(ByteBuffer data) {
    pass(WORK);
  }

  @Override
  protected void hold(Duration time) {
    pass(HOLD);
  }

  private static void pass(String variable) {
    long end = System.nanoTime() + Long.parseLong(System.getenv(variable)) * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
