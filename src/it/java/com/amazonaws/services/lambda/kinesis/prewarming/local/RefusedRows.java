package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.function.Function;

/** Writes the records of a PutRecords call that are not refused, and weaves the answer's rows. */
final class RefusedRows extends Underway {

  private volatile Runnable before = () -> {};
  private volatile Function<JsonNode, String> refuse = row -> null;

  RefusedRows(Upstream upstream) {
    super(upstream);
  }

  /** What to do before each call, and the error code that a record is refused with, or null. */
  void order(Runnable before, Function<JsonNode, String> refuse) {
    this.before = before;
    this.refuse = refuse;
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    before.run();
    ObjectNode call = (ObjectNode) Cbor.read(event.getRequest().getBody());
    ArrayNode answer = Cbor.array();
    ArrayNode written = Cbor.array();
    for (JsonNode row : call.get("Records")) {
      String code = refuse.apply(row);
      if (code == null) {
        written.add(row);
        answer.addNull();
      } else {
        answer.addObject().put("ErrorCode", code).put("ErrorMessage", "as ordered");
      }
    }
    weave(
        answer,
        written.isEmpty()
            ? written
            : upstream.send(call.set("Records", written), event.getRequest()).get("Records"));
    ObjectNode body = Cbor.object().put("FailedRecordCount", answer.size() - written.size());
    return Upstream.answer(body.set("Records", answer)).build();
  }

  private static void weave(ArrayNode answer, JsonNode rows) {
    int next = 0;
    for (int i = 0; i < answer.size(); i++) {
      if (answer.get(i).isNull()) {
        answer.set(i, rows.get(next++));
      }
    }
  }
}
