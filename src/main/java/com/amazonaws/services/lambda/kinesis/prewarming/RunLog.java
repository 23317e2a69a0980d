package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;

/** The function's log, each line with its level, which Lambda's JSON logs and filters go by. */
record RunLog(LambdaLogger logger) {

  /** What happened as it should. */
  void info(String line) {
    logger.log(line, LogLevel.INFO);
  }

  /** What went wrong and was, or may yet be, put right. */
  void warn(String line) {
    logger.log(line, LogLevel.WARN);
  }
}
