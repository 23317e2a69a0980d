package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
final class PutRecordsWriter implements CanaryWriter {

  /** What consumers know a canary by, without decoding anything; a random suffix follows. */
  static final String PARTITION_KEY_PREFIX = "kinesis-prewarming-";

  /** Tries before a throttled shard counts as busy: about 5 seconds. */
  static final int TRIES_WHILE_THROTTLED = 10;

  private static final int MOST_RECORDS = 500;
  private static final int MOST_BYTES = 5 * 1024 * 1024;
  private static final String THROTTLED = "ProvisionedThroughputExceededException";

  private final StreamCalls calls;
  private final ByteBuffer data;
  private final Deadline deadline;
  private final RunLog log;

  PutRecordsWriter(StreamCalls calls, ByteBuffer data, Deadline deadline, RunLog log) {
    this.calls = calls;
    this.data = data;
    this.deadline = deadline;
    this.log = log;
  }

  @Override
  public List<CanaryOutcome> write(List<Shard> shards) {
    List<CanaryOutcome> settled = new ArrayList<>(shards.size());
    List<CanaryOutcome> refused = send(shards, settled);
    for (int tries = 1; mayRetry(refused, tries) && deadline.backOff(tries); tries++) {
      log.warn(
          "PutRecords refused %d of %d canaries (attempt %d), sending them again: %s"
              .formatted(refused.size(), shards.size(), tries, why(refused.get(0))));
      refused = send(refused.stream().map(CanaryOutcome::target).toList(), settled);
    }
    settled.addAll(refused);
    return settled;
  }

  private static boolean mayRetry(List<CanaryOutcome> refused, int tries) {
    boolean onlyThrottled = refused.stream().allMatch(Throttled.class::isInstance);
    return !refused.isEmpty() && (!onlyThrottled || tries < TRIES_WHILE_THROTTLED);
  }

  private static String why(CanaryOutcome refused) {
    return refused instanceof Failed failed ? failed.why() : THROTTLED;
  }

  /** Sends one canary to each shard, adds what landed to the settled, and returns the rest. */
  private List<CanaryOutcome> send(List<Shard> shards, List<CanaryOutcome> settled) {
    List<CanaryOutcome> refused = new ArrayList<>();
    for (CanaryOutcome outcome : Burst.of(batches(shards), this::put)) {
      (outcome instanceof Landed ? settled : refused).add(outcome);
    }
    return refused;
  }

  private List<List<Shard>> batches(List<Shard> shards) {
    int recordBytes = data.remaining() + newPartitionKey().length();
    int size = Math.min(MOST_RECORDS, MOST_BYTES / recordBytes);
    List<List<Shard>> batches = new ArrayList<>();
    for (int from = 0; from < shards.size(); from += size) {
      batches.add(shards.subList(from, Math.min(from + size, shards.size())));
    }
    return batches;
  }

  private List<CanaryOutcome> put(List<Shard> batch) {
    try {
      List<PutRecordsResultEntry> rows =
          calls.put(batch.stream().map(this::canary).toList()).getRecords();
      List<CanaryOutcome> outcomes = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        outcomes.add(outcome(batch.get(i), rows.get(i)));
      }
      return outcomes;
    } catch (PrewarmingException e) {
      if (e.reason() != Reason.OUT_OF_TIME) {
        throw e;
      }
      return batch.stream().<CanaryOutcome>map(s -> new Failed(s, e.getMessage())).toList();
    }
  }

  private PutRecordsRequestEntry canary(Shard shard) {
    return new PutRecordsRequestEntry()
        .withPartitionKey(newPartitionKey())
        .withExplicitHashKey(shard.startingHashKey())
        .withData(data.duplicate());
  }

  private static CanaryOutcome outcome(Shard target, PutRecordsResultEntry row) {
    if (row.getErrorCode() == null) {
      return new Landed(target, row.getShardId(), row.getSequenceNumber());
    }
    return THROTTLED.equals(row.getErrorCode())
        ? new Throttled(target)
        : new Failed(target, row.getErrorCode() + ": " + row.getErrorMessage());
  }

  private static String newPartitionKey() {
    // From 2^60 on, so that it has 16 hexadecimal digits.
    long random = ThreadLocalRandom.current().nextLong(1L << 60, Long.MAX_VALUE);
    return PARTITION_KEY_PREFIX + Long.toHexString(random);
  }
}
