package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A consumer that knows canaries, for Java 17 or newer. Public, as Lambda creates it. */
public class ConsumerExample implements RequestHandler<KinesisEvent, StreamsEventResponse> {

  private static final String CANARY_KEY_PREFIX = "kinesis-prewarming-";

  // With enhanced fan-out 0.2 s; 0 where records come alone.
  private static final Duration CANARY_HOLD = Duration.ofSeconds(1);

  static boolean isCanary(KinesisEvent.Record record) {
    return record.getPartitionKey().startsWith(CANARY_KEY_PREFIX);
  }

  @Override
  public StreamsEventResponse handleRequest(KinesisEvent batch, Context context) {
    List<KinesisEvent.Record> records =
        batch.getRecords().stream()
            .map(KinesisEvent.KinesisEventRecord::getKinesis)
            .filter(record -> !isCanary(record))
            .toList();
    if (!batch.getRecords().isEmpty() && records.isEmpty()) {
      hold(CANARY_HOLD);
    }
    for (KinesisEvent.Record record : records) {
      try {
        logWaiting(record);
        process(record.getData().duplicate());
      } catch (RuntimeException e) {
        System.err.println("record " + record.getSequenceNumber() + " failed: " + e);
        return new StreamsEventResponse(List.of(new BatchItemFailure(record.getSequenceNumber())));
      }
    }
    return new StreamsEventResponse(List.of());
  }

  private static void logWaiting(KinesisEvent.Record record) {
    long waited = System.currentTimeMillis() - record.getApproximateArrivalTimestamp().getTime();
    System.out.println("{\"waitedMillis\": " + waited + "}");
  }

  protected void process(ByteBuffer data) {
    System.out.println(StandardCharsets.UTF_8.decode(data)); // your work
  }

  protected void hold(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
