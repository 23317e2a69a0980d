package com.amazonaws.services.lambda.kinesis.prewarming;

import java.time.Duration;
import java.util.Map;

/** An event by the way it came: where it holds the request, and how its caller is answered. */
sealed interface PrewarmEvent permits DirectEvent, ProxyEvent {

  /** The event that Lambda handed over. */
  static PrewarmEvent of(Map<String, Object> event) {
    return ProxyEvent.sent(event) ? new ProxyEvent(event) : new DirectEvent(event);
  }

  /**
   * The request's fields, unchecked.
   *
   * @throws PrewarmingException if there are none where they should be
   */
  Map<?, ?> requestFields();

  /** For how long the caller waits for an answer. */
  Duration callerTimeout();

  /** What the caller gets for a run that left no shard out. */
  Object answer(PrewarmReport report);

  /**
   * What the caller gets for a run that failed.
   *
   * @throws PrewarmingException the failure, where Lambda itself is to count and repeat it
   */
  Object answer(PrewarmingException failure, RunLog log);
}
