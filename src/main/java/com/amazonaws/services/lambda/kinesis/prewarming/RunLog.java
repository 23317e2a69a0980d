package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;

/**
 * The function's log, each line with its level, which Lambda's JSON logs and filters go by.
 *
 * @param logger Lambda's
 * @param lineEnd what ends a line: Lambda's logger ends those of its JSON format alone
 */
record RunLog(LambdaLogger logger, String lineEnd) {

  /** The line end for Lambda's {@code AWS_LAMBDA_LOG_FORMAT}; null means text. */
  static String lineEnd(String format) {
    return "JSON".equalsIgnoreCase(format) ? "" : "\n";
  }

  /** What happened as it should. */
  void info(String line) {
    logger.log(line + lineEnd, LogLevel.INFO);
  }

  /** What went wrong and was, or may yet be, put right. */
  void warn(String line) {
    logger.log(line + lineEnd, LogLevel.WARN);
  }
}
