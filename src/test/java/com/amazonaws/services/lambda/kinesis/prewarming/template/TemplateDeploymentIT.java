package com.amazonaws.services.lambda.kinesis.prewarming.template;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The template in a CloudFormation emulator and publish.sh against an S3 on this machine, checked
 * in Python. Where Python or a module of it is missing, the test is skipped and says which.
 */
class TemplateDeploymentIT {

  // The scripts' own code for: something that I need is missing.
  private static final String NOT_CHECKED = "ended with 77:";

  @ParameterizedTest
  @ValueSource(strings = {"check_template.py", "check_publish.py"})
  void checksFindNothing(String script) throws IOException {
    assumeTrue(Command.of("python3", "--version").works(), "not checked: python3 is missing");
    try {
      Command.of("python3", "-B", "src/test/python/" + script).output();
    } catch (IOException e) {
      if (e.getMessage().contains(NOT_CHECKED)) {
        abort(e.getMessage());
      }
      throw e;
    }
  }

  @Test
  void shellcheckFindsNothing() {
    assumeTrue(Command.of("shellcheck", "--version").works(), "not checked: shellcheck is missing");
    assertDoesNotThrow(() -> Command.of("shellcheck", "src/main/scripts/publish.sh").output());
  }
}
