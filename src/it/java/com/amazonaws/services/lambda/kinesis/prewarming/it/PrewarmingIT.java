package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.lambda.kinesis.prewarming.local.JsonText;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the packaged jar on a local Kinesis and checks the records in the shards. */
@ResourceLock("Local.FUNCTION")
class PrewarmingIT {

  private static final Path EVENTS = Path.of("src/test/resources/events");

  @Test
  void writesOneCanaryIntoEachOpenShardWhenStreamWasSplitAndMerged() {
    TestStream stream = Local.newStream(105);
    List<Shard> shards = stream.open();
    shards.subList(0, 10).forEach(stream::split);
    for (int i = 90; i < 100; i += 2) {
      stream.merge(shards.get(i), shards.get(i + 1));
    }

    LambdaRuntime.Result result = Local.FUNCTION.invoke(Local.eventFor(stream, "canary"));

    assertFalse(result.failed(), result.json());
    assertEquals(110, result.body().get("openShards").asInt());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(Set.of(0), Set.copyOf(stream.recordsInClosedShards().values()));
    assertEquals(20, stream.recordsInClosedShards().size());
  }

  @Test
  void logsLevelAndMessageWhenLogFormatIsJson() {
    TestStream stream = Local.newStream(1);
    String endpoint = Local.KINESIS.endpoint().toString();
    try (LambdaRuntime function =
        LambdaRuntime.startAgainst(endpoint, Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON"))) {
      LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"));

      JsonNode line = JsonText.read(result.log().get(0));
      assertEquals("INFO", line.get("level").asText());
      assertTrue(line.get("message").asText().matches("canary in shardId=.*[0-9]"));
      assertEquals(2, result.log().size(), result.log()::toString);
    }
  }

  @Test
  void writesEmptyRecordsToFunctionsRegionWhenEventHasOnlyAStreamName() {
    TestStream ireland = Local.newStream("eu-west-1", "in-two-regions", 2);
    TestStream ohio = Local.newStream("us-east-2", "in-two-regions", 3);

    Local.FUNCTION.invoke("{\"streamName\":\"in-two-regions\",\"regionName\":\"us-east-2\"}");

    assertEquals(ohio.oneRecordEach(), ohio.recordsInOpenShards());
    assertEquals(List.of("", "", ""), textsIn(ohio));
    assertEquals(List.of(), textsIn(ireland));

    Local.FUNCTION.invoke("{\"streamName\":\"in-two-regions\",\"messagePrototype\":null}");

    assertEquals(ohio.oneRecordEach(), ohio.recordsInOpenShards());
    assertEquals(ireland.oneRecordEach(), ireland.recordsInOpenShards());
    assertEquals(List.of("", ""), textsIn(ireland));
  }

  static Stream<Arguments> prototypes() {
    Stream<String> texts = Stream.of("", "Grüße, 世界 🐤", "a \"quote\" and a \\ and ${x}\nline");
    Stream<String> others =
        Stream.of("{\"n\":[1,2.5,true,null],\"who\":\"Grüße 🐤\"}", "42", "true", "[]", "{}");
    return Stream.concat(
        texts.map(text -> Arguments.of(JsonText.write(text), text)),
        others.map(json -> Arguments.of(json.replace(",", " , "), json)));
  }

  @ParameterizedTest
  @MethodSource("prototypes")
  void writesStringAsUtf8AndOtherPrototypeAsCompactJson(String prototype, String text) {
    TestStream stream = Local.newStream(1);

    Local.FUNCTION.invoke(
        "{\"streamName\": \"%s\", \"messagePrototype\": %s }".formatted(stream.name(), prototype));

    assertEquals(List.of(text), textsIn(stream));
  }

  @ParameterizedTest
  @ValueSource(strings = {"schedule.json", "eventbridge.json"})
  void prewarmsStreamOfSampleEvent(String file) throws IOException {
    TestStream stream = recreateOrders();

    LambdaRuntime.Result result = Local.FUNCTION.invoke(Files.readString(EVENTS.resolve(file)));

    assertEquals(2, result.body().get("canaries").size(), result.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(Set.of("{\"canary\":true}"), Set.copyOf(textsIn(stream)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rest-api.json",
        "rest-api-query.json",
        "http-api.json",
        "http-api-base64.json",
        "http-api-query.json",
        "function-url.json"
      })
  void respondsAsProxyIntegrationToSampleApiCall(String file) throws IOException {
    TestStream stream = recreateOrders();

    JsonNode response = Local.FUNCTION.invoke(Files.readString(EVENTS.resolve(file))).body();

    assertEquals(200, response.get("statusCode").asInt(), response.toString());
    assertEquals("application/json", response.at("/headers/Content-Type").asText());
    assertFalse(response.get("isBase64Encoded").asBoolean());
    JsonNode body = JsonText.read(response.get("body").asText());
    assertEquals(2, body.get("openShards").asInt());
    assertEquals(stream.open().stream().map(Shard::getShardId).toList(), shardIds(body));
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(Set.of("{\"canary\":true}"), Set.copyOf(textsIn(stream)));
  }

  /** Creates the stream that the sample events name. */
  private static TestStream recreateOrders() {
    var kinesis = Local.KINESIS.client("eu-west-1");
    if (kinesis.listStreams().getStreamNames().contains("orders")) {
      kinesis.deleteStream("orders");
    }
    return Local.newStream("eu-west-1", "orders", 2);
  }

  private static List<String> shardIds(JsonNode body) {
    return StreamSupport.stream(body.get("canaries").spliterator(), false)
        .map(canary -> canary.get("shardId").asText())
        .toList();
  }

  private static List<String> textsIn(TestStream stream) {
    return stream.open().stream()
        .flatMap(shard -> stream.records(shard.getShardId()).stream())
        .map(record -> StandardCharsets.UTF_8.decode(record.getData()).toString())
        .toList();
  }
}
