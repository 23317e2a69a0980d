package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes the records of a PutRecords call but those whose answer is ordered. */
final class OrderedRows extends Underway {

  private volatile Runnable before = () -> {};
  private volatile Function<JsonNode, Optional<JsonNode>> orders = record -> Optional.empty();

  OrderedRows(Upstream upstream) {
    super(upstream);
  }

  /** What to do before each call, and what to answer for a record instead of writing it. */
  void order(Runnable before, Function<JsonNode, Optional<JsonNode>> orders) {
    this.before = before;
    this.orders = orders;
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    before.run();
    ObjectNode call = (ObjectNode) Cbor.read(event.getRequest().getBody());
    List<Optional<JsonNode>> ordered = new ArrayList<>();
    ArrayNode written = Cbor.array();
    for (JsonNode record : call.get("Records")) {
      Optional<JsonNode> order = orders.apply(record);
      ordered.add(order);
      order.ifPresentOrElse(row -> {}, () -> written.add(record));
    }
    Iterator<JsonNode> rows =
        written.isEmpty()
            ? Collections.emptyIterator()
            : upstream
                .send(call.set("Records", written), event.getRequest())
                .get("Records")
                .iterator();
    ArrayNode answer = Cbor.array();
    ordered.forEach(order -> answer.add(order.orElseGet(rows::next)));
    return Upstream.answer(
            Cbor.object()
                .put("FailedRecordCount", answer.findValues("ErrorCode").size())
                .set("Records", answer))
        .build();
  }
}
