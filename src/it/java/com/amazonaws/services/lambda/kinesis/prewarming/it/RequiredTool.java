package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import java.io.IOException;
import java.util.Arrays;

/** Runs programs that a machine may lack. */
final class RequiredTool {

  /** The exit code of a Python script that lacks a module. */
  private static final String SKIPPED = "ended with 77:";

  private RequiredTool() {}

  /**
   * Runs a program and returns its standard output. Skips the test if the program or a Python
   * module is missing.
   *
   * @param words the name of the program on the PATH, and its arguments
   * @throws IOException if the program fails; the message contains its output
   */
  static String run(Object... words) throws IOException {
    if (!exists(words[0])) {
      skip("not checked: " + Arrays.asList(words) + "; missing: the command " + words[0]);
    }
    try {
      return Command.of(words).withoutProxy().output();
    } catch (IOException e) {
      if (e.getMessage().contains(SKIPPED)) {
        skip(e.getMessage());
      }
      throw e;
    }
  }

  private static boolean exists(Object program) {
    try {
      Command.of(program, "--version").output();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Skips the test, and {@code TestRunReport} prints the reason. Fails the test if the environment
   * variable {@code CI} is set, because a build server must not skip a test.
   */
  private static void skip(String reason) {
    if (System.getenv("CI") != null) {
      fail(reason);
    }
    abort(reason);
  }
}
