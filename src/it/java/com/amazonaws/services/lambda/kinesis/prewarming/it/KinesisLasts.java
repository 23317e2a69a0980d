package com.amazonaws.services.lambda.kinesis.prewarming.it;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Where the shared Kinesis has ended, this is why a test failed, and not what followed from it. */
final class KinesisLasts implements TestExecutionExceptionHandler {

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Local.KINESIS.requireRunning();
    throw failure;
  }
}
