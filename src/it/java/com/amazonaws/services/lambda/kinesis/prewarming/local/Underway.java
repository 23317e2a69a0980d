package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the proxy does to calls on their way to Kinesis or back, where a stub asks for it. */
final class Underway implements ResponseDefinitionTransformerV2 {

  private final URI kinesis;
  // An upgrade to HTTP/2 now and then never ends at kinesis-local.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Change> changes = new ConcurrentHashMap<>();

  /** How calls of one action are answered. */
  interface Change {
    ResponseDefinitionBuilder answer(Request request, ObjectNode call);
  }

  Underway(URI kinesis) {
    this.kinesis = kinesis;
  }

  /** Has calls of that action answered so, where the stub's response is this. */
  ResponseDefinitionBuilder order(String action, Change change) {
    changes.put(action, change);
    return aResponse().withTransformers(getName());
  }

  /** Sends a call's content with the headers of the call that came in. */
  ObjectNode send(JsonNode call, Request original) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(kinesis)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Cbor.write(call)));
    for (String header : List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")) {
      request.header(header, original.getHeader(header));
    }
    try {
      return Cbor.read(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** An answer as Kinesis gives it. */
  static ResponseDefinitionBuilder answer(int status, JsonNode content) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-cbor-1.1")
        .withBody(Cbor.write(content));
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    Request request = event.getRequest();
    return changes
        .get(request.getHeader("X-Amz-Target"))
        .answer(request, Cbor.read(request.getBody()))
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
