package com.amazonaws.services.lambda.kinesis.prewarming.it;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.amazonaws.services.lambda.kinesis.prewarming.local.RequiredTool;
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
    RequiredTool.need("python3", script.toString());
    try {
      Command.of("python3", "-B", script).withoutProxy().output();
    } catch (IOException e) {
      if (e.getMessage().contains(SKIPPED)) {
        RequiredTool.skip(e.getMessage());
      }
      throw e;
    }
  }

  @Test
  void shellCheckPasses() throws IOException {
    RequiredTool.need("shellcheck", "publish.sh with ShellCheck");
    Command.of("shellcheck", "src/main/scripts/publish.sh").output();
  }
}
