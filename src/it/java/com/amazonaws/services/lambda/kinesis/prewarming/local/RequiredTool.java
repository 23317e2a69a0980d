package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** Checks for programs that a test needs and a machine may lack. */
public final class RequiredTool {

  private RequiredTool() {}

  /**
   * Ends the test if a program is missing.
   *
   * @param program the program's name on the PATH
   * @param subject the subject that is not checked without the program
   */
  public static void need(String program, String subject) {
    if (!Command.of(program, "--version").works()) {
      skip("not checked: " + subject + "; there is no " + program + " on the PATH");
    }
  }

  /**
   * Skips the test, and {@link TestRunReport} prints the reason. Fails the test if the environment
   * variable {@code CI} is set, because a build server must not skip a test.
   */
  public static void skip(String reason) {
    if (System.getenv("CI") != null) {
      fail(reason);
    }
    abort(reason);
  }
}
