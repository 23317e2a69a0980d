package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.kinesis.model.GetRecordsRequest;
import com.amazonaws.services.kinesis.model.GetRecordsResult;
import com.amazonaws.services.kinesis.model.Record;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one shard for an event source mapping, one batch at a time, starting after the newest
 * record.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html">The event</a>
 */
final class ShardPoller {

  private static final int BATCH_SIZE = 100;
  private static final String CANARY_KEY_PREFIX = "kinesis-prewarming-";

  private final TestStream stream;
  private final String shardId;
  private final ExecutionEnvironments consumer;
  private String iterator;

  ShardPoller(TestStream stream, String shardId, ExecutionEnvironments consumer) {
    this.stream = stream;
    this.shardId = shardId;
    this.consumer = consumer;
    iterator =
        stream.kinesis().getShardIterator(stream.name(), shardId, "LATEST").getShardIterator();
  }

  /**
   * Invokes the consumer with the records since the last poll, if there are any.
   *
   * @throws IllegalStateException if the consumer failed or reported a failed record; Lambda would
   *     retry
   */
  Optional<Invocation> poll() {
    GetRecordsResult page =
        stream
            .kinesis()
            .getRecords(new GetRecordsRequest().withShardIterator(iterator).withLimit(BATCH_SIZE));
    iterator = page.getNextShardIterator();
    List<Record> records = page.getRecords();
    return records.isEmpty() ? Optional.empty() : Optional.of(invoke(records));
  }

  private Invocation invoke(List<Record> records) {
    String event = JsonText.write(Map.of("Records", records.stream().map(this::json).toList()));
    ExecutionEnvironments.Handled handled = consumer.invoke(event);
    LambdaRuntime.Result result = handled.result();
    if (result.failed() || !result.body().path("batchItemFailures").isEmpty()) {
      throw new IllegalStateException(shardId + ": " + result.json());
    }
    long others =
        records.stream().filter(r -> !r.getPartitionKey().startsWith(CANARY_KEY_PREFIX)).count();
    return new Invocation(shardId, (int) others, handled.cold(), handled.elapsed());
  }

  private Map<String, Object> json(Record record) {
    return Map.of(
        "kinesis", payload(record),
        "eventSource", "aws:kinesis",
        "eventVersion", "1.0",
        "eventID", shardId + ":" + record.getSequenceNumber(),
        "eventName", "aws:kinesis:record",
        "invokeIdentityArn", "arn:aws:iam::000000000000:role/consumer",
        "awsRegion", "eu-west-1",
        "eventSourceARN", "arn:aws:kinesis:eu-west-1:000000000000:stream/" + stream.name());
  }

  private static Map<String, Object> payload(Record record) {
    byte[] data = new byte[record.getData().remaining()];
    record.getData().duplicate().get(data);
    return Map.of(
        "kinesisSchemaVersion", "1.0",
        "partitionKey", record.getPartitionKey(),
        "sequenceNumber", record.getSequenceNumber(),
        "data", Base64.getEncoder().encodeToString(data),
        "approximateArrivalTimestamp", record.getApproximateArrivalTimestamp().getTime() / 1000.0);
  }
}
