package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.github.tomakehurst.wiremock.extension.requestfilter.RequestFilterAction;
import com.github.tomakehurst.wiremock.extension.requestfilter.RequestWrapper;
import com.github.tomakehurst.wiremock.extension.requestfilter.StubRequestFilterV2;
import com.github.tomakehurst.wiremock.http.Body;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

/** Replaces the hash keys in PutRecords calls, which are encoded in CBOR. */
final class RecordDistributor implements StubRequestFilterV2 {

  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

  private volatile List<String> hashKeys = List.of();
  private volatile Random random;

  /** Chooses the hash key of each record from a list. An empty list keeps the hash keys. */
  void distribute(List<String> hashKeys, Random random) {
    this.random = random;
    this.hashKeys = hashKeys;
  }

  /** Decodes the body of a call. */
  static JsonNode decode(byte[] body) {
    try {
      return CBOR.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Encodes the body of a call or a response. */
  static byte[] encode(JsonNode content) {
    try {
      return CBOR.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public RequestFilterAction filter(Request request, ServeEvent event) {
    boolean isRewritten =
        !hashKeys.isEmpty() && KinesisProxy.PUT.equals(request.getHeader("X-Amz-Target"));
    return RequestFilterAction.continueWith(
        isRewritten ? RequestWrapper.create().transformBody(this::rewrite).wrap(request) : request);
  }

  @Override
  public String getName() {
    return "record-distributor";
  }

  private Body rewrite(Body body) {
    JsonNode call = decode(body.asBytes());
    for (JsonNode record : call.get("Records")) {
      String hashKey = hashKeys.get(random.nextInt(hashKeys.size()));
      ((ObjectNode) record).put("ExplicitHashKey", hashKey);
    }
    return new Body(encode(call));
  }
}
