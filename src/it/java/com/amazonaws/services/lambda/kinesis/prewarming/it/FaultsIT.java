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
import java.util.List;
import java.util.Map;
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
    TestStream stream = Local.newStream(520);
    stream.split(stream.open().get(0));

    LambdaRuntime.Result result = invoke(stream);

    assertCanaryInEachShard(stream, result);
    // On a busy machine, the round can take longer than a second, so that the run lists again.
    int listings = 1 + result.logged("listing stream " + stream.name() + " again").size();
    assertEquals(6 * listings, proxy.calls(DESCRIBE));
    assertEquals(List.of(21, 500), proxy.recordsInEachPut().stream().sorted().toList());
    assertEquals(521, result.logged("canary in shardId=").size());
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
    proxy.respondOnce(action, response);

    LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"), LONG);

    assertCanaryInEachShard(stream, result);
    int listedAgain =
        action.equals(DESCRIBE) ? result.logged("listing stream " + stream.name()).size() : 0;
    assertEquals(2 + listedAgain, proxy.calls(action));
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
    TestStream stream = Local.newStream(520);
    stream.split(stream.open().get(0));
    proxy.respondAlways(PUT, hanging());

    LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"), LONG);

    assertTrue(result.failed(), result.json());
    assertContains("521 of 521 open shards", result.errorMessage());
    assertContains(" and 511 others: ", result.errorMessage());
  }

  @Test
  void correctsClockWhenKinesisRejectsTheSignatureAsExpired() {
    TestStream stream = Local.newStream(2);
    Instant ahead = Instant.now().plus(Duration.ofHours(1));
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ahead.atZone(ZoneOffset.UTC));
    proxy.respondOnce(
        DESCRIBE,
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
    proxy.distributeRecords(stream);

    LambdaRuntime.Result result = invoke(stream);

    assertEquals(8, result.body().path("canaries").size(), result.json());
    assertFalse(stream.recordsInOpenShards().containsValue(0), result.json());
    assertEquals(Set.of(8), Set.copyOf(proxy.recordsInEachPut()));
  }

  @Test
  void failsWithItsOwnMessageWhenThrottledInAdaptiveRetryMode() {
    TestStream stream = Local.newStream(1);
    proxy.respondAlways(DESCRIBE, error(400, "ThrottlingException", "simulated"));
    try (LambdaRuntime adaptive =
        LambdaRuntime.startAgainst(proxy.endpoint(), Map.of("AWS_RETRY_MODE", "adaptive"))) {

      LambdaRuntime.Result result = adaptive.invoke(Local.eventFor(stream, "canary"), SHORT);

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
