package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints the seed of the random order before the tests, so that a failure that depends on the order
 * can be repeated, and prints the skipped tests after them.
 */
public final class TestRunReport implements TestExecutionListener {

  private static final String SEED = "junit.jupiter.execution.order.random.seed";

  private final Set<String> skipped = new ConcurrentSkipListSet<>();

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    plan.getConfigurationParameters()
        .get(SEED)
        .ifPresent(seed -> System.out.println("Random order of tests: -Dtest.seed=" + seed));
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped.add(reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      skipped.add(result.getThrowable().map(Throwable::getMessage).orElse(test.getUniqueId()));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (!skipped.isEmpty()) {
      System.out.println("[WARNING] Skipped:\n  " + String.join("\n  ", skipped));
    }
  }
}
