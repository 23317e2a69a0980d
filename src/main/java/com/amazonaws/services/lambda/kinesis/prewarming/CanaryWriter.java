package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes canaries with PutRecords, in batches that are sent at once: only invocations that overlap
 * in time keep as many environments.
 *
 * <p>HTTP 200 can hold refused records, so every answer row is read, and what was refused is sent
 * again, alone.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">
 *     PutRecords</a>
 */
final class CanaryWriter {

  /** What consumers know a canary by, without decoding anything; a random suffix follows. */
  static final String PARTITION_KEY_PREFIX = "kinesis-prewarming-";

  /** Tries before a refused record is given up for this time: about 5 seconds. */
  static final int MAX_ATTEMPTS = 10;

  private static final int PARTITION_KEY_BYTES = PARTITION_KEY_PREFIX.length() + 16;
  private static final int MAX_RECORDS = 500;

  /** Records and keys in one request: half of the 10 MiB that PutRecords takes. */
  static final int BATCH_BYTES = 5 * 1024 * 1024;

  // More would wait for the network, time out together, and need the memory.
  private static final int MAX_CONCURRENT_BYTES = 2 * BATCH_BYTES;
  private static final String THROTTLED = "ProvisionedThroughputExceededException";

  private final StreamCalls calls;
  private final ByteBuffer data;
  private final Deadline deadline;
  private final RunLog log;

  CanaryWriter(StreamCalls calls, ByteBuffer data, Deadline deadline, RunLog log) {
    this.calls = calls;
    this.data = data;
    this.deadline = deadline;
    this.log = log;
  }

  /**
   * Writes one canary to each of these shards, all at once, and sends again what is refused, ten
   * tries in all, and no longer once a canary tells of a reshard.
   *
   * @return what became of each canary, one outcome a shard, in no order
   * @throws PrewarmingException if Kinesis refuses for good
   */
  List<CanaryOutcome> write(List<OpenShard> shards) {
    // By name, as a record's own hashCode costs CPU at a cold start.
    Map<String, CanaryOutcome> outcomes = new LinkedHashMap<>();
    Map<String, Integer> throttled = new HashMap<>();
    List<OpenShard> left = shards;
    for (int attempt = 1; ; attempt++) {
      List<CanaryOutcome> last = send(left);
      last.forEach(outcome -> outcomes.put(outcome.target().shardId(), outcome));
      List<Failed> refused = CanaryOutcome.only(Failed.class, last);
      for (Failed one : refused) {
        int times = one.why().equals(THROTTLED) ? 1 : 0;
        if (throttled.merge(one.target().shardId(), times, Integer::sum) == MAX_ATTEMPTS) {
          outcomes.put(one.target().shardId(), new Throttled(one.target()));
        }
      }
      if (refused.isEmpty() || !mayRetry(last, attempt) || !deadline.backOff(attempt)) {
        return List.copyOf(outcomes.values());
      }
      log.warn(
          "PutRecords refused %d of %d canaries (attempt %d), sending them again: %s"
              .formatted(refused.size(), shards.size(), attempt, refused.get(0).why()));
      left = refused.stream().map(Failed::target).toList();
    }
  }

  /** A canary that strayed tells of a reshard: list the shards before more is sent. */
  private static boolean mayRetry(List<CanaryOutcome> outcomes, int attempt) {
    return attempt < MAX_ATTEMPTS
        && CanaryOutcome.only(Landed.class, outcomes).stream().noneMatch(Landed::isElsewhere);
  }

  private List<CanaryOutcome> send(List<OpenShard> shards) {
    int recordBytes = data.remaining() + PARTITION_KEY_BYTES;
    int size = Math.min(MAX_RECORDS, BATCH_BYTES / recordBytes);
    int atOnce =
        Math.min(ConcurrentBatches.MAX_THREADS, MAX_CONCURRENT_BYTES / (size * recordBytes));
    return ConcurrentBatches.run(shards, size, atOnce, this::put);
  }

  private List<CanaryOutcome> put(List<OpenShard> batch) {
    try {
      List<PutRecordsResultEntry> rows = calls.put(batch.stream().map(this::canary).toList());
      List<CanaryOutcome> outcomes = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        PutRecordsResultEntry row = i < rows.size() ? rows.get(i) : new PutRecordsResultEntry();
        outcomes.add(outcome(batch.get(i), row));
      }
      return outcomes;
    } catch (PrewarmingException e) {
      if (e.reason() != Reason.TIMED_OUT) {
        throw e;
      }
      return batch.stream().<CanaryOutcome>map(s -> new Failed(s, e.getMessage())).toList();
    }
  }

  private PutRecordsRequestEntry canary(OpenShard shard) {
    return new PutRecordsRequestEntry()
        .withPartitionKey(newPartitionKey())
        .withExplicitHashKey(shard.startingHashKey().toString())
        .withData(data.duplicate());
  }

  private static CanaryOutcome outcome(OpenShard target, PutRecordsResultEntry row) {
    String code = Objects.requireNonNullElse(row.getErrorCode(), "");
    if (code.isEmpty()) {
      return row.getShardId() == null
          ? new Failed(target, "the answer has no row for it")
          : new Landed(target, LogText.of(row.getShardId()), LogText.of(row.getSequenceNumber()));
    }
    return new Failed(
        target, code.equals(THROTTLED) ? code : LogText.of(code + ": " + row.getErrorMessage()));
  }

  private static String newPartitionKey() {
    // From 2^60 on, so that it has 16 hexadecimal digits.
    long random = ThreadLocalRandom.current().nextLong(1L << 60, Long.MAX_VALUE);
    return PARTITION_KEY_PREFIX + Long.toHexString(random);
  }
}
