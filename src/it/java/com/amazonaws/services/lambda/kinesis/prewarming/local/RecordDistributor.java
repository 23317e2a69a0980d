package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.extension.requestfilter.RequestFilterAction;
import com.github.tomakehurst.wiremock.extension.requestfilter.RequestWrapper;
import com.github.tomakehurst.wiremock.extension.requestfilter.StubRequestFilterV2;
import com.github.tomakehurst.wiremock.http.Body;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.List;
import java.util.Random;

/** Replaces the hash keys of the records in PutRecords calls. */
final class RecordDistributor implements StubRequestFilterV2 {

  private final Random random = new Random(1);
  private volatile List<String> hashKeys = List.of();

  /** Chooses the hash key of each record from a list. An empty list keeps the hash keys. */
  void distribute(List<String> hashKeys) {
    this.hashKeys = hashKeys;
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
    JsonNode call = KinesisProxy.decode(body.asBytes());
    for (JsonNode record : call.get("Records")) {
      String hashKey = hashKeys.get(random.nextInt(hashKeys.size()));
      ((ObjectNode) record).put("ExplicitHashKey", hashKey);
    }
    return new Body(KinesisProxy.encode(call));
  }
}
