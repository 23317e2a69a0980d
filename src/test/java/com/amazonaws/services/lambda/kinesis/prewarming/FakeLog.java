package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps what is logged, each line after its level. */
final class FakeLog implements LambdaLogger {

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  List<String> lines() {
    return lines;
  }

  /** A log whose lines end as in the JSON format: with nothing. */
  RunLog runLog() {
    return new RunLog(this, "");
  }

  @Override
  public void log(String message) {
    log(message, LogLevel.UNDEFINED);
  }

  @Override
  public void log(byte[] message) {
    log(new String(message, StandardCharsets.UTF_8));
  }

  @Override
  public void log(String message, LogLevel level) {
    lines.add(level + " " + message);
  }
}
