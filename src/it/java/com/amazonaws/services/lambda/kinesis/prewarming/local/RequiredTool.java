package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** Programs that a check needs and that a machine may lack. */
public final class RequiredTool {

  private RequiredTool() {}

  /**
   * Ends the test where a program is missing.
   *
   * @param program its name on the PATH
   * @param subject what goes unchecked without it
   */
  public static void need(String program, String subject) {
    if (!Command.of(program, "--version").works()) {
      leaveOut("not checked: " + subject + "; there is no " + program + " on the PATH");
    }
  }

  /**
   * Ends the test as skipped, which {@link RunNotes} says at the end; as failed where the
   * environment has {@code CI}, as a build server may leave out nothing.
   */
  public static void leaveOut(String notice) {
    if (System.getenv("CI") != null) {
      fail(notice);
    }
    abort(notice);
  }
}
