package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What the proxy does to calls on their way to Kinesis or back, where a stub asks for it. They
 * travel in CBOR.
 */
final class CallRewriter implements ResponseDefinitionTransformerV2 {

  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

  private final URI kinesis;
  // An upgrade to HTTP/2 now and then never ends at kinesis-local.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Change> changes = new ConcurrentHashMap<>();

  /** How calls of one action are answered. */
  interface Change {
    ResponseDefinitionBuilder answer(Request request, ObjectNode call);
  }

  CallRewriter(URI kinesis) {
    this.kinesis = kinesis;
  }

  /** Has calls of that action answered so, where the stub's response is this. */
  ResponseDefinitionBuilder order(String action, Change change) {
    changes.put(action, change);
    return aResponse().withTransformers(getName());
  }

  /**
   * Writes the records of a PutRecords call but those whose answer is ordered.
   *
   * @param orders what to answer for a record instead of writing it
   */
  ResponseDefinitionBuilder write(
      Request request, ObjectNode call, Function<JsonNode, Optional<JsonNode>> orders) {
    ArrayNode records = (ArrayNode) call.get("Records");
    List<Optional<JsonNode>> ordered = new ArrayList<>();
    records.forEach(record -> ordered.add(orders.apply(record)));
    Iterator<Optional<JsonNode>> next = ordered.iterator();
    records.removeIf(record -> next.next().isPresent());
    Iterator<JsonNode> written =
        records.isEmpty()
            ? Collections.emptyIterator()
            : send(call, request).get("Records").iterator();
    ObjectNode answer = CBOR.createObjectNode();
    ArrayNode rows = answer.putArray("Records");
    ordered.forEach(order -> rows.add(order.orElseGet(written::next)));
    return answer(200, answer.put("FailedRecordCount", rows.findValues("ErrorCode").size()));
  }

  /** Sends a call's content with the headers of the call that came in. */
  ObjectNode send(JsonNode call, Request original) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(kinesis).POST(HttpRequest.BodyPublishers.ofByteArray(cbor(call)));
    for (String header : List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")) {
      request.header(header, original.getHeader(header));
    }
    try {
      return content(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What a call or an answer says. */
  static ObjectNode content(byte[] body) {
    try {
      return (ObjectNode) CBOR.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer as Kinesis gives it. */
  static ResponseDefinitionBuilder answer(int status, JsonNode content) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-cbor-1.1")
        .withBody(cbor(content));
  }

  private static byte[] cbor(JsonNode content) {
    try {
      return CBOR.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    Request request = event.getRequest();
    return changes
        .get(request.getHeader("X-Amz-Target"))
        .answer(request, content(request.getBody()))
        .build();
  }

  @Override
  public boolean applyGlobally() {
    return false;
  }

  @Override
  public String getName() {
    return "underway";
  }
}
