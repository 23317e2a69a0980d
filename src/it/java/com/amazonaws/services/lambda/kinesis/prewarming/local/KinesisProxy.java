package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A proxy in front of Kinesis. It forwards each call unless a test sets another response. */
public final class KinesisProxy implements AutoCloseable {

  public static final String DESCRIBE = "Kinesis_20131202.DescribeStream";
  public static final String PUT = "Kinesis_20131202.PutRecords";

  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final int HANG_MILLIS = 120_000;

  private final URI kinesis;
  private final RecordDistributor distributor = new RecordDistributor();
  private final WireMockServer server;

  public KinesisProxy(URI kinesis) {
    this(kinesis, options());
  }

  /** Creates a proxy that also serves TLS, with the key in a key store. */
  public KinesisProxy(URI kinesis, Path keyStore, String password) {
    this(
        kinesis,
        options()
            .dynamicHttpsPort()
            .keystorePath(keyStore.toString())
            .keystorePassword(password)
            .keyManagerPassword(password));
  }

  private KinesisProxy(URI kinesis, WireMockConfiguration options) {
    this.kinesis = kinesis;
    server =
        new WireMockServer(
            options
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(64)
                .stubRequestLoggingDisabled(true)
                .extensions(distributor));
    server.start();
    reset();
  }

  /** Returns the URL of the proxy, which has the scheme https if the proxy serves TLS. */
  public String endpoint() {
    return server.isHttpsEnabled()
        ? "https://127.0.0.1:" + server.httpsPort()
        : "http://127.0.0.1:" + server.port();
  }

  /** Forgets all calls and all responses that tests have set. */
  public void reset() {
    server.resetAll();
    distributor.distribute(List.of());
    server.stubFor(any(anyUrl()).willReturn(forwarded()));
  }

  /** Returns the number of calls of an action. */
  public int calls(String action) {
    return requests(action).size();
  }

  /** Returns the number of records in each PutRecords call, in the order of the calls. */
  public List<Integer> recordsInEachPut() {
    return requests(PUT).stream().map(put -> decode(put.getBody()).get("Records").size()).toList();
  }

  /** Returns a header of each call of an action, in the order of the calls. */
  public List<String> headers(String action, String name) {
    return requests(action).stream().map(request -> request.getHeader(name)).toList();
  }

  /** Responds to the next call of an action, and forwards the later ones. */
  public void respondOnce(String action, ResponseDefinitionBuilder response) {
    server.stubFor(
        post(anyUrl())
            .withHeader("X-Amz-Target", equalTo(action))
            .inScenario(action)
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("responded")
            .willReturn(response));
  }

  /** Responds to every call of an action. */
  public void respondAlways(String action, ResponseDefinitionBuilder response) {
    server.stubFor(post(anyUrl()).withHeader("X-Amz-Target", equalTo(action)).willReturn(response));
  }

  /**
   * Stores each record in a random shard, whatever its hash key is, as Kinesis does if a stream's
   * record distribution strategy is AUTO.
   */
  public void distributeRecords(TestStream stream) {
    distributor.distribute(
        stream.open().stream().map(shard -> shard.getHashKeyRange().getStartingHashKey()).toList());
  }

  /** Returns the response to a call that Kinesis rejects. */
  public static ResponseDefinitionBuilder error(int status, String code, String message) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-cbor-1.1")
        .withHeader("x-amzn-ErrorType", code)
        .withBody(encode(Map.of("__type", code, "message", message)));
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

  /** Encodes the body of a call or a response in CBOR, as the SDK does. */
  static byte[] encode(Object body) {
    try {
      return CBOR.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode decode(byte[] body) {
    try {
      return CBOR.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
