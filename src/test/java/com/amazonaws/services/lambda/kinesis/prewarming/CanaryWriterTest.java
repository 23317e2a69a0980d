package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.ORDERS;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.assertContains;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.bytes;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.rows;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shard;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shards;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.PutRecordsRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResult;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Rejected;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.ArgumentCaptor;

/** What the PutRecords requests of one round contain, and what each result entry becomes. */
class CanaryWriterTest {

  private final AmazonKinesis kinesis = mock(AmazonKinesis.class);
  private final FakeTime time = new FakeTime();
  private final FakeLog log = new FakeLog();

  @Test
  void givesEachRecordTheHashKeyOfItsShardThePrototypeAndItsOwnPartitionKey() {
    returns(rows("a", "b"));

    write(bytes("canary"), shards(2));

    PutRecordsRequest request = requests().get(0);
    assertEquals("orders", request.getStreamName());
    assertEquals(
        List.of("0", "10"),
        request.getRecords().stream().map(PutRecordsRequestEntry::getExplicitHashKey).toList());
    Set<String> keys = new HashSet<>();
    for (PutRecordsRequestEntry record : request.getRecords()) {
      assertEquals(bytes("canary"), record.getData());
      assertTrue(record.getPartitionKey().matches("kinesis-prewarming-[0-9a-f]{16}"));
      keys.add(record.getPartitionKey());
    }
    assertEquals(2, keys.size());
  }

  @Test
  void returnsAnOutcomeForEachShardAndSendsNothingAgain() {
    returns(rows("a", "!ProvisionedThroughputExceededException", "!InternalFailure", "x"));

    List<CanaryOutcome> outcomes = write(bytes(""), shards(4));

    assertEquals(
        List.of(
            new Landed(shard("a"), "a", "n-a"),
            new Rejected(shard("b"), "ProvisionedThroughputExceededException", 1),
            new Rejected(shard("c"), "InternalFailure: later", 0),
            new Landed(shard("d"), "x", "n-x")),
        outcomes);
    assertEquals(1, requests().size());
    assertEquals(List.of(), time.sleeps());
  }

  static Stream<PutRecordsResultEntry> malformedEntries() {
    return Stream.of(
        null,
        new PutRecordsResultEntry(),
        new PutRecordsResultEntry().withShardId("b"),
        new PutRecordsResultEntry().withSequenceNumber("1"),
        new PutRecordsResultEntry().withShardId("b\n[ERROR]").withSequenceNumber("1"),
        new PutRecordsResultEntry().withErrorCode(""));
  }

  @ParameterizedTest
  @MethodSource("malformedEntries")
  void rejectsACanaryWithoutAValidResultEntry(PutRecordsResultEntry entry) {
    PutRecordsResult result = rows("a");
    result.getRecords().add(entry);
    returns(result);

    Rejected rejected = (Rejected) write(bytes(""), shards(2)).get(1);

    assertTrue(rejected.reason().contains("result entry"), rejected.reason());
    assertEquals(0, rejected.throttles());
  }

  @Test
  void failsWhenTheResponseHasTooFewResultEntries() {
    returns(rows("a"));

    Failed failed = (Failed) write(bytes(""), shards(2)).get(0);

    assertContains("The response has 1 result entries for 2 records.", failed.reason());
  }

  @Test
  void returnsTheFailureOfACallForEachOfItsShards() {
    when(kinesis.putRecords(any())).thenThrow(Fixtures.kinesisError(400, "AccessDeniedException"));

    List<CanaryOutcome> outcomes = write(bytes(""), shards(2));

    Failed failed = (Failed) outcomes.get(1);
    assertEquals(Reason.REJECTED, failed.cause().reason());
    assertTrue(failed.reason().contains("PutRecords on stream orders"), failed.reason());
    assertEquals(List.of("a", "b"), CanaryOutcome.targetIds(outcomes));
    assertEquals(1, requests().size());
  }

  @ParameterizedTest
  @CsvSource({"1001, 0, 1 500 500", "9, 1048576, 1 4 4", "2, 5242624, 1 1"})
  void putsAtMost500RecordsAnd5MebibytesOfDataAndPartitionKeysIntoARequest(
      int openShards, int bytes, String recordsInEachRequest) {
    FakeRun fake = new FakeRun(openShards);
    fake.run(ByteBuffer.allocate(bytes));

    assertEquals(
        recordsInEachRequest,
        fake.recordsInEachPut().stream().sorted().map(String::valueOf).collect(joining(" ")));
    for (PutRecordsRequest request : fake.kinesis.puts) {
      int size =
          request.getRecords().stream()
              .mapToInt(r -> r.getData().remaining() + r.getPartitionKey().length())
              .sum();
      assertTrue(size <= 5 * 1024 * 1024, "size " + size);
    }
  }

  @Test
  void sendsAtMost10MebibytesConcurrently() {
    AtomicInteger underway = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier twoTogether = new CyclicBarrier(2);
    when(kinesis.putRecords(any()))
        .thenAnswer(
            call -> {
              most.accumulateAndGet(underway.incrementAndGet(), Math::max);
              twoTogether.await(30, TimeUnit.SECONDS);
              underway.decrementAndGet();
              return rows("a");
            });

    write(ByteBuffer.allocate(4 * 1024 * 1024), shards(6));

    assertEquals(6, requests().size());
    assertEquals(2, most.get());
  }

  private List<CanaryOutcome> write(ByteBuffer data, List<OpenShard> shards) {
    Deadline deadline = Fixtures.deadlineIn(Duration.ofSeconds(30), time);
    return new CanaryWriter(new StreamCalls(kinesis, ORDERS, deadline, log.runLog()), data)
        .write(shards);
  }

  private void returns(PutRecordsResult result) {
    when(kinesis.putRecords(any())).thenReturn(result);
  }

  private List<PutRecordsRequest> requests() {
    ArgumentCaptor<PutRecordsRequest> captor = ArgumentCaptor.forClass(PutRecordsRequest.class);
    verify(kinesis, atLeastOnce()).putRecords(captor.capture());
    return captor.getAllValues();
  }
}
