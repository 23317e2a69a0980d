package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.services.kinesis.AbstractAmazonKinesis;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.DescribeStreamResult;
import com.amazonaws.services.kinesis.model.PutRecordsRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResult;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.kinesis.model.StreamDescription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A Kinesis in memory, with one stream called orders. It answers DescribeStream and PutRecords;
 * every other operation throws, and so fails the test that made a run call it.
 *
 * <p>What happens before a call, or instead of it, is told beforehand: a reshard, time that passes,
 * an exception. Everything else is {@link FakeStream}'s.
 */
final class FakeKinesis extends AbstractAmazonKinesis {

  /** The PutRecords calls that were answered or refused, in their order. */
  final List<PutRecordsRequest> puts = new ArrayList<>();

  /** Where each DescribeStream call wanted to go on; {@code null} as a text for a first page. */
  final List<String> describedAfter = new ArrayList<>();

  /** The shard and the hash key of each record that the caller knows to be there. */
  final List<String> delivered = new ArrayList<>();

  /** The operations that were called. */
  final Set<String> called = new TreeSet<>();

  private final FakeStream stream;
  private final Deque<Runnable> beforeDescribe = new ArrayDeque<>();
  private final Deque<Runnable> beforePut = new ArrayDeque<>();
  private final Map<String, Integer> throttled = new TreeMap<>();
  private final Map<String, Integer> throttledInARow = new TreeMap<>();
  private Consumer<Duration> beforeEachCall = most -> {};
  private Runnable beforeEachAnswer = () -> {};
  private Runnable beforeEachListing = () -> {};
  private Function<String, String> refusals = shardId -> "";

  FakeKinesis(FakeStream stream) {
    this.stream = stream;
  }

  /** What the next DescribeStream calls meet first, one each; what throws is their answer. */
  void beforeDescribes(Runnable... events) {
    beforeDescribe.addAll(List.of(events));
  }

  /** The same for PutRecords. */
  void beforePuts(Runnable... events) {
    beforePut.addAll(List.of(events));
  }

  /** The same for every call, told how long the caller waits for an answer. */
  void beforeEachCall(Consumer<Duration> event) {
    beforeEachCall = event;
  }

  /** What each DescribeStream response meets after it was made. */
  void beforeEachListingResponse(Runnable event) {
    beforeEachListing = event;
  }

  /** What each PutRecords answer meets; what throws loses it, though the records are there. */
  void beforeEachAnswer(Runnable event) {
    beforeEachAnswer = event;
  }

  /** How often in a row, up to now, a record with this hash key was refused as throttled. */
  int throttledInARow(String hashKey) {
    return throttledInARow.getOrDefault(hashKey, 0);
  }

  /** How often, in all, a record with this hash key was refused as throttled. */
  int throttled(String hashKey) {
    return throttled.getOrDefault(hashKey, 0);
  }

  /** An event that throws, to answer a call with. */
  static Runnable failing(RuntimeException fault) {
    return () -> {
      throw fault;
    };
  }

  /** The error code that a record for a shard is refused with, or an empty text to take it. */
  void refuse(Function<String, String> codeForShard) {
    refusals = codeForShard;
  }

  /** Refuses the records for a shard, that often, and takes them from then on. */
  void refuse(String shardId, String code, int times) {
    Map<String, Integer> left = new TreeMap<>(Map.of(shardId, times));
    Function<String, String> others = refusals;
    refuse(id -> left.merge(id, -1, Integer::sum) >= 0 ? code : others.apply(id));
  }

  @Override
  public synchronized DescribeStreamResult describeStream(DescribeStreamRequest request) {
    called.add("DescribeStream");
    describedAfter.add(String.valueOf(request.getExclusiveStartShardId()));
    happen(beforeDescribe, request);
    assertEquals("orders", request.getStreamName());
    StreamDescription page = stream.page(request.getExclusiveStartShardId());
    beforeEachListing.run();
    return new DescribeStreamResult().withStreamDescription(page);
  }

  @Override
  public synchronized PutRecordsResult putRecords(PutRecordsRequest request) {
    called.add("PutRecords");
    puts.add(request);
    happen(beforePut, request);
    assertEquals("orders", request.getStreamName());
    List<PutRecordsResultEntry> rows = new ArrayList<>();
    for (PutRecordsRequestEntry record : request.getRecords()) {
      String shardId = stream.shardFor(record.getExplicitHashKey());
      String code = refusals.apply(shardId);
      rows.add(
          code.isEmpty()
              ? stream.put(shardId, record)
              : new PutRecordsResultEntry().withErrorCode(code).withErrorMessage("later"));
    }
    beforeEachAnswer.run();
    for (int i = 0; i < rows.size(); i++) {
      String hashKey = request.getRecords().get(i).getExplicitHashKey();
      String code = rows.get(i).getErrorCode();
      if (code == null) {
        delivered.add(rows.get(i).getShardId() + " " + hashKey);
      }
      boolean wasThrottled = "ProvisionedThroughputExceededException".equals(code);
      throttled.merge(hashKey, wasThrottled ? 1 : 0, Integer::sum);
      throttledInARow.put(hashKey, wasThrottled ? throttledInARow(hashKey) + 1 : 0);
    }
    return new PutRecordsResult().withRecords(rows);
  }

  private void happen(Deque<Runnable> events, AmazonWebServiceRequest request) {
    beforeEachCall.accept(Duration.ofMillis(request.getSdkClientExecutionTimeout()));
    if (!events.isEmpty()) {
      events.remove().run();
    }
  }
}
