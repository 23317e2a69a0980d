package com.amazonaws.services.lambda.kinesis.prewarming;

import java.time.Duration;
import java.util.Map;

/** An event, which knows where its source puts the request and how to respond to that source. */
sealed interface PrewarmEvent permits DirectEvent, ProxyEvent {

  /** Creates a {@link ProxyEvent} if an API sent the event, and a {@link DirectEvent} otherwise. */
  static PrewarmEvent of(Map<String, Object> event) {
    return ProxyEvent.isProxyEvent(event) ? new ProxyEvent(event) : new DirectEvent(event);
  }

  /**
   * Returns the fields of the request, not yet validated.
   *
   * @throws PrewarmingException if the event does not contain a JSON object with the fields
   */
  Map<?, ?> requestFields();

  /** Returns the time for which the caller waits for a response. */
  Duration callerTimeout();

  /** Returns the response for a run that covered every open shard. */
  Object respond(PrewarmReport report);

  /**
   * Returns the response for a run that failed, or throws the failure.
   *
   * @throws PrewarmingException the failure itself, if Lambda is to count it as an error and to
   *     retry an asynchronous invocation
   */
  Object respond(PrewarmingException failure, RunLog log);
}
