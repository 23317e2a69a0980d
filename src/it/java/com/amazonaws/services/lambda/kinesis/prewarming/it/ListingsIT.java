package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.DESCRIBE;
import static com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.github.tomakehurst.wiremock.client.WireMock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The packaged jar with a Kinesis whose listings hide a shard, fail, drip, or are dated wrong. */
class ListingsIT extends BehindAProxy {

  @Test
  void aShardThatTheFirstListingHidesGetsItsCanary() {
    TestStream stream = Local.newStream(3);
    String hidden = stream.open().get(1).getShardId();
    AtomicInteger listings = new AtomicInteger();
    proxy.hide(id -> id.equals(hidden) && listings.incrementAndGet() == 1);

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(3, answer.body().get("openShards").asInt());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
  }

  @Test
  void aShardThatStaysHiddenFailsTheRunWithItsHashKeysThoughTheOthersHaveTheirs() {
    TestStream stream = Local.newStream(3);
    Shard hidden = stream.open().get(1);
    proxy.hide(hidden.getShardId()::equals);

    LambdaRuntime.Answer answer = invoke(stream);

    assertTrue(answer.failed(), answer.json());
    assertContains(
        "shows no open shard of stream %s in eu-west-1 for the hash keys %s to %s"
            .formatted(
                stream.name(),
                hidden.getHashKeyRange().getStartingHashKey(),
                hidden.getHashKeyRange().getEndingHashKey()),
        answer.errorMessage());
    Map<String, Integer> expected = stream.oneRecordEach();
    expected.put(hidden.getShardId(), 0);
    assertEquals(expected, stream.recordsInOpenShards());
    assertTrue(answer.took().compareTo(Duration.ofSeconds(30)) < 0, answer.took()::toString);
  }

  @Test
  void aLookThatFailsIsAWarningWhereEveryListedShardHasItsCanary() {
    TestStream stream = Local.newStream(3);
    AtomicInteger sent = new AtomicInteger();
    proxy.eachRecord(
        () -> proxy.always(DESCRIBE, KinesisProxy.refusal(400, "AccessDeniedException")),
        row -> sent.incrementAndGet() == 1 ? refused("InternalFailure") : Optional.empty());

    LambdaRuntime.Answer answer = invoke(stream);

    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    assertEquals(1, answer.logged("[WARN] every listed shard of stream " + stream.name()).size());
  }

  @Test
  void aClockThatDriftsAndComesRightAgainFailsNoRun() {
    for (Duration ahead : List.of(Duration.ofHours(1), Duration.ZERO, Duration.ofHours(-1))) {
      TestStream stream = Local.newStream(2);
      proxy.setClockAhead(ahead);

      LambdaRuntime.Answer answer = invoke(stream);

      assertFalse(answer.failed(), answer.json());
      assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
      assertEquals(1, answer.logged("trying again: Signature expired").size());
    }
    proxy.setClockAhead(Duration.ZERO);
    invoke(Local.newStream(1));
  }

  @Test
  void anAnswerThatOnlyDripsIsGivenUpBeforeTheDeadline() {
    TestStream stream = Local.newStream(2);
    proxy.always(
        DESCRIBE,
        WireMock.aResponse().withBody(new byte[1_000]).withChunkedDribbleDelay(500, 60_000));

    LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "canary"), SHORT);

    assertTrue(answer.failed(), answer.json());
  }
}
