package com.amazonaws.services.lambda.kinesis.prewarming.it;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.amazonaws.services.lambda.kinesis.prewarming.local.RequiredTool;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The templates in a CloudFormation emulator, the commands that a person types, and publish.sh
 * against an S3 on this machine, checked in Python. Where Python or a module of it is missing, the
 * test is skipped and says which; in CI it fails. Beside the tests of the jar, which they don't
 * touch.
 */
@Execution(ExecutionMode.CONCURRENT)
class TemplateDeploymentIT {

  // The scripts' own code for: something that I need is missing.
  private static final String NOT_CHECKED = "ended with 77:";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check_template.py",
        "check_consumer.py",
        "check_commands.py",
        "check_publish.py",
        "check_blocks.py",
        "check_pages.py"
      })
  void checksFindNothing(String script) throws IOException {
    RequiredTool.need("python3", script);
    try {
      Command.of("python3", "-B", "src/it/python/" + script).output();
    } catch (IOException e) {
      if (e.getMessage().contains(NOT_CHECKED)) {
        RequiredTool.leaveOut(e.getMessage());
      }
      throw e;
    }
  }

  @Test
  void shellcheckFindsNothing() throws IOException {
    RequiredTool.need("shellcheck", "publish.sh with ShellCheck");
    Command.of("shellcheck", "src/main/scripts/publish.sh").output();
  }
}
