package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.INVALID_REQUEST;

import java.util.Map;

/**
 * An event that comes without a proxy: the request itself, or an EventBridge event, which carries
 * the request in its {@code detail}.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">
 *     Event structure</a>
 */
final class DirectEvent {

  private DirectEvent() {}

  /**
   * The request's fields: the {@code detail} of an EventBridge event, any other event itself.
   *
   * @throws PrewarmingException if there is no event, or its detail is not an object
   */
  static Map<?, ?> fieldsOf(Map<String, Object> event) {
    if (event == null) {
      throw new PrewarmingException(
          INVALID_REQUEST,
          "the event must be a JSON object with streamName, regionName and messagePrototype,"
              + " and is null or an empty list");
    }
    if (!event.containsKey("detail-type")) {
      return event;
    }
    if (event.get("detail") instanceof Map<?, ?> detail) {
      return detail;
    }
    throw new PrewarmingException(
        INVALID_REQUEST,
        "detail of the EventBridge event must be a JSON object with streamName, regionName and"
            + " messagePrototype; if it is EventBridge Scheduler's own, set the target's Input to"
            + " that object");
  }
}
