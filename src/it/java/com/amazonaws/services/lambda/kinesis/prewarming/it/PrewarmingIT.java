package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.kinesis.model.Record;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged jar under the real runtime client, on a real Kinesis API: what lies in the shards.
 */
@ExtendWith(KinesisLasts.class)
@ResourceLock("Local.FUNCTION")
class PrewarmingIT {

  @Test
  void eachOf110OpenShardsHoldsOneCanaryAfterSplitsAndMergesAndNoClosedShardAny() {
    TestStream stream = Local.newStream(105);
    List<Shard> shards = stream.open();
    shards.subList(0, 10).forEach(stream::split);
    for (int i = 90; i < 100; i += 2) {
      stream.merge(shards.get(i), shards.get(i + 1));
    }

    LambdaRuntime.Answer answer = Local.FUNCTION.invoke(Local.eventFor(stream, "canary"));

    assertFalse(answer.failed(), answer.json());
    assertEquals(110, answer.body().get("openShards").asInt());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(Set.of(0), Set.copyOf(stream.recordsInClosedShards().values()));
    assertEquals(20, stream.recordsInClosedShards().size());
  }

  @Test
  void eachOf501ShardsHoldsOneCanaryAndTheLogHasALineForEach() {
    TestStream stream = Local.newStream(501);

    LambdaRuntime.Answer answer = Local.FUNCTION.invoke(Local.eventFor(stream, "canary"));

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(501, answer.logged("canary in shardId=").size());
    assertEquals(1, answer.logged("prewarmed stream " + stream.name()).size());
  }

  @Test
  void theAnswerNamesEachShardItsHashKeyAndTheCanarysSequenceNumber() {
    TestStream stream = Local.newStream(3);

    JsonNode answer = Local.FUNCTION.invoke(Local.eventFor(stream, "canary")).body();

    assertEquals(stream.name(), answer.get("streamName").asText());
    assertEquals("eu-west-1", answer.get("regionName").asText());
    assertEquals(3, answer.get("canaries").size());
    Map<String, String> hashKeys =
        stream.open().stream()
            .collect(
                Collectors.toMap(Shard::getShardId, s -> s.getHashKeyRange().getStartingHashKey()));
    for (JsonNode canary : answer.get("canaries")) {
      String shardId = canary.get("shardId").asText();
      Record record = stream.records(shardId).get(0);
      assertEquals(hashKeys.get(shardId), canary.get("explicitHashKey").asText());
      assertEquals(record.getSequenceNumber(), canary.get("sequenceNumber").asText());
    }
  }

  @Test
  void theLogHasALevelAndALineForEachCanaryAndOneForTheRun() {
    TestStream stream = Local.newStream(2);

    LambdaRuntime.Answer answer = Local.FUNCTION.invoke(Local.eventFor(stream, "canary"));

    for (Shard shard : stream.open()) {
      String number = stream.records(shard.getShardId()).get(0).getSequenceNumber();
      String hashKey = shard.getHashKeyRange().getStartingHashKey();
      String line =
          "[INFO] canary in shardId=%s explicitHashKey=%s sequenceNumber=%s"
              .formatted(shard.getShardId(), hashKey, number);
      assertTrue(answer.log().contains(line), () -> line + " is not in " + answer.log());
    }
    String run = "[INFO] prewarmed stream %s in eu-west-1: 2 open shards, 2 canaries";
    assertEquals(1, answer.logged(run.formatted(stream.name())).size(), answer.log()::toString);
    assertEquals(3, answer.log().size(), answer.log()::toString);
  }

  @Test
  void jsonLogsCarryTheLevelAndTheBareMessage() {
    TestStream stream = Local.newStream(1);
    String endpoint = Local.KINESIS.endpoint().toString();
    try (LambdaRuntime function =
        LambdaRuntime.startAgainst(endpoint, Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON"))) {
      LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"));

      JsonNode line = Local.read(answer.log().get(0));
      assertEquals("INFO", line.get("level").asText());
      assertTrue(line.get("message").asText().matches("canary in shardId=.*[0-9]"));
      assertEquals(2, answer.log().size(), answer.log()::toString);
    }
  }

  @Test
  void theRegionNamedIsTheOneWrittenTo() {
    TestStream ireland = Local.newStream("eu-west-1", "in-two-regions", 2);
    TestStream ohio = Local.newStream("us-east-2", "in-two-regions", 3);

    LambdaRuntime.Answer answer =
        Local.FUNCTION.invoke("{\"streamName\":\"in-two-regions\",\"regionName\":\"us-east-2\"}");

    assertFalse(answer.failed(), answer.json());
    assertEquals(ohio.oneRecordEach(), ohio.recordsInOpenShards());
    assertEquals(Set.of(0), Set.copyOf(ireland.recordsInOpenShards().values()));
  }

  @Test
  void aRegionLeftOutIsTheFunctionsOwn() {
    TestStream stream = Local.newStream(2);

    LambdaRuntime.Answer answer =
        Local.FUNCTION.invoke(Local.write(Map.of("streamName", stream.name())));

    assertEquals("eu-west-1", answer.body().get("regionName").asText());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "canary", "Grüße, 世界 🐤", "a \"quote\" and a \\ and ${x}\nline"})
  void textGoesOutAsItsUtf8Bytes(String text) {
    TestStream stream = Local.newStream(2);

    Local.FUNCTION.invoke(Local.eventFor(stream, text));

    assertAll(
        stream.open().stream()
            .map(shard -> stream.records(shard.getShardId()))
            .map(
                records ->
                    () ->
                        assertEquals(
                            List.of(text), records.stream().map(PrewarmingIT::textOf).toList())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"canary\",\"n\":[1,2.5,true,null],\"who\":\"Grüße 🐤\"}",
        "[1,2]",
        "42",
        "true",
        "[]",
        "{}"
      })
  void anyOtherJsonValueGoesOutAsItsCompactText(String json) {
    TestStream stream = Local.newStream(1);

    Local.FUNCTION.invoke(
        "{\"streamName\": \"%s\", \"messagePrototype\": %s }"
            .formatted(stream.name(), json.replace(",", " , ")));

    assertEquals(List.of(json), textsIn(stream));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"messagePrototype\": null"})
  void aPrototypeLeftOutOrNullGoesOutEmpty(String field) {
    TestStream stream = Local.newStream(1);

    Local.FUNCTION.invoke("{\"streamName\": \"%s\"%s}".formatted(stream.name(), field));

    assertEquals(List.of(""), textsIn(stream));
  }

  @Test
  void consumersKnowACanaryByItsPartitionKeyAlone() {
    TestStream stream = Local.newStream(2);

    Local.FUNCTION.invoke(Local.eventFor(stream, "canary"));

    List<String> keys =
        stream.open().stream()
            .flatMap(shard -> stream.records(shard.getShardId()).stream())
            .map(Record::getPartitionKey)
            .toList();
    assertEquals(2, Set.copyOf(keys).size());
    assertTrue(keys.stream().allMatch(key -> key.matches("kinesis-prewarming-[0-9a-f]{16}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"schedule.json", "eventbridge.json"})
  void eachSampleOfAnEventPrewarmsItsStream(String file) {
    TestStream stream = recreatedOrders();

    LambdaRuntime.Answer answer = Local.FUNCTION.invoke(Local.sample(file));

    assertEquals(2, answer.body().get("canaries").size(), answer.json());
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
  void eachSampleOfAnApiCallPrewarmsItsStreamAndIsAnsweredAsAProxyWould(String file) {
    TestStream stream = recreatedOrders();

    JsonNode answer = Local.FUNCTION.invoke(Local.sample(file)).body();

    assertEquals(200, answer.get("statusCode").asInt(), answer.toString());
    assertEquals("application/json", answer.at("/headers/Content-Type").asText());
    assertFalse(answer.get("isBase64Encoded").asBoolean());
    JsonNode body = Local.read(answer.get("body").asText());
    assertEquals(2, body.get("openShards").asInt());
    assertEquals(stream.open().stream().map(Shard::getShardId).toList(), shardIds(body));
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(Set.of("{\"canary\":true}"), Set.copyOf(textsIn(stream)));
  }

  /** The samples name the stream orders: each test has it new. */
  private static TestStream recreatedOrders() {
    var kinesis = Local.KINESIS.client("eu-west-1");
    if (kinesis.listStreams().getStreamNames().contains("orders")) {
      kinesis.deleteStream("orders");
    }
    return Local.newStream("eu-west-1", "orders", 2);
  }

  private static List<String> shardIds(JsonNode answer) {
    return StreamSupport.stream(answer.get("canaries").spliterator(), false)
        .map(canary -> canary.get("shardId").asText())
        .toList();
  }

  private static List<String> textsIn(TestStream stream) {
    return stream.open().stream()
        .flatMap(shard -> stream.records(shard.getShardId()).stream())
        .map(PrewarmingIT::textOf)
        .toList();
  }

  private static String textOf(Record record) {
    return StandardCharsets.UTF_8.decode(record.getData()).toString();
  }
}
