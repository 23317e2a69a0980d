package com.amazonaws.services.lambda.kinesis.prewarming.it;

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
    RequiredTool.run("python3", "-B", script);
  }

  @Test
  void shellCheckPasses() throws IOException {
    RequiredTool.run("shellcheck", "src/main/scripts/publish.sh");
  }
}
