package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import java.time.Duration;
import java.util.Map;

/**
 * An event from any source other than an API. The event is either the request itself, or an
 * EventBridge event that contains the request in {@code detail}.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">
 *     Event structure</a>
 * @param event the event; null if the input of the invocation was null or an empty list
 */
record DirectEvent(Map<String, Object> event) implements PrewarmEvent {

  private static final String EXAMPLE =
      "{\"streamName\":\"orders\",\"regionName\":\"eu-west-1\",\"messagePrototype\":\"\"}";

  /** Returns the {@code detail} of an EventBridge event, or any other event itself. */
  @Override
  public Map<?, ?> requestFields() {
    if (event == null) {
      throw invalid(
          "the event must be a JSON object such as %s, but was null or an empty list"
              .formatted(EXAMPLE));
    }
    if (!event.containsKey("detail-type")) {
      return event;
    }
    if (event.get("detail") instanceof Map<?, ?> detail) {
      return detail;
    }
    throw invalid(
        "detail of the EventBridge event must be a JSON object such as %s; in EventBridge"
                .formatted(EXAMPLE)
            + " Scheduler, set the Input of the target to that object");
  }

  /**
   * Returns the longest timeout that a Lambda function can have, so that only the timeout of this
   * function limits a run.
   */
  @Override
  public Duration callerTimeout() {
    return Duration.ofMinutes(15);
  }

  /** Returns the report as a JSON object. */
  @Override
  public Map<String, Object> respond(PrewarmReport report) {
    return report.toJsonObject();
  }

  /** Throws the failure, so that Lambda counts it as an error. */
  @Override
  public Object respond(PrewarmingException failure, RunLog log) {
    throw failure;
  }
}
