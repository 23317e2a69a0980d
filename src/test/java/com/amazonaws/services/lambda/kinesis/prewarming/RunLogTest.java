package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunLogTest {

  private final FakeLog logger = new FakeLog();

  @Test
  void endsALineInTheTextFormat() {
    new RunLog(logger, RunLog.lineEnd(null)).info("one");
    new RunLog(logger, RunLog.lineEnd("Text")).warn("two");

    assertEquals(List.of("INFO one\n", "WARN two\n"), logger.lines());
  }

  @Test
  void addsNothingToALineInTheJsonFormat() {
    new RunLog(logger, RunLog.lineEnd("JSON")).info("one");

    assertEquals(List.of("INFO one"), logger.lines());
  }
}
