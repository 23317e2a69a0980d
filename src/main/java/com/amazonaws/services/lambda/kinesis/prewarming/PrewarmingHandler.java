package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Duration;
import java.util.Map;

/**
 * The Lambda function: it writes one canary into each open shard of the stream that an event names.
 *
 * <p>The event is {@code {"streamName", "regionName", "messagePrototype"}}: on its own, as the
 * {@code detail} of an EventBridge event, or in a request to API Gateway.
 *
 * <p>A run that fails throws a {@link PrewarmingException}, so that it counts in Lambda's {@code
 * Errors} metric, and Lambda retries an asynchronous invocation. A caller through API Gateway gets
 * an HTTP status and {@code {"error": "…"}} instead.
 */
public final class PrewarmingHandler implements RequestHandler<Map<String, Object>, Object> {

  private final KinesisClients clients;
  private final String ownRegion;
  private final String lineEnd = RunLog.lineEnd(System.getenv("AWS_LAMBDA_LOG_FORMAT"));
  private final TimeSource time;

  /**
   * Configures the function from its environment variables and creates the client for its own
   * Region, because Lambda gives the initialization more CPU than an invocation. No connection is
   * made yet.
   *
   * @throws IllegalStateException naming an environment variable with an invalid value
   */
  public PrewarmingHandler() {
    this(KinesisClients.from(System.getenv()), System.getenv("AWS_REGION"), TimeSource.SYSTEM);
  }

  PrewarmingHandler(KinesisClients clients, String ownRegion, TimeSource time) {
    this.clients = clients;
    this.ownRegion = ownRegion;
    this.time = time;
    if (PrewarmRequest.isRegionName(ownRegion)) {
      clients.forRegion(ownRegion);
    }
  }

  /**
   * Prewarms the stream that the event names.
   *
   * @return the report as a JSON object, or as a proxy response for API Gateway
   * @throws PrewarmingException if the event is invalid or a shard was missed, unless the event
   *     came from API Gateway
   */
  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    PrewarmEvent source = PrewarmEvent.of(event);
    RunLog log = new RunLog(context.getLogger(), lineEnd);
    try {
      return source.respond(prewarm(source, context, log));
    } catch (PrewarmingException e) {
      return source.respond(e, log);
    } catch (RuntimeException e) {
      return source.respond(PrewarmingException.unexpected(e), log);
    }
  }

  private PrewarmReport prewarm(PrewarmEvent source, Context context, RunLog log) {
    Duration remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
    Deadline deadline = new Deadline(remaining, source.callerTimeout(), time);
    PrewarmRequest request = PrewarmRequest.from(source.requestFields(), ownRegion);
    StreamCalls calls =
        new StreamCalls(clients.forRegion(request.regionName()), request, deadline, log);
    return new Prewarmer(request, calls, deadline, log).run();
  }
}
