package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Duration;
import java.util.Map;

/**
 * The Lambda function: one event in, one canary into each open shard of the stream it names.
 *
 * <p>The event is {@code {"streamName", "regionName", "messagePrototype"}}: by itself, as the
 * {@code detail} of an EventBridge event, or in an API Gateway call.
 *
 * <p>A run that fails throws a {@link PrewarmingException}, so that it counts in Lambda's {@code
 * Errors} metric and an asynchronous invocation is tried again. An API Gateway caller gets a status
 * code and {@code {"error": "…"}} instead.
 */
public final class PrewarmingHandler implements RequestHandler<Map<String, Object>, Object> {

  private final KinesisClients clients;
  private final String ownRegion;
  private final String lineEnd = RunLog.lineEnd(System.getenv("AWS_LAMBDA_LOG_FORMAT"));
  private final TimeSource time;

  /**
   * Set up from the environment that Lambda gives, with the client of the function's own region, as
   * Lambda gives more CPU to this than to an invocation; connects to nothing yet.
   *
   * @throws IllegalStateException naming the environment variable that asks for what is not
   *     possible
   */
  public PrewarmingHandler() {
    this(
        new KinesisClients(KinesisEndpoint.from(System.getenv())),
        System.getenv("AWS_REGION"),
        TimeSource.SYSTEM);
  }

  PrewarmingHandler(KinesisClients clients, String ownRegion, TimeSource time) {
    this.clients = clients;
    this.ownRegion = ownRegion;
    this.time = time;
    clients.prepare(ownRegion);
  }

  /**
   * Prewarms the stream that the event names.
   *
   * @return the report as a JSON object, or a proxy response where API Gateway called
   * @throws PrewarmingException if the request is wrong or a shard was missed, and no API Gateway
   *     is there to carry the answer
   */
  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    PrewarmEvent way = PrewarmEvent.of(event);
    Duration allowed = Duration.ofMillis(context.getRemainingTimeInMillis());
    Deadline deadline = new Deadline(allowed, way.callerTimeout(), time);
    RunLog log = new RunLog(context.getLogger(), lineEnd);
    try {
      PrewarmRequest request = PrewarmRequest.from(way.requestFields(), ownRegion);
      StreamCalls calls = clients.callsTo(request, deadline, log);
      return way.answer(new Prewarmer(request, calls, deadline, log).run());
    } catch (PrewarmingException e) {
      return way.answer(e, log);
    }
  }
}
