package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** The Java example with its two hooks taken: it works on orders in JSON, and does not wait. */
final class RecordingConsumer extends ConsumerExample {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringBuilder output = new StringBuilder();
  private Duration held = Duration.ZERO;

  /** Runs one batch; this text is the one that canaries are known to carry. */
  ConsumerRun run(KinesisEvent batch, String canaryText) {
    List<String> failures =
        handleRequest(batch, null).getBatchItemFailures().stream()
            .map(failure -> failure.getItemIdentifier())
            .toList();
    List<String> byText =
        batch.getRecords().stream()
            .map(KinesisEvent.KinesisEventRecord::getKinesis)
            .filter(record -> record.getData().equals(UTF_8.encode(canaryText)))
            .map(KinesisEvent.Record::getSequenceNumber)
            .toList();
    return new ConsumerRun(failures, held.toMillis() / 1000.0, byText, output.toString());
  }

  @Override
  protected void process(ByteBuffer data) {
    try {
      String order = UTF_8.decode(data).toString();
      output.append("order ").append(JSON.readTree(order).required("id")).append('\n');
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void hold(Duration time) {
    held = held.plus(time);
  }
}
