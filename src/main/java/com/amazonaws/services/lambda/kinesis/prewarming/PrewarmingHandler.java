package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Duration;
import java.util.Map;

/**
 * The handler of the Lambda function, which writes one canary into each open shard of a stream.
 *
 * <p>The event has the fields {@code streamName}, {@code regionName}, and {@code messagePrototype}.
 * These fields are in the event itself, in the {@code detail} of an EventBridge event, or in a
 * request to an API (API Gateway or a function URL).
 *
 * <p>If a run fails, the handler throws a {@link PrewarmingException}. Lambda then counts the run
 * in its {@code Errors} metric, and retries an asynchronous invocation. An API caller receives an
 * HTTP status and {@code {"error": "…"}} instead.
 */
public final class PrewarmingHandler implements RequestHandler<Map<String, Object>, Object> {

  private final KinesisClients clients;
  private final String ownRegion;
  private final String lineEnd = RunLog.lineEnd(System.getenv("AWS_LAMBDA_LOG_FORMAT"));
  private final TimeSource time;

  /**
   * Configures the function from its environment variables, and creates the client for its own
   * Region. The client is created here because Lambda gives the initialization more CPU than an
   * invocation. It does not connect to Kinesis yet.
   *
   * @throws IllegalStateException if an environment variable has an invalid value; the message
   *     names the variable
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
   * @return the report as a JSON object, or an HTTP response if the caller is an API
   * @throws PrewarmingException if the event is invalid or the run failed, unless the caller is an
   *     API
   */
  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    PrewarmEvent source = PrewarmEvent.of(event);
    RunLog log = new RunLog(context.getLogger(), lineEnd);
    try {
      return source.respond(prewarm(source, context, log));
    } catch (PrewarmingException e) {
      return fail(source, e, log);
    } catch (RuntimeException e) {
      return fail(source, PrewarmingException.unexpected(e), log);
    }
  }

  private Object fail(PrewarmEvent source, PrewarmingException failure, RunLog log) {
    if (failure.reason() == Reason.UNEXPECTED) {
      clients.reset();
    }
    return source.respond(failure, log);
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
