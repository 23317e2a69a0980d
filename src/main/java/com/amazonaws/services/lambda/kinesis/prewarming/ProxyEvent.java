package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * An event from a REST API, an HTTP API, or a function URL.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Lambda proxy integrations</a>
 */
record ProxyEvent(Map<String, Object> event) implements PrewarmEvent {

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  /**
   * Returns whether an event comes from an API. Only the request context proves that; an event from
   * another source can also have a field {@code body}.
   */
  static boolean isProxyEvent(Map<String, Object> event) {
    return event != null
        && event.get("requestContext") instanceof Map<?, ?> context
        && (event.get("httpMethod") instanceof String || context.get("http") instanceof Map);
  }

  /**
   * Returns the fields of the body or, if the body is empty, of the query string.
   *
   * @throws PrewarmingException if the body is not a JSON object, or if {@code isBase64Encoded} is
   *     true and the body is not valid base64
   */
  @Override
  public Map<?, ?> requestFields() {
    if (event.get("body") instanceof String body && !body.isEmpty()) {
      boolean encoded = Boolean.TRUE.equals(event.get("isBase64Encoded"));
      return Json.readObject(
          "the body", encoded ? decode(body) : body.getBytes(StandardCharsets.UTF_8));
    }
    if (event.get("body") != null && !"".equals(event.get("body"))) {
      throw invalid(
          "the body must be a string, but was " + PrewarmRequest.typeOf(event.get("body")));
    }
    return event.get("queryStringParameters") instanceof Map<?, ?> query ? query : Map.of();
  }

  /**
   * Returns 25 seconds. A REST API stops waiting after 29 seconds, and a cold start is a part of
   * that time.
   */
  @Override
  public Duration callerTimeout() {
    return Duration.ofSeconds(25);
  }

  /** Returns an HTTP response with the status 200 and the report. */
  @Override
  public APIGatewayProxyResponseEvent respond(PrewarmReport report) {
    return response(200, report.toJsonObject());
  }

  /**
   * Returns an HTTP response with the status of the failure and {@code {"error": "…"}}. It also
   * logs the failure, because Lambda counts this invocation as a success.
   */
  @Override
  public APIGatewayProxyResponseEvent respond(PrewarmingException failure, RunLog log) {
    log.returned(failure);
    return response(failure.reason().httpStatus(), Map.of("error", failure.getMessage()));
  }

  private static APIGatewayProxyResponseEvent response(int status, Map<String, Object> body) {
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
      throw invalid("the body must be base64 because isBase64Encoded is true: " + e.getMessage());
    }
  }
}
