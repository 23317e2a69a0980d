package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Function;

/**
 * A proxy before Kinesis that goes wrong as told: WireMock, which passes on all that no fault was
 * ordered for.
 */
final class KinesisProxy implements AutoCloseable {

  static final String DESCRIBE = "Kinesis_20131202.DescribeStream";
  static final String PUT = "Kinesis_20131202.PutRecords";

  private static final int LONGER_THAN_ANY_RUN_MILLIS = 120_000;
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

  private final URI kinesis;
  private final Rows rows = new Rows();
  private final WireMockServer server;

  KinesisProxy(URI kinesis) {
    this.kinesis = kinesis;
    server =
        new WireMockServer(
            options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(64)
                .stubRequestLoggingDisabled(true)
                .extensions(rows));
    server.start();
    clear();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Forgets all faults and calls. */
  void clear() {
    server.resetAll();
    server.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(kinesis.toString())));
  }

  /** How many calls of an action came in. */
  int calls(String action) {
    return server
        .findAll(postRequestedFor(anyUrl()).withHeader("X-Amz-Target", equalTo(action)))
        .size();
  }

  /** How many records each PutRecords call carried, in their order. */
  List<Integer> recordsInEachPut() {
    return server
        .findAll(postRequestedFor(anyUrl()).withHeader("X-Amz-Target", equalTo(PUT)))
        .stream()
        .map(request -> read(request.getBody()).get("Records").size())
        .toList();
  }

  /** The call after so many that pass is refused with an AWS error, that often. */
  void refuse(String action, int passing, int times, int status, String code) {
    fault(action, passing, times, refusal(status, code));
  }

  /** The first calls lose their connection, that often. */
  void reset(String action, int times) {
    fault(action, 0, times, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
  }

  /** The first calls are answered too late for any run, that often. */
  void hang(String action, int times) {
    fault(action, 0, times, aResponse().withStatus(200).withFixedDelay(LONGER_THAN_ANY_RUN_MILLIS));
  }

  /** Every call is refused or hangs. */
  void always(String action, ResponseDefinitionBuilder response) {
    server.stubFor(post(anyUrl()).withHeader("X-Amz-Target", equalTo(action)).willReturn(response));
  }

  static ResponseDefinitionBuilder refusal(int status, String code) {
    ObjectNode error = CBOR.createObjectNode().put("__type", code).put("message", "as ordered");
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-cbor-1.1")
        .withHeader("x-amzn-ErrorType", code)
        .withBody(write(error));
  }

  static ResponseDefinitionBuilder hanging() {
    return aResponse().withStatus(200).withFixedDelay(LONGER_THAN_ANY_RUN_MILLIS);
  }

  /**
   * Each PutRecords call passes through this on its way.
   *
   * @param refuse gives the error code that a record is refused with, or null; the others are
   *     written
   */
  void eachRecord(Runnable before, Function<JsonNode, String> refuse) {
    rows.before = before;
    rows.refuse = refuse;
    always(PUT, aResponse().withTransformers(Rows.NAME));
  }

  @Override
  public void close() {
    server.stop();
  }

  private void fault(String action, int passing, int times, ResponseDefinitionBuilder response) {
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

  private static JsonNode read(byte[] cbor) {
    try {
      return CBOR.readTree(cbor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] write(JsonNode cbor) {
    try {
      return CBOR.writeValueAsBytes(cbor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the records of a PutRecords call that are not refused, and weaves the answer's rows. */
  private final class Rows implements ResponseDefinitionTransformerV2 {

    private static final String NAME = "rows";

    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Runnable before = () -> {};
    private volatile Function<JsonNode, String> refuse = row -> null;

    @Override
    public ResponseDefinition transform(ServeEvent event) {
      before.run();
      ObjectNode call = (ObjectNode) read(event.getRequest().getBody());
      ArrayNode answer = CBOR.createArrayNode();
      ArrayNode written = CBOR.createArrayNode();
      for (JsonNode row : call.get("Records")) {
        String code = refuse.apply(row);
        if (code == null) {
          written.add(row);
          answer.addNull();
        } else {
          answer.addObject().put("ErrorCode", code).put("ErrorMessage", "as ordered");
        }
      }
      weave(answer, written.isEmpty() ? written : pass(event, call.set("Records", written)));
      ObjectNode body =
          CBOR.createObjectNode().put("FailedRecordCount", answer.size() - written.size());
      return aResponse()
          .withStatus(200)
          .withHeader("Content-Type", "application/x-amz-cbor-1.1")
          .withBody(write(body.set("Records", answer)))
          .build();
    }

    private static void weave(ArrayNode answer, JsonNode rows) {
      int next = 0;
      for (int i = 0; i < answer.size(); i++) {
        if (answer.get(i).isNull()) {
          answer.set(i, rows.get(next++));
        }
      }
    }

    private JsonNode pass(ServeEvent event, JsonNode call) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(kinesis).POST(HttpRequest.BodyPublishers.ofByteArray(write(call)));
      for (String header : List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")) {
        request.header(header, event.getRequest().getHeader(header));
      }
      try {
        return read(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body())
            .get("Records");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean applyGlobally() {
      return false;
    }

    @Override
    public String getName() {
      return NAME;
    }
  }
}
