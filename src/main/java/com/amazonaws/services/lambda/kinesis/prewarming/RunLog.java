package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Missed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;

/**
 * The log of the function. Each line has a level, which appears in Lambda's JSON logs and to which
 * the parameter {@code LogLevel} applies.
 *
 * @param logger the logger that Lambda provides
 * @param lineEnd the text to add to each line; Lambda's logger ends lines only in the JSON format
 */
record RunLog(LambdaLogger logger, String lineEnd) {

  /** Returns the line end for a value of {@code AWS_LAMBDA_LOG_FORMAT}; null means plain text. */
  static String lineEnd(String format) {
    return "JSON".equalsIgnoreCase(format) ? "" : "\n";
  }

  /** Logs progress. */
  void info(String line) {
    logger.log(line + lineEnd, LogLevel.INFO);
  }

  /** Logs a problem that does not make the run fail, or that may still be solved in this run. */
  void warn(String line) {
    logger.log(line + lineEnd, LogLevel.WARN);
  }

  /** Logs a failure that an API caller receives. An unexpected failure includes its stack trace. */
  void returned(PrewarmingException failure) {
    if (failure.reason() == Reason.UNEXPECTED) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      logger.log("unexpected failure: " + trace + lineEnd, LogLevel.ERROR);
    } else {
      warn("returning an error to the API caller: " + failure.getMessage());
    }
  }

  /** Logs one line for each canary that landed, and one line for all canaries that did not. */
  void round(List<CanaryOutcome> outcomes) {
    for (Landed canary : CanaryOutcome.only(Landed.class, outcomes)) {
      info(
          "canary in shardId="
              + canary.shardId()
              + " explicitHashKey="
              + canary.target().startingHashKey()
              + " sequenceNumber="
              + canary.sequenceNumber());
    }
    List<Missed> missed = CanaryOutcome.only(Missed.class, outcomes);
    if (!missed.isEmpty()) {
      warn(
          "canaries that did not land: %d. %s"
              .formatted(missed.size(), MissedShards.byReason(missed)));
    }
  }

  /** Logs the throttled shards and the record distribution, whether the run succeeds or fails. */
  void ended(String stream, Coverage coverage) {
    for (Throttled shard : CanaryOutcome.only(Throttled.class, coverage.outcomes())) {
      warn(
          "no canary in shardId=%s: the shard is throttled, so its consumer is busy and warm"
              .formatted(shard.target().shardId()));
    }
    if (coverage.ignoresHashKeys()) {
      info(
          "Kinesis chooses the shard of each record in %s (record distribution strategy AUTO): %d"
                  .formatted(stream, coverage.canariesSent())
              + " canaries were sent for %d open shards"
                  .formatted(coverage.listing().open().size()));
    }
  }

  /** Logs the summary of a run that covered every open shard. */
  void succeeded(PrewarmReport report, Duration took) {
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
}
