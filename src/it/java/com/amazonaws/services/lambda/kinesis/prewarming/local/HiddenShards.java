package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.Iterator;
import java.util.function.Predicate;

/** Listings that leave shards out. */
final class HiddenShards extends Underway {

  private volatile Predicate<String> hidden = shardId -> false;

  HiddenShards(Upstream upstream) {
    super(upstream);
  }

  /** Which shards listings leave out from now on. */
  void hide(Predicate<String> shardIds) {
    hidden = shardIds;
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    JsonNode call = Cbor.read(event.getRequest().getBody());
    ObjectNode answer = upstream.send(call, event.getRequest());
    Iterator<JsonNode> shards = answer.at("/StreamDescription/Shards").iterator();
    while (shards.hasNext()) {
      if (hidden.test(shards.next().get("ShardId").asText())) {
        shards.remove();
      }
    }
    return Upstream.answer(answer).build();
  }
}
