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

  // Hold canaries for as long as your work usually takes; 1 s (0.2 s with enhanced fan-out) where
  // the stream comes back to stay busy; not at all where records come alone.
  private static final Duration CANARY_HOLD = Duration.ofSeconds(1);

  static boolean isCanary(KinesisEvent.Record message) {
    return message.getPartitionKey().startsWith(CANARY_KEY_PREFIX);
  }

  @Override
  public StreamsEventResponse handleRequest(KinesisEvent batch, Context context) {
    List<KinesisEvent.Record> messages =
        batch.getRecords().stream()
            .map(KinesisEvent.KinesisEventRecord::getKinesis)
            .filter(message -> !isCanary(message))
            .toList();
    if (!batch.getRecords().isEmpty() && messages.isEmpty()) {
      hold(CANARY_HOLD);
    }
    for (KinesisEvent.Record message : messages) {
      try {
        process(message.getData().duplicate());
      } catch (RuntimeException e) {
        System.err.println("record " + message.getSequenceNumber() + " failed: " + e);
        return new StreamsEventResponse(List.of(new BatchItemFailure(message.getSequenceNumber())));
      }
    }
    return new StreamsEventResponse(List.of());
  }

  protected void process(ByteBuffer data) {
    System.out.println(StandardCharsets.UTF_8.decode(data)); // your work
  }

  protected void hold(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
