package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.time.Duration;
import java.util.List;

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

  /** How a run ended that left no shard out. */
  void ended(PrewarmReport report, Duration took) {
    info(
        "prewarmed stream %s in %s: %d open shards, %d canaries, %d throttled shards, %d ms"
            .formatted(
                report.streamName(),
                report.regionName(),
                report.openShards(),
                report.canaries().size(),
                report.throttledShards().size(),
                took.toMillis()));
  }

  /** What became of canaries: a line for each that landed or was throttled, one for the failed. */
  void canaries(List<CanaryOutcome> outcomes) {
    for (Landed canary : CanaryOutcome.only(Landed.class, outcomes)) {
      info(
          "canary in shardId="
              + canary.shardId()
              + " explicitHashKey="
              + canary.target().startingHashKey()
              + " sequenceNumber="
              + canary.sequenceNumber());
    }
    for (Throttled busy : CanaryOutcome.only(Throttled.class, outcomes)) {
      warn(
          "no canary in shardId="
              + busy.target().shardId()
              + ": it stays throttled, so it is busy and its consumer awake");
    }
    List<Failed> failed = CanaryOutcome.only(Failed.class, outcomes);
    if (!failed.isEmpty()) {
      warn(
          "no canary in %s: %s"
              .formatted(
                  LogText.listed(CanaryOutcome.targetIds(failed)),
                  failed.get(failed.size() - 1).why()));
    }
  }
}
