package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * A call through a REST API, an HTTP API or a function URL, and its answer.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Lambda proxy integrations</a>
 */
record ProxyEvent(Map<String, Object> event) implements PrewarmEvent {

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  /** Whether it is a proxy event: its request context tells, a body alone would not. */
  static boolean sent(Map<String, Object> event) {
    return event != null
        && event.get("requestContext") instanceof Map<?, ?> context
        && (event.get("httpMethod") instanceof String || context.get("http") instanceof Map);
  }

  /**
   * From the body or, where that is empty, from the query string.
   *
   * @throws PrewarmingException if the body is not base64 where it says so, or not a JSON object
   */
  @Override
  public Map<?, ?> requestFields() {
    if (event.get("body") instanceof String body && !body.isEmpty()) {
      boolean encoded = Boolean.TRUE.equals(event.get("isBase64Encoded"));
      return Json.readObject(
          "the body", encoded ? decode(body) : body.getBytes(StandardCharsets.UTF_8));
    }
    if (event.get("body") != null && !"".equals(event.get("body"))) {
      throw invalid("the body must be a text");
    }
    return event.get("queryStringParameters") instanceof Map<?, ?> query ? query : Map.of();
  }

  /** API Gateway waits 29 seconds for a REST API's function, a cold start's Init included. */
  @Override
  public Duration callerTimeout() {
    return Duration.ofSeconds(25);
  }

  /** 200 with the report. */
  @Override
  public APIGatewayProxyResponseEvent answer(PrewarmReport report) {
    return answer(200, report.toJsonObject());
  }

  /**
   * The failure's status code with {@code {"error": "…"}}; the log has what Lambda does not see.
   */
  @Override
  public APIGatewayProxyResponseEvent answer(PrewarmingException failure, RunLog log) {
    log.warn("answering an API call with an error: " + failure.getMessage());
    return answer(failure.reason().httpStatus(), Map.of("error", failure.getMessage()));
  }

  private static APIGatewayProxyResponseEvent answer(int status, Map<String, Object> body) {
    return new APIGatewayProxyResponseEvent()
        .withStatusCode(status)
        .withHeaders(JSON)
        .withBody(Json.write(body))
        .withIsBase64Encoded(false);
  }

  private static byte[] decode(String body) {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw invalid("the body says isBase64Encoded, and is not base64: " + e.getMessage());
    }
  }
}
