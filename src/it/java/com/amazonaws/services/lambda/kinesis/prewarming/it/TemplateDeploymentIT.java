package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the checks in Python, which deploy the templates to a CloudFormation emulator, among others.
 * A check is skipped if Python or a module is missing, but fails in CI.
 */
@Execution(ExecutionMode.CONCURRENT)
class TemplateDeploymentIT {

  /** The exit code of a check that lacks a module. */
  private static final String SKIPPED = "ended with 77:";

  static List<Path> checks() throws IOException {
    try (Stream<Path> scripts = Files.list(Path.of("src/it/python"))) {
      return scripts
          .filter(script -> script.getFileName().toString().startsWith("check_"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("checks")
  void checkPasses(Path script) throws IOException {
    need("python3", script.toString());
    try {
      Command.of("python3", "-B", script).withoutProxy().output();
    } catch (IOException e) {
      if (e.getMessage().contains(SKIPPED)) {
        skip(e.getMessage());
      }
      throw e;
    }
  }

  @Test
  void shellCheckPasses() throws IOException {
    need("shellcheck", "publish.sh with ShellCheck");
    Command.of("shellcheck", "src/main/scripts/publish.sh").output();
  }

  /** Skips the test if a program is not on the PATH. */
  private static void need(String program, String subject) {
    try {
      Command.of(program, "--version").output();
    } catch (IOException e) {
      skip("not checked: " + subject + "; there is no " + program + " on the PATH");
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
