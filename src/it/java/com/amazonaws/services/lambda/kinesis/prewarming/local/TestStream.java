package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.DescribeStreamSummaryRequest;
import com.amazonaws.services.kinesis.model.GetRecordsRequest;
import com.amazonaws.services.kinesis.model.GetRecordsResult;
import com.amazonaws.services.kinesis.model.PutRecordsRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResult;
import com.amazonaws.services.kinesis.model.Record;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.SplitShardRequest;
import com.amazonaws.services.kinesis.model.StreamDescription;
import com.amazonaws.services.kinesis.model.UpdateShardCountRequest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A stream of a test server, which tests create, reshard and read. */
public record TestStream(AmazonKinesis kinesis, String name) {

  private static final Duration CHANGE_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(20);

  /** Creates a stream and waits until it is active. */
  public static TestStream create(AmazonKinesis kinesis, String name, int shards) {
    kinesis.createStream(name, shards);
    TestStream stream = new TestStream(kinesis, name);
    stream.awaitActive();
    return stream;
  }

  /** Splits a shard in the middle of its hash key range. */
  public void split(Shard shard) {
    BigInteger start = new BigInteger(shard.getHashKeyRange().getStartingHashKey());
    BigInteger end = new BigInteger(shard.getHashKeyRange().getEndingHashKey());
    kinesis.splitShard(
        new SplitShardRequest()
            .withStreamName(name)
            .withShardToSplit(shard.getShardId())
            .withNewStartingHashKey(start.add(end).shiftRight(1).toString()));
    awaitActive();
  }

  /** Merges two adjacent shards. */
  public void merge(Shard shard, Shard adjacent) {
    kinesis.mergeShards(name, shard.getShardId(), adjacent.getShardId());
    awaitActive();
  }

  /** Doubles or halves the number of open shards. */
  public void scaleTo(int shards) {
    kinesis.updateShardCount(
        new UpdateShardCountRequest()
            .withStreamName(name)
            .withTargetShardCount(shards)
            .withScalingType("UNIFORM_SCALING"));
    awaitActive();
  }

  /** Returns the open shards, sorted by their starting hash keys. */
  public List<Shard> open() {
    return shards().stream()
        .filter(TestStream::isOpen)
        .sorted(Comparator.comparing(s -> new BigInteger(s.getHashKeyRange().getStartingHashKey())))
        .toList();
  }

  public static boolean isOpen(Shard shard) {
    return shard.getSequenceNumberRange().getEndingSequenceNumber() == null;
  }

  /** Returns all shards, open and closed. */
  public List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    StreamDescription page;
    do {
      String last = shards.isEmpty() ? null : shards.get(shards.size() - 1).getShardId();
      page =
          kinesis
              .describeStream(
                  new DescribeStreamRequest().withStreamName(name).withExclusiveStartShardId(last))
              .getStreamDescription();
      shards.addAll(page.getShards());
    } while (page.isHasMoreShards());
    return shards;
  }

  /** Returns all records of a shard. */
  public List<Record> records(String shardId) {
    List<Record> records = new ArrayList<>();
    String iterator = kinesis.getShardIterator(name, shardId, "TRIM_HORIZON").getShardIterator();
    GetRecordsResult page;
    do {
      page = kinesis.getRecords(new GetRecordsRequest().withShardIterator(iterator));
      records.addAll(page.getRecords());
      iterator = page.getNextShardIterator();
    } while (page.getMillisBehindLatest() > 0);
    return records;
  }

  /**
   * Writes a record into each open shard in one call, and returns the number of records.
   *
   * @throws IllegalStateException if a record was rejected
   */
  int putIntoEachOpenShard(String text) {
    List<PutRecordsRequestEntry> entries =
        open().stream()
            .map(shard -> shard.getHashKeyRange().getStartingHashKey())
            .map(
                key ->
                    new PutRecordsRequestEntry()
                        .withPartitionKey("real")
                        .withExplicitHashKey(key)
                        .withData(StandardCharsets.UTF_8.encode(text)))
            .toList();
    PutRecordsResult result =
        kinesis.putRecords(new PutRecordsRequest().withStreamName(name).withRecords(entries));
    if (result.getFailedRecordCount() > 0) {
      throw new IllegalStateException("records were rejected: " + result);
    }
    return entries.size();
  }

  /** Returns the expected content after a run: one record in each open shard. */
  public Map<String, Integer> oneRecordEach() {
    return open().stream().collect(Collectors.toMap(Shard::getShardId, shard -> 1));
  }

  /** Returns the number of records in each open shard. */
  public Map<String, Integer> recordsInOpenShards() {
    return recordsIn(TestStream::isOpen);
  }

  /** Returns the number of records in each closed shard. */
  public Map<String, Integer> recordsInClosedShards() {
    return recordsIn(shard -> !isOpen(shard));
  }

  private Map<String, Integer> recordsIn(Predicate<Shard> which) {
    return shards().stream()
        .filter(which)
        .map(Shard::getShardId)
        .collect(Collectors.toMap(id -> id, id -> records(id).size(), Integer::sum, TreeMap::new));
  }

  private void awaitActive() {
    long start = System.nanoTime();
    while (!isActive()) {
      if (System.nanoTime() - start > CHANGE_TIMEOUT.toNanos()) {
        throw new IllegalStateException(name + " did not become ACTIVE within " + CHANGE_TIMEOUT);
      }
      LockSupport.parkNanos(CHECK_INTERVAL.toNanos());
    }
  }

  private boolean isActive() {
    return kinesis
        .describeStreamSummary(new DescribeStreamSummaryRequest().withStreamName(name))
        .getStreamDescriptionSummary()
        .getStreamStatus()
        .equals("ACTIVE");
  }
}
