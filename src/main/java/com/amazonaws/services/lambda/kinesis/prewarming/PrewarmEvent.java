package com.amazonaws.services.lambda.kinesis.prewarming;

import java.time.Duration;
import java.util.Map;

/** An event of one kind of source: where it contains the request, and how to respond to it. */
sealed interface PrewarmEvent permits DirectEvent, ProxyEvent {

  /** Recognizes the source of an event. */
  static PrewarmEvent of(Map<String, Object> event) {
    return ProxyEvent.isProxyEvent(event) ? new ProxyEvent(event) : new DirectEvent(event);
  }

  /**
   * Returns the fields of the request, not yet validated.
   *
   * @throws PrewarmingException if the event does not contain an object with the fields
   */
  Map<?, ?> requestFields();

  /** How long the caller waits for a response. */
  Duration callerTimeout();

  /** Responds to a run that covered every open shard. */
  Object respond(PrewarmReport report);

  /**
   * Responds to a run that failed.
   *
   * @throws PrewarmingException the failure itself, if Lambda should count it as an error and retry
   *     an asynchronous invocation
   */
  Object respond(PrewarmingException failure, RunLog log);
}
