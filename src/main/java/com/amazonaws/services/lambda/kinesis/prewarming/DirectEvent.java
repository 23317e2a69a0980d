package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import java.time.Duration;
import java.util.Map;

/**
 * An event that comes without a proxy: the request itself, or an EventBridge event, which carries
 * the request in its {@code detail}.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">
 *     Event structure</a>
 * @param event null where Lambda was given no object
 */
record DirectEvent(Map<String, Object> event) implements PrewarmEvent {

  /** The {@code detail} of an EventBridge event, any other event itself. */
  @Override
  public Map<?, ?> requestFields() {
    if (event == null) {
      throw invalid(
          "the event must be a JSON object with streamName, regionName and messagePrototype,"
              + " and is null or an empty list");
    }
    if (!event.containsKey("detail-type")) {
      return event;
    }
    if (event.get("detail") instanceof Map<?, ?> detail) {
      return detail;
    }
    throw invalid(
        "detail of the EventBridge event must be a JSON object with streamName, regionName and"
            + " messagePrototype; if it is EventBridge Scheduler's own, set the target's Input to"
            + " that object");
  }

  /** As long as Lambda lets the function run, which is 15 minutes at most. */
  @Override
  public Duration callerTimeout() {
    return Duration.ofMinutes(15);
  }

  /** The report as a JSON object. */
  @Override
  public Map<String, Object> answer(PrewarmReport report) {
    return report.toJsonObject();
  }

  @Override
  public Object answer(PrewarmingException failure, RunLog log) {
    throw failure;
  }
}
