package com.amazonaws.services.lambda.kinesis.prewarming.local;

import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Prints the seed of the random order, so that a failure that depends on it can be had again. */
public final class SeedListener implements TestExecutionListener {

  private static final String SEED = "junit.jupiter.execution.order.random.seed";

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    plan.getConfigurationParameters()
        .get(SEED)
        .ifPresent(seed -> System.out.println("Random order of tests: -Dtest.seed=" + seed));
  }
}
