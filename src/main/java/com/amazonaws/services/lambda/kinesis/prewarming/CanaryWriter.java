package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a round of canaries with concurrent PutRecords calls. The calls are concurrent because the
 * canaries have to arrive together: only invocations that overlap keep several execution
 * environments of a consumer warm.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">
 *     PutRecords</a>
 */
final class CanaryWriter {

  /** The start of each canary's partition key, by which consumers recognize a canary. */
  static final String PARTITION_KEY_PREFIX = "kinesis-prewarming-";

  /**
   * The maximum size of the records and partition keys in a request, which is half of the 10 MiB
   * that Kinesis accepts.
   */
  static final int BATCH_BYTES = 5 * 1024 * 1024;

  private static final int PARTITION_KEY_BYTES = PARTITION_KEY_PREFIX.length() + 16;
  private static final int MAX_RECORDS = 500;
  // More concurrent requests of this size would share the network, time out together, and use too
  // much memory.
  private static final int MAX_CONCURRENT_BYTES = 2 * BATCH_BYTES;

  private final StreamCalls calls;
  private final ByteBuffer data;

  CanaryWriter(StreamCalls calls, ByteBuffer data) {
    this.calls = calls;
    this.data = data;
  }

  /**
   * Sends one canary for each of these shards.
   *
   * @return the outcome of each canary, in the order of the shards
   */
  List<CanaryOutcome> write(List<OpenShard> shards) {
    int recordBytes = data.remaining() + PARTITION_KEY_BYTES;
    int size = Math.min(MAX_RECORDS, BATCH_BYTES / recordBytes);
    int concurrent =
        Math.min(ConcurrentBatches.MAX_THREADS, MAX_CONCURRENT_BYTES / (size * recordBytes));
    return ConcurrentBatches.run(shards, size, concurrent, this::put);
  }

  private List<CanaryOutcome> put(List<OpenShard> batch) {
    try {
      List<PutRecordsResultEntry> entries = calls.put(batch.stream().map(this::canary).toList());
      List<CanaryOutcome> outcomes = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        outcomes.add(KinesisResponses.outcome(batch.get(i), entries, i));
      }
      return outcomes;
    } catch (PrewarmingException e) {
      return batch.stream().<CanaryOutcome>map(shard -> new Failed(shard, e)).toList();
    }
  }

  private PutRecordsRequestEntry canary(OpenShard shard) {
    return new PutRecordsRequestEntry()
        .withPartitionKey(newPartitionKey())
        .withExplicitHashKey(shard.startingHashKey().toString())
        .withData(data.duplicate());
  }

  private static String newPartitionKey() {
    // A number of at least 2^60 has 16 hexadecimal digits.
    long random = ThreadLocalRandom.current().nextLong(1L << 60, Long.MAX_VALUE);
    return PARTITION_KEY_PREFIX + Long.toHexString(random);
  }
}
