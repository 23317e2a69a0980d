package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several events at once in one environment, as on Lambda Managed Instances. */
@ExtendWith(RequireLocalKinesis.class)
class AtOnceIT {

  private static final int EVENTS = 16;

  private final ExecutorService threads = Executors.newFixedThreadPool(EVENTS);
  private final List<TestStream> streams =
      IntStream.range(0, EVENTS).mapToObj(i -> Local.newStream(1 + i % 4)).toList();

  @Test
  void eachOfSixteenEventsAtOnceGetsItsOwnAnswer() {
    Map<String, String> atOnce = Map.of("AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(EVENTS));
    try (KinesisProxy proxy = new KinesisProxy(Local.KINESIS.endpoint());
        LambdaRuntime function = LambdaRuntime.startAgainst(proxy.endpoint(), atOnce)) {
      CountDownLatch allAreListing = new CountDownLatch(EVENTS);
      proxy.eachListing(
          Duration.ZERO,
          (call, kinesis) -> {
            await(allAreListing);
            return kinesis.apply(call);
          });

      List<CompletableFuture<LambdaRuntime.Answer>> answers =
          streams.stream()
              .map(stream -> Local.eventFor(stream, "canary"))
              .map(e -> CompletableFuture.supplyAsync(() -> function.invoke(e), threads))
              .toList();

      for (int i = 0; i < EVENTS; i++) {
        TestStream stream = streams.get(i);
        LambdaRuntime.Answer answer = answers.get(i).join();
        assertEquals(stream.name(), answer.body().path("streamName").asText(), answer.json());
        assertEquals(1 + i % 4, answer.body().get("canaries").size(), answer.json());
        assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void await(CountDownLatch all) {
    all.countDown();
    try {
      assertTrue(all.await(1, TimeUnit.MINUTES), "not all events are at their listing at once");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
