package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import com.amazonaws.services.lambda.kinesis.prewarming.local.JsonText;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The Java example with its two hooks taken: it works on orders in JSON, and does not wait. */
final class RecordingConsumer extends ConsumerExample {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private Duration held = Duration.ZERO;

  /** Runs one batch; the canaries' text has the name that it has in docs/consumers.md. */
  ConsumerLanguage.Run run(KinesisEvent batch, String CANARY_TEXT) {
    List<String> failures = failures(batch);
    List<String> byText =
        batch.getRecords().stream()
            .map(KinesisEvent.KinesisEventRecord::getKinesis)
            .filter(record -> record.getData().equals(StandardCharsets.UTF_8.encode(CANARY_TEXT)))
            .map(KinesisEvent.Record::getSequenceNumber)
            .toList();
    return new ConsumerLanguage.Run(failures, held.toMillis() / 1000.0, byText, output.toString());
  }

  private List<String> failures(KinesisEvent batch) {
    PrintStream before = System.out;
    System.setOut(new PrintStream(output));
    try {
      return handleRequest(batch, null).getBatchItemFailures().stream()
          .map(failure -> failure.getItemIdentifier())
          .toList();
    } finally {
      System.setOut(before);
    }
  }

  @Override
  protected void process(ByteBuffer data) {
    String order = StandardCharsets.UTF_8.decode(data).toString();
    System.out.println("order " + JsonText.read(order).required("id"));
  }

  @Override
  protected void hold(Duration time) {
    held = held.plus(time);
  }
}
