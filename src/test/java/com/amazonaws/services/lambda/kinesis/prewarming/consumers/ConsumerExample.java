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

/** A consumer that knows canaries; the page on consumers shows it. Public, as Lambda creates it. */
public class ConsumerExample implements RequestHandler<KinesisEvent, StreamsEventResponse> {

  private static final String CANARY_KEY_PREFIX = "kinesis-prewarming-";
  private static final Duration CANARY_HOLD = Duration.ofSeconds(1);

  static boolean isCanary(KinesisEvent.Record message) {
    return message.getPartitionKey().startsWith(CANARY_KEY_PREFIX);
  }

  /** Whether a message carries this text: the prewarming function's {@code messagePrototype}. */
  static boolean carries(String canaryText, KinesisEvent.Record message) {
    return message.getData().equals(StandardCharsets.UTF_8.encode(canaryText));
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
