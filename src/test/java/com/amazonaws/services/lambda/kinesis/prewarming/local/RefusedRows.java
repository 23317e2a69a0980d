package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Function;

/** Writes the records of a PutRecords call that are not refused, and weaves the answer's rows. */
final class RefusedRows implements ResponseDefinitionTransformerV2 {

  static final String NAME = "refused-rows";

  private final URI kinesis;
  // An upgrade to HTTP/2 now and then never ends at kinesis-local.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile Runnable before = () -> {};
  private volatile Function<JsonNode, String> refuse = row -> null;

  RefusedRows(URI kinesis) {
    this.kinesis = kinesis;
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
    weave(answer, written.isEmpty() ? written : pass(event, call.set("Records", written)));
    ObjectNode body = Cbor.object().put("FailedRecordCount", answer.size() - written.size());
    return aResponse()
        .withStatus(200)
        .withHeader("Content-Type", "application/x-amz-cbor-1.1")
        .withBody(Cbor.write(body.set("Records", answer)))
        .build();
  }

  private static void weave(ArrayNode answer, JsonNode rows) {
    int next = 0;
    for (int i = 0; i < answer.size(); i++) {
      if (answer.get(i).isNull()) {
        answer.set(i, rows.get(next++));
      }
    }
  }

  private JsonNode pass(ServeEvent event, JsonNode call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(kinesis)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Cbor.write(call)));
    for (String header : List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")) {
      request.header(header, event.getRequest().getHeader(header));
    }
    try {
      return Cbor.read(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body())
          .get("Records");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean applyGlobally() {
    return false;
  }

  @Override
  public String getName() {
    return NAME;
  }
}
