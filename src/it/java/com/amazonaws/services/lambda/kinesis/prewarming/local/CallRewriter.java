package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Changes calls between the proxy and Kinesis. Calls and responses are encoded in CBOR. */
final class CallRewriter implements ResponseDefinitionTransformerV2 {

  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final List<String> FORWARDED =
      List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date");

  private final URI kinesis;
  // With HTTP/2, kinesis-local sometimes never completes the upgrade.
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();
  private volatile BiFunction<ObjectNode, UnaryOperator<ObjectNode>, ObjectNode> responses;

  CallRewriter(URI kinesis) {
    this.kinesis = kinesis;
  }

  /**
   * Replaces the function that responds to calls.
   *
   * @param function takes a call and a function that sends a call to Kinesis, and returns the
   *     response
   * @return the response for a stub, which calls the function
   */
  ResponseDefinitionBuilder respond(
      BiFunction<ObjectNode, UnaryOperator<ObjectNode>, ObjectNode> function) {
    responses = function;
    return aResponse().withTransformers(getName());
  }

  /** Decodes the body of a call or a response. */
  static ObjectNode decode(byte[] body) {
    try {
      return (ObjectNode) CBOR.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Encodes a response as Kinesis does. */
  static ResponseDefinitionBuilder response(int status, JsonNode content) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-cbor-1.1")
        .withBody(encode(content));
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    Request request = event.getRequest();
    ObjectNode call = decode(request.getBody());
    return response(200, responses.apply(call, changed -> send(changed, request))).build();
  }

  @Override
  public boolean applyGlobally() {
    return false;
  }

  @Override
  public String getName() {
    return "call-rewriter";
  }

  /** Sends the changed content with the headers of the original call. */
  private ObjectNode send(JsonNode changed, Request original) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(kinesis)
            .POST(HttpRequest.BodyPublishers.ofByteArray(encode(changed)));
    FORWARDED.forEach(header -> request.header(header, original.getHeader(header)));
    try {
      return decode(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encode(JsonNode content) {
    try {
      return CBOR.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
