package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.DESCRIBE;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.PUT;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.error;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.hanging;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Named.named;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the packaged jar while Kinesis fails, and checks the records in the shards, the calls, and
 * the time against the deadline.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {

  /** The timeout for runs that only wait for their deadline. */
  private static final Duration SHORT = Duration.ofSeconds(6);

  /** The timeout for runs that must succeed before their deadline, even on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(14);

  private static final DateTimeFormatter SIGNING_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX");

  private final KinesisProxy proxy = new KinesisProxy(Local.KINESIS.endpoint());
  private final LambdaRuntime function = LambdaRuntime.startAgainst(proxy.endpoint());

  @BeforeAll
  void warmUp() {
    invoke(Local.newStream(1));
  }

  @AfterAll
  void stop() {
    function.close();
    proxy.close();
  }

  @BeforeEach
  void resetProxy() {
    proxy.reset();
  }

  @Test
  void callsOncePer100ListedShardsAndOncePer500OpenShardsWhenNothingFails() {
    TestStream stream = Local.newStream(1_000);
    stream.split(stream.open().get(0));

    LambdaRuntime.Result result = invoke(stream);

    assertCanaryInEachShard(stream, result);
    assertEquals(11, proxy.calls(DESCRIBE));
    assertEquals(List.of(1, 500, 500), proxy.recordsInEachPut().stream().sorted().toList());
    assertEquals(1_001, result.logged("canary in shardId=").size());
  }

  @ParameterizedTest
  @CsvSource({
    DESCRIBE + ", 1, 400, LimitExceededException, 5, 1",
    PUT + ", 0, 500, InternalFailure, 4, 4"
  })
  void retriesWhenACallIsThrottledOrFails(
      String action, int forwarded, int status, String code, int describes, int puts) {
    TestStream stream = Local.newStream(120);
    proxy.respondAfter(forwarded, action, 3, error(status, code, "simulated"));

    LambdaRuntime.Result result = invoke(stream);

    assertCanaryInEachShard(stream, result);
    assertEquals(List.of(describes, puts), List.of(proxy.calls(DESCRIBE), proxy.calls(PUT)));
    assertEquals(3, result.logged("simulated (" + code).size());
  }

  static Stream<Arguments> lostResponses() {
    return Stream.of(DESCRIBE, PUT)
        .flatMap(
            action ->
                Stream.of(
                        named("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                        named("hanging", hanging()))
                    .map(response -> Arguments.of(action, response)));
  }

  @ParameterizedTest
  @MethodSource("lostResponses")
  void retriesBeforeDeadlineWhenACallIsResetOrHangs(
      String action, ResponseDefinitionBuilder response) {
    TestStream stream = Local.newStream(4);
    proxy.respondAfter(0, action, 1, response);

    LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"), LONG);

    assertCanaryInEachShard(stream, result);
    assertEquals(2, proxy.calls(action));
  }

  static Stream<Named<ResponseDefinitionBuilder>> endlessResponses() {
    return Stream.of(
        named("hanging", hanging()),
        named(
            "dripping",
            aResponse().withBody(new byte[1_000]).withChunkedDribbleDelay(500, 60_000)));
  }

  @ParameterizedTest
  @MethodSource("endlessResponses")
  void failsBeforeTimeoutWhenKinesisNeverCompletesAResponse(ResponseDefinitionBuilder response) {
    TestStream stream = Local.newStream(4);
    proxy.respondAlways(DESCRIBE, response);

    LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertTrue(result.failed(), result.json());
    assertContains("DescribeStream on stream " + stream.name(), result.errorMessage());
    assertEquals(Set.of(0), Set.copyOf(stream.recordsInOpenShards().values()));
  }

  @Test
  void failsBeforeTimeoutAndCountsAllShardsWhenAllBatchesHang() {
    TestStream stream = Local.newStream(1_000);
    stream.split(stream.open().get(0));
    proxy.respondAlways(PUT, hanging());

    LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"), LONG);

    assertTrue(result.failed(), result.json());
    assertContains("1001 of 1001 open shards", result.errorMessage());
    assertContains("991 others", result.errorMessage());
  }

  @Test
  void correctsClockWhenKinesisRejectsTheSignatureAsExpired() {
    TestStream stream = Local.newStream(2);
    Instant ahead = Instant.now().plus(Duration.ofHours(1));
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ahead.atZone(ZoneOffset.UTC));
    proxy.respondAfter(
        0,
        DESCRIBE,
        1,
        error(400, "InvalidSignatureException", "Signature expired").withHeader("Date", date));

    LambdaRuntime.Result result = invoke(stream);

    assertCanaryInEachShard(stream, result);
    String signed = proxy.headers(DESCRIBE, "X-Amz-Date").get(1);
    Duration skew = Duration.between(Instant.from(SIGNING_DATE.parse(signed)), ahead).abs();
    assertTrue(skew.compareTo(Duration.ofMinutes(1)) < 0, skew::toString);
  }

  @Test
  void coversEachShardWhenKinesisDistributesRecordsItself() {
    TestStream stream = Local.newStream(8);
    proxy.distributeRecords(stream, new Random(1));

    LambdaRuntime.Result result = invoke(stream);

    assertFalse(result.failed(), result.json());
    assertEquals(8, result.body().get("canaries").size(), result.json());
    Map<String, Integer> records = stream.recordsInOpenShards();
    assertTrue(Collections.min(records.values()) >= 1, records::toString);
    assertTrue(proxy.recordsInEachPut().stream().allMatch(size -> size == 8), "whole bursts");
  }

  @Test
  void failsWithItsOwnMessageWhenThrottledInAdaptiveRetryMode() {
    TestStream stream = Local.newStream(1);
    proxy.respondAlways(DESCRIBE, error(400, "ThrottlingException", "simulated"));
    try (LambdaRuntime adaptive =
        LambdaRuntime.startAgainst(proxy.endpoint(), Map.of("AWS_RETRY_MODE", "adaptive"))) {

      LambdaRuntime.Result result = adaptive.invoke(Local.eventFor(stream, "canary"), SHORT);

      assertTrue(result.failed(), result.json());
      assertContains("DescribeStream on stream " + stream.name(), result.errorMessage());
    }
  }

  private LambdaRuntime.Result invoke(TestStream stream) {
    return function.invoke(Local.eventFor(stream, "canary"));
  }

  private static void assertCanaryInEachShard(TestStream stream, LambdaRuntime.Result result) {
    assertFalse(result.failed(), result.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
  }

  private static void assertContains(String part, String text) {
    assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
  }
}
