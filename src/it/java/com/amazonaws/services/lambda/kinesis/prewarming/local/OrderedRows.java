package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes the records of a PutRecords call but those whose answer is ordered.
 *
 * @param before what to do before each call
 * @param orders what to answer for a record instead of writing it
 */
record OrderedRows(
    Underway upstream, Runnable before, Function<JsonNode, Optional<JsonNode>> orders)
    implements Underway.Change {

  @Override
  public ResponseDefinitionBuilder answer(Request request, ObjectNode call) {
    before.run();
    List<Optional<JsonNode>> ordered = new ArrayList<>();
    call.get("Records").forEach(record -> ordered.add(orders.apply(record)));
    Iterator<JsonNode> written = write(request, call, ordered);
    ObjectNode answer = Cbor.object();
    ArrayNode rows = answer.putArray("Records");
    ordered.forEach(order -> rows.add(order.orElseGet(written::next)));
    answer.put("FailedRecordCount", rows.findValues("ErrorCode").size());
    return Underway.answer(200, answer);
  }

  private Iterator<JsonNode> write(
      Request request, ObjectNode call, List<Optional<JsonNode>> ordered) {
    Iterator<Optional<JsonNode>> orders = ordered.iterator();
    ArrayNode records = (ArrayNode) call.get("Records");
    records.removeIf(record -> orders.next().isPresent());
    return records.isEmpty()
        ? Collections.emptyIterator()
        : upstream.send(call, request).get("Records").iterator();
  }
}
