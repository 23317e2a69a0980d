package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.kinesis.model.GetRecordsRequest;
import com.amazonaws.services.kinesis.model.GetRecordsResult;
import com.amazonaws.services.kinesis.model.Record;
import java.util.List;
import java.util.Optional;

/** One shard of an event source mapping: reads on from the newest record, one batch at a time. */
final class ShardPoller {

  private static final int BATCH_SIZE = 100;

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
   * Has the consumer handle the records that came since the last poll, if any.
   *
   * @throws IllegalStateException if it failed or reported a record as failed, where Lambda would
   *     try again
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
    KinesisBatch batch = new KinesisBatch(stream.name(), shardId, records);
    ExecutionEnvironments.Handled handled = consumer.invoke(batch.event());
    LambdaRuntime.Answer answer = handled.answer();
    if (answer.failed() || !answer.body().path("batchItemFailures").isEmpty()) {
      throw new IllegalStateException(shardId + ": " + answer.json());
    }
    int canaries = batch.canaries();
    return new Invocation(
        shardId, canaries, records.size() - canaries, handled.cold(), handled.took());
  }
}
