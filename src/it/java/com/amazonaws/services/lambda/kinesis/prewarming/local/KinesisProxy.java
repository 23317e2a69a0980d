package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URI;
import java.util.List;
import java.util.Random;

/** A proxy in front of Kinesis. It forwards each call unless a test sets another response. */
public final class KinesisProxy implements AutoCloseable {

  public static final String DESCRIBE = "Kinesis_20131202.DescribeStream";
  public static final String PUT = "Kinesis_20131202.PutRecords";

  private static final int HANG_MILLIS = 120_000;

  private final URI kinesis;
  private final CallRewriter rewriter;
  private final WireMockServer server;

  public KinesisProxy(URI kinesis) {
    this.kinesis = kinesis;
    rewriter = new CallRewriter(kinesis);
    server =
        new WireMockServer(
            options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(64)
                .stubRequestLoggingDisabled(true)
                .extensions(rewriter));
    server.start();
    reset();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Forgets all calls and all responses that tests have set. */
  public void reset() {
    server.resetAll();
    server.stubFor(any(anyUrl()).willReturn(forwarded()));
  }

  /** Returns the number of calls of an action. */
  public int calls(String action) {
    return requests(action).size();
  }

  /** Returns the number of records in each PutRecords call, in the order of the calls. */
  public List<Integer> recordsInEachPut() {
    return requests(PUT).stream()
        .map(request -> CallRewriter.decode(request.getBody()).get("Records").size())
        .toList();
  }

  /** Returns a header of each call of an action, in the order of the calls. */
  public List<String> headers(String action, String name) {
    return requests(action).stream().map(request -> request.getHeader(name)).toList();
  }

  /** Forwards the given number of calls of an action, then responds to the next ones. */
  public void respondAfter(
      int forwarded, String action, int times, ResponseDefinitionBuilder response) {
    for (int call = 0; call < forwarded + times; call++) {
      server.stubFor(
          post(anyUrl())
              .withHeader("X-Amz-Target", equalTo(action))
              .inScenario(action)
              .whenScenarioStateIs(call == 0 ? Scenario.STARTED : "after " + call)
              .willSetStateTo("after " + (call + 1))
              .willReturn(call < forwarded ? forwarded() : response));
    }
  }

  /** Responds to every call of an action. */
  public void respondAlways(String action, ResponseDefinitionBuilder response) {
    server.stubFor(post(anyUrl()).withHeader("X-Amz-Target", equalTo(action)).willReturn(response));
  }

  /**
   * Stores each record in a random shard, whatever its hash key is, as Kinesis does if a stream's
   * record distribution strategy is AUTO.
   */
  public void distributeRecords(TestStream stream, Random random) {
    List<String> hashKeys =
        stream.open().stream().map(shard -> shard.getHashKeyRange().getStartingHashKey()).toList();
    respondAlways(
        PUT,
        rewriter.respond(
            (call, kinesis) -> {
              for (var record : call.get("Records")) {
                String hashKey = hashKeys.get(random.nextInt(hashKeys.size()));
                ((ObjectNode) record).put("ExplicitHashKey", hashKey);
              }
              return kinesis.apply(call);
            }));
  }

  /** Returns the response to a call that Kinesis rejects. */
  public static ResponseDefinitionBuilder error(int status, String code, String message) {
    ObjectNode error =
        JsonNodeFactory.instance.objectNode().put("__type", code).put("message", message);
    return CallRewriter.response(status, error).withHeader("x-amzn-ErrorType", code);
  }

  /** Returns a response that arrives later than any test waits. */
  public static ResponseDefinitionBuilder hanging() {
    return aResponse().withStatus(200).withFixedDelay(HANG_MILLIS);
  }

  @Override
  public void close() {
    server.stop();
  }

  private ResponseDefinitionBuilder forwarded() {
    return aResponse().proxiedFrom(kinesis.toString());
  }

  private List<LoggedRequest> requests(String action) {
    return server.findAll(postRequestedFor(anyUrl()).withHeader("X-Amz-Target", equalTo(action)));
  }
}
