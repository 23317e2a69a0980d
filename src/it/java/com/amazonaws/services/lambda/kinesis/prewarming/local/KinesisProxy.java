package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.amazonaws.services.kinesis.model.Shard;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A proxy before Kinesis that goes wrong as told: WireMock, which passes on all that no fault was
 * ordered for.
 */
public final class KinesisProxy implements AutoCloseable {

  public static final String DESCRIBE = "Kinesis_20131202.DescribeStream";
  public static final String PUT = "Kinesis_20131202.PutRecords";

  private static final int HANGING_MILLIS = 120_000;

  private final URI kinesis;
  private final CallRewriter underway;
  private final WireMockServer server;

  public KinesisProxy(URI kinesis) {
    this(kinesis, 10_000);
  }

  /** One that forgets calls beyond so many, as each may have megabytes. */
  public KinesisProxy(URI kinesis, int mostCallsKept) {
    this.kinesis = kinesis;
    underway = new CallRewriter(kinesis);
    server =
        new WireMockServer(
            options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(64)
                .maxRequestJournalEntries(mostCallsKept)
                .stubRequestLoggingDisabled(true)
                .extensions(underway));
    server.start();
    clear();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Forgets all faults and calls. */
  public void clear() {
    server.resetAll();
    server.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(kinesis.toString())));
  }

  /** How many calls of an action came in. */
  public int calls(String action) {
    return requests(action).size();
  }

  /** How many records each PutRecords call carried, in their order. */
  public List<Integer> recordsInEachPut() {
    return requests(PUT).stream()
        .map(request -> CallRewriter.content(request.getBody()).get("Records").size())
        .toList();
  }

  private List<LoggedRequest> requests(String action) {
    return server.findAll(postRequestedFor(anyUrl()).withHeader("X-Amz-Target", equalTo(action)));
  }

  /** The call after so many that pass is answered so, that often. */
  public void fault(String action, int passing, int times, ResponseDefinitionBuilder response) {
    for (int call = 0; call < passing + times; call++) {
      ResponseDefinitionBuilder answer =
          call < passing ? aResponse().proxiedFrom(kinesis.toString()) : response;
      server.stubFor(
          post(anyUrl())
              .withHeader("X-Amz-Target", equalTo(action))
              .inScenario(action)
              .whenScenarioStateIs(call == 0 ? Scenario.STARTED : "after " + call)
              .willSetStateTo("after " + (call + 1))
              .willReturn(answer));
    }
  }

  /** Every call is answered so. */
  public void always(String action, ResponseDefinitionBuilder response) {
    server.stubFor(post(anyUrl()).withHeader("X-Amz-Target", equalTo(action)).willReturn(response));
  }

  public static ResponseDefinitionBuilder refusal(int status, String code) {
    return refusal(status, code, "as ordered");
  }

  /** The same, in these words. */
  public static ResponseDefinitionBuilder refusal(int status, String code, String message) {
    ObjectNode error =
        JsonNodeFactory.instance.objectNode().put("__type", code).put("message", message);
    return CallRewriter.answer(status, error).withHeader("x-amzn-ErrorType", code);
  }

  public static ResponseDefinitionBuilder hanging() {
    return aResponse().withStatus(200).withFixedDelay(HANGING_MILLIS);
  }

  /**
   * Each PutRecords call passes through this on its way.
   *
   * @param orders gives what to answer for a record, such as {@link #refused}; the others are
   *     written
   */
  public void eachRecord(Runnable before, Function<JsonNode, Optional<JsonNode>> orders) {
    always(
        PUT,
        underway.order(
            PUT,
            (request, call) -> {
              before.run();
              return underway.write(request, call, orders);
            }));
  }

  /** A row for a record that is refused. */
  public static Optional<JsonNode> refused(String code) {
    return Optional.of(
        JsonNodeFactory.instance
            .objectNode()
            .put("ErrorCode", code)
            .put("ErrorMessage", "as ordered"));
  }

  /**
   * Records go no further than here, and are answered as if they lay in that stream. The local
   * Kinesis takes seconds over megabytes, in which it answers nobody else.
   */
  public void swallowRecords(TestStream stream) {
    Map<String, String> shardIds =
        stream.open().stream()
            .collect(
                Collectors.toMap(s -> s.getHashKeyRange().getStartingHashKey(), Shard::getShardId));
    eachRecord(
        () -> {},
        record ->
            Optional.of(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("ShardId", shardIds.get(record.get("ExplicitHashKey").asText()))
                    .put("SequenceNumber", "1")));
  }

  /**
   * Each DescribeStream call is answered so, after so long.
   *
   * @param answers gives the answer to a call, with the help of the Kinesis behind
   */
  public void eachListing(
      Duration delay, BiFunction<ObjectNode, UnaryOperator<ObjectNode>, ObjectNode> answers) {
    always(
        DESCRIBE,
        underway.order(
            DESCRIBE,
            (request, call) ->
                CallRewriter.answer(200, answers.apply(call, c -> underway.send(c, request)))
                    .withFixedDelay((int) delay.toMillis())));
  }

  /** Kinesis' clock is that far ahead, by which it judges signatures and dates its answers. */
  public void setClockAhead(Duration ahead) {
    for (String action : List.of(DESCRIBE, PUT)) {
      always(action, underway.order(action, new ServerClock(underway, ahead)));
    }
  }

  /** The port on the address 127.0.0.1, where alone it listens. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
