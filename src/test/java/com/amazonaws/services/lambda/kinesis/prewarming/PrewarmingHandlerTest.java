package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.assertContains;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.page;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import com.amazonaws.SDKGlobalTime;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which source an event comes from, and how the function responds to it. */
class PrewarmingHandlerTest {

  private static final Map<String, Object> ORDERS = Map.of("streamName", "orders");
  private static final String ORDERS_JSON = "{\"streamName\":\"orders\"}";

  private final AmazonKinesis kinesis = mock(AmazonKinesis.class);
  private final Context context = mock(Context.class);
  private final FakeLog log = new FakeLog();
  private final List<String> regions = new ArrayList<>();
  private final FakeTime time = new FakeTime();
  private final PrewarmingHandler handler =
      new PrewarmingHandler(
          new KinesisClients(KinesisEndpoint.from(Map.of()), this::client), "eu-west-1", time);

  @BeforeEach
  void aStreamWithOneOpenShard() {
    when(context.getRemainingTimeInMillis()).thenReturn(60_000);
    when(context.getLogger()).thenReturn(log);
    when(kinesis.describeStream(any(DescribeStreamRequest.class))).thenReturn(page(1));
    when(kinesis.putRecords(any())).thenReturn(rows("shard-0000"));
  }

  @Test
  void returnsTheReportForADirectEvent() {
    String answer =
        "{'streamName':'orders','regionName':'eu-west-1','openShards':1,'canaries':[{'shardId':"
            + "'shard-0000','explicitHashKey':'0','sequenceNumber':'n-shard-0000'}]}";

    assertEquals(answer.replace('\'', '"'), Json.write(handler.handleRequest(ORDERS, context)));
  }

  @Test
  void usesTheClientOfTheRegionInTheEvent() {
    assertEquals(List.of("eu-west-1"), regions, "the function's own, before an event asks");

    handler.handleRequest(Map.of("streamName", "orders", "regionName", "us-east-2"), context);

    assertEquals(List.of("eu-west-1", "us-east-2"), regions);
  }

  @Test
  void returnsThrottledShards() {
    when(kinesis.putRecords(any())).thenReturn(rows("!ProvisionedThroughputExceededException"));

    Map<?, ?> answer = (Map<?, ?>) handler.handleRequest(ORDERS, context);

    assertEquals(List.of("shard-0000"), answer.get("throttledShards"));
    assertEquals(List.of(), answer.get("canaries"));
  }

  @Test
  void readsTheDetailOfAnEventBridgeEvent() {
    Map<String, Object> event = Map.of("detail-type", "x", "source", "y", "detail", ORDERS);

    assertEquals("orders", ((Map<?, ?>) handler.handleRequest(event, context)).get("streamName"));
  }

  @Test
  void readsTheBodyOfARestApiEvent() {
    Map<String, Object> event =
        Map.of("httpMethod", "POST", "requestContext", Map.of(), "body", ORDERS_JSON);

    APIGatewayProxyResponseEvent answer = call(event);

    assertEquals(200, answer.getStatusCode());
    assertEquals(Map.of("Content-Type", "application/json"), answer.getHeaders());
    assertTrue(answer.getBody().startsWith("{\"streamName\":\"orders\","), answer.getBody());
    assertFalse(answer.getIsBase64Encoded());
  }

  @Test
  void readsTheBodyOrElseTheQueryStringOfAnHttpApiEvent() {
    String base64 = Base64.getEncoder().encodeToString(ORDERS_JSON.getBytes());
    assertStatus(200, Map.of("body", base64, "isBase64Encoded", true));
    assertStatus(200, Map.of("queryStringParameters", ORDERS));
    assertStatus(200, Map.of("queryStringParameters", ORDERS, "body", ""));
    assertStatus(400, Map.of());
    assertStatus(400, Map.of("queryStringParameters", ORDERS, "body", "{}"));
  }

  private void assertStatus(int status, Map<String, Object> apiCall) {
    assertEquals(status, call(httpApi(apiCall)).getStatusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"body", "detail"})
  void rejectsABodyOrADetailWithoutItsEnvelope(String field) {
    PrewarmingException failure =
        Fixtures.fails(() -> handler.handleRequest(Map.of(field, ORDERS), context));

    assertContains("unknown field \"" + field + '"', failure.getMessage());
  }

  @Test
  void returnsTheStatusOfAFailureToAnApiCallerAndLogsIt() {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(Fixtures.kinesisError(400, "AccessDeniedException"));

    APIGatewayProxyResponseEvent answer = call(httpApi(Map.of("body", ORDERS_JSON)));

    assertEquals(502, answer.getStatusCode());
    assertContains("{\"error\":\"kinesis:DescribeStream on stream orders", answer.getBody());
    assertContains("WARN returning an error to the API caller: kinesis:", log.lines().get(0));
  }

  @Test
  void reportsAnUnexpectedFailureAndLogsItsStackTrace() {
    IllegalStateException cause = new IllegalStateException("no context");
    when(context.getRemainingTimeInMillis()).thenThrow(cause);

    APIGatewayProxyResponseEvent answer = call(httpApi(Map.of("body", ORDERS_JSON)));

    assertEquals(500, answer.getStatusCode());
    assertEquals(
        "{\"error\":\"unexpected failure: java.lang.IllegalStateException: no context. The log has"
            + " the stack trace.\"}",
        answer.getBody());
    assertContains("ERROR unexpected failure: ", log.lines().get(0));
    assertContains("\tat ", log.lines().get(0));
    PrewarmingException failure = Fixtures.fails(() -> handler.handleRequest(ORDERS, context));
    assertEquals(cause, failure.getCause());
    assertEquals(Reason.UNEXPECTED, failure.reason());
  }

  @Test
  void callsNothingForAnInvalidEventAndServesTheNext() {
    PrewarmingException failure =
        Fixtures.fails(() -> handler.handleRequest(Map.of("key1", "value1"), context));
    PrewarmingException ofNull = Fixtures.fails(() -> handler.handleRequest(null, context));

    assertEquals(Reason.INVALID_REQUEST, failure.reason());
    assertContains("the event must be a JSON object", ofNull.getMessage());
    verifyNoInteractions(kinesis);
    assertEquals(1, ((Map<?, ?>) handler.handleRequest(ORDERS, context)).get("openShards"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json", "{\"streamName\":\"orders\"",
        "{\"streamName\":\"orders\"} {}", "{\"streamName\":\"orders\",\"streamName\":\"x\"}",
        "[]", "null",
        "\"orders\"", "/////w=="
      })
  void rejectsABodyThatIsNotAJsonObject(String body) {
    boolean base64 = body.endsWith("==");

    assertInvalid(
        "the body must be a JSON object in UTF-8", Map.of("body", body, "isBase64Encoded", base64));
  }

  @Test
  void treatsAnIncompleteRequestContextAsADirectEvent() {
    for (Map<String, Object> event :
        List.<Map<String, Object>>of(
            Map.of("requestContext", Map.of()),
            Map.of("requestContext", "x", "httpMethod", "POST"),
            Map.of("requestContext", Map.of("http", "POST")),
            Map.of("requestContext", Map.of(), "httpMethod", 1))) {
      Fixtures.fails(() -> handler.handleRequest(event, context));
    }
  }

  @Test
  void createsANewClientAfterAnUnexpectedFailure() {
    SDKGlobalTime.setGlobalTimeOffset(1_000_000_000);
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(new IllegalArgumentException("Not able to cache signing key"))
        .thenReturn(page(1));

    Fixtures.fails(() -> handler.handleRequest(ORDERS, context));

    assertEquals(0, SDKGlobalTime.getGlobalTimeOffset());
    handler.handleRequest(ORDERS, context);
    assertEquals(List.of("eu-west-1", "eu-west-1"), regions);
  }

  @Test
  void respondsToAnApiCallerBeforeApiGatewayTimesOut() {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(Fixtures.kinesisError(500, "InternalFailure"));

    APIGatewayProxyResponseEvent answer = call(httpApi(Map.of("body", ORDERS_JSON)));

    assertEquals(504, answer.getStatusCode());
    Duration took = time.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
    assertTrue(took.compareTo(Duration.ofSeconds(24)) > 0, took::toString);
    assertTrue(took.compareTo(Duration.ofSeconds(25)) <= 0, took::toString);
  }

  @Test
  void tellsAnApiCallerWhatIsInvalid() {
    assertInvalid("streamName is missing", Map.of("body", ""));
    assertInvalid("streamName is missing", Map.of("body", "{}"));
    assertInvalid(
        "the body must be a JSON object in UTF-8, but was an array", Map.of("body", "[]"));
    assertInvalid("the body must be a JSON object in UTF-8, but was null", Map.of("body", "null"));
    assertInvalid(
        "the body must be a JSON object in UTF-8, but was a string", Map.of("body", "\"orders\""));
    assertInvalid("unknown field \\\"key1\\\"", Map.of("body", "{\"key1\": \"value1\"}"));
    assertInvalid("the body must be a string, but was an object", Map.of("body", ORDERS));
    assertInvalid(
        "the body must be base64 because isBase64Encoded is true",
        Map.of("body", "***", "isBase64Encoded", true));

    handler.handleRequest(ORDERS, context);
    assertEquals(List.of("eu-west-1"), regions, "an invalid event does not cost the client");
  }

  @Test
  void saysWhatIsInvalidInAnEventBridgeEvent() {
    assertEventBridgeInvalid("detail of the EventBridge event must be a JSON object", "orders");
    assertEventBridgeInvalid("streamName is missing", Map.of());
    assertEventBridgeInvalid("set the Input of the target", "{}");
    assertEventBridgeInvalid("unknown field \"stream\"", Map.of("stream", 1));
  }

  @Test
  void servesSixteenConcurrentEventsSeparately() {
    CyclicBarrier all = new CyclicBarrier(16);
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenAnswer(
            call -> {
              all.await(30, TimeUnit.SECONDS);
              return page(1);
            });
    ExecutorService environment = Executors.newFixedThreadPool(16);
    List<CompletableFuture<Object>> answers =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> handler.handleRequest(Map.of("streamName", "orders-" + i), context),
                        environment))
            .toList();

    for (int i = 0; i < 16; i++) {
      assertEquals("orders-" + i, ((Map<?, ?>) answers.get(i).join()).get("streamName"));
    }
    environment.shutdown();
    assertEquals(16, log.lines().stream().filter(line -> line.contains("prewarmed")).count());
  }

  private void assertInvalid(String start, Map<String, Object> apiCall) {
    APIGatewayProxyResponseEvent answer = call(httpApi(apiCall));

    assertEquals(400, answer.getStatusCode());
    assertContains("{\"error\":\"" + start, answer.getBody());
    verifyNoInteractions(kinesis);
  }

  private void assertEventBridgeInvalid(String part, Object detail) {
    Map<String, Object> event = Map.of("detail-type", "x", "detail", detail);
    assertContains(part, Fixtures.fails(() -> handler.handleRequest(event, context)).getMessage());
  }

  private AmazonKinesis client(String region, String url) {
    regions.add(region);
    return kinesis;
  }

  private APIGatewayProxyResponseEvent call(Map<String, Object> event) {
    return (APIGatewayProxyResponseEvent) handler.handleRequest(event, context);
  }

  private static Map<String, Object> httpApi(Map<String, Object> fields) {
    Map<String, Object> event = new HashMap<>(fields);
    event.put("requestContext", Map.of("http", Map.of("method", "POST")));
    return event;
  }
}
