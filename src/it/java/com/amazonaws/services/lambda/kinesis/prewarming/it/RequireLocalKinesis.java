package com.amazonaws.services.lambda.kinesis.prewarming.it;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Where the shared Kinesis has ended, this is why a test failed, and not what followed from it; the
 * tests after it are not begun.
 */
final class RequireLocalKinesis implements BeforeEachCallback, TestExecutionExceptionHandler {

  private static final AtomicBoolean ENDED = new AtomicBoolean();

  @Override
  public void beforeEach(ExtensionContext context) {
    Assumptions.assumeFalse(ENDED.get(), "the local Kinesis has ended");
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    try {
      Local.KINESIS.requireRunning();
    } catch (IllegalStateException ended) {
      ENDED.set(true);
      throw ended;
    }
    throw failure;
  }
}
