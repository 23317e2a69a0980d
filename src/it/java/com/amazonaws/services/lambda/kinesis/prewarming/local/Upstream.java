package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** The Kinesis behind the proxy, for calls that are changed on their way there or back. */
record Upstream(URI kinesis, HttpClient http) {

  Upstream(URI kinesis) {
    // An upgrade to HTTP/2 now and then never ends at kinesis-local.
    this(kinesis, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
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
      return (ObjectNode)
          Cbor.read(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** An answer as Kinesis gives it. */
  static ResponseDefinitionBuilder answer(JsonNode content) {
    return aResponse()
        .withStatus(200)
        .withHeader("Content-Type", "application/x-amz-cbor-1.1")
        .withBody(Cbor.write(content));
  }
}
