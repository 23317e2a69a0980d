package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Processes the records of a stream and skips canaries. Needs Java 17 or newer. */
public class ConsumerExample implements RequestHandler<KinesisEvent, StreamsEventResponse> {

  private static final String CANARY_KEY_PREFIX = "kinesis-prewarming-";

  // Use 0.2 s with enhanced fan-out.
  private static final Duration CANARY_HOLD = Duration.ofSeconds(1);

  static boolean isCanary(KinesisEvent.Record record) {
    // With service-managed record distribution, a record can have no partition key.
    String key = record.getPartitionKey();
    return key != null && key.startsWith(CANARY_KEY_PREFIX);
  }

  @Override
  public StreamsEventResponse handleRequest(KinesisEvent batch, Context context) {
    Map<Boolean, List<KinesisEvent.Record>> byKind =
        batch.getRecords().stream()
            .map(KinesisEvent.KinesisEventRecord::getKinesis)
            .collect(Collectors.partitioningBy(ConsumerExample::isCanary));
    List<KinesisEvent.Record> canaries = byKind.get(true);
    List<KinesisEvent.Record> records = byKind.get(false);
    if (!canaries.isEmpty()) {
      String waited = ", \"canaryWaitedMillis\": " + longestWaitMillis(canaries);
      System.out.println("{\"canaries\": " + canaries.size() + waited + "}");
      if (records.isEmpty()) {
        holdCanaries();
      }
    }
    for (KinesisEvent.Record record : records) {
      System.out.println("{\"waitedMillis\": " + longestWaitMillis(List.of(record)) + "}");
      try {
        process(record.getData().duplicate());
      } catch (RuntimeException e) {
        System.err.println("record " + record.getSequenceNumber() + " failed: " + e);
        return new StreamsEventResponse(List.of(new BatchItemFailure(record.getSequenceNumber())));
      }
    }
    return new StreamsEventResponse(List.of());
  }

  /** Returns how long the oldest record waited, or null if no arrival time is known. */
  private static Long longestWaitMillis(List<KinesisEvent.Record> records) {
    return records.stream()
        .map(KinesisEvent.Record::getApproximateArrivalTimestamp)
        .filter(Objects::nonNull)
        .min(Date::compareTo)
        .map(arrival -> System.currentTimeMillis() - arrival.getTime())
        .orElse(null);
  }

  private void holdCanaries() {
    long deadline = System.nanoTime() + CANARY_HOLD.toNanos();
    try {
      warmUp();
    } catch (Exception | LinkageError e) {
      System.err.println("warmUp failed: " + e);
    }
    hold(Duration.ofNanos(deadline - System.nanoTime()));
  }

  /** Prepares what the first record needs, such as a connection or a model. */
  protected void warmUp() throws Exception {
    // Optional. Your code must return well before the function times out.
  }

  protected void process(ByteBuffer data) {
    System.out.println(StandardCharsets.UTF_8.decode(data)); // your code
  }

  protected void hold(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
