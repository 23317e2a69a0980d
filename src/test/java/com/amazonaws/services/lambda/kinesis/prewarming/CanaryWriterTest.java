package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.ORDERS;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.bytes;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.rows;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shards;
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
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** What PutRecords requests contain, what is sent again, and what each answer row becomes. */
class CanaryWriterTest {

  private static final String THROTTLE = "!ProvisionedThroughputExceededException";

  private final AmazonKinesis kinesis = mock(AmazonKinesis.class);
  private final FakeTime time = new FakeTime();
  private final FakeLog log = new FakeLog();

  @Test
  void eachRecordHasTheShardsHashKeyThePrototypeAndAPartitionKeyOfItsOwn() {
    answers(rows("a", "b"));

    write(bytes("canary"), shards(2));

    PutRecordsRequest request = requests().get(0);
    assertEquals("orders", request.getStreamName());
    assertEquals(List.of("0", "10"), hashKeys(request));
    Set<String> keys = new HashSet<>();
    for (PutRecordsRequestEntry record : request.getRecords()) {
      assertEquals(bytes("canary"), record.getData());
      assertTrue(record.getPartitionKey().matches("kinesis-prewarming-[0-9a-f]{16}"));
      keys.add(record.getPartitionKey());
    }
    assertEquals(2, keys.size());
  }

  @Test
  void whatIsRefusedIsSentAgainAndNothingElse() {
    answers(rows("a", THROTTLE, "!InternalFailure", "d"), rows("b", "!InternalFailure"), rows("c"));

    List<CanaryOutcome> outcomes = write(bytes(""), shards(4));

    assertEquals(
        List.of(List.of("0", "10", "20", "30"), List.of("10", "20"), List.of("20")),
        requests().stream().map(CanaryWriterTest::hashKeys).toList());
    assertTrue(outcomes.stream().allMatch(Landed.class::isInstance));
    assertEquals(4, outcomes.size());
    assertEquals(List.of(Duration.ofMillis(50), Duration.ofMillis(100)), time.sleeps());
    assertEquals(
        List.of(
            "WARN PutRecords refused 2 of 4 canaries (attempt 1), sending them again:"
                + " ProvisionedThroughputExceededException",
            "WARN PutRecords refused 1 of 4 canaries (attempt 2), sending them again:"
                + " InternalFailure: later"),
        log.lines());
  }

  @Test
  void aRecordWithoutAnAnswerRowIsSentAgain() {
    answers(rows("a"), rows("b"));

    List<CanaryOutcome> outcomes = write(bytes(""), shards(2));

    assertEquals(2, CanaryOutcome.only(Landed.class, outcomes).size());
    assertEquals(List.of("10"), hashKeys(requests().get(1)));
  }

  @Test
  void aCallThatIsNeverAnsweredFailsItsShardsWithTheReason() {
    when(kinesis.putRecords(any())).thenThrow(Fixtures.kinesisError(500, "InternalFailure"));

    List<CanaryOutcome> outcomes = write(bytes(""), shards(2));

    assertEquals(2, outcomes.size());
    Failed failed = (Failed) outcomes.get(1);
    assertTrue(failed.why().contains("PutRecords on stream orders"), failed.why());
  }

  @Test
  void aRefusalForGoodIsThrownAtOnce() {
    when(kinesis.putRecords(any())).thenThrow(Fixtures.kinesisError(400, "AccessDeniedException"));

    PrewarmingException failure = Fixtures.fails(() -> write(bytes(""), shards(1)));

    assertEquals(Reason.REJECTED, failure.reason());
    assertEquals(1, requests().size());
  }

  @Test
  void aRequestHoldsAtMost500Records() {
    List<PutRecordsRequest> requests = requestsOfARun(1_001, bytes(""));

    assertEquals(List.of(1, 500, 500), sizes(requests));
  }

  @Test
  void aRequestHoldsAtMost5MebibytesWithItsPartitionKeys() {
    List<PutRecordsRequest> requests = requestsOfARun(9, ByteBuffer.allocate(1024 * 1024));

    assertEquals(List.of(1, 4, 4), sizes(requests));
    for (PutRecordsRequest request : requests) {
      int size =
          request.getRecords().stream()
              .mapToInt(r -> r.getData().remaining() + r.getPartitionKey().length())
              .sum();
      assertTrue(size <= 5 * 1024 * 1024, "size " + size);
    }
  }

  @Test
  void theLargestPrototypeStillFitsInARequest() {
    ByteBuffer largest = ByteBuffer.allocate(MessagePrototype.MAX_BYTES);

    assertEquals(List.of(1, 1), sizes(requestsOfARun(2, largest)));
  }

  @Test
  void requestsInTheAirHoldAtMost10MebibytesTogether() {
    AtomicInteger inTheAir = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier twoTogether = new CyclicBarrier(2);
    when(kinesis.putRecords(any()))
        .thenAnswer(
            call -> {
              most.accumulateAndGet(inTheAir.incrementAndGet(), Math::max);
              twoTogether.await(30, TimeUnit.SECONDS);
              inTheAir.decrementAndGet();
              return rows("a");
            });

    write(ByteBuffer.allocate(4 * 1024 * 1024), shards(6));

    assertEquals(6, requests().size());
    assertEquals(2, most.get());
  }

  private static List<PutRecordsRequest> requestsOfARun(int openShards, ByteBuffer data) {
    FakeRun fake = new FakeRun(openShards);
    fake.run(data);
    return fake.kinesis.puts;
  }

  private static List<Integer> sizes(List<PutRecordsRequest> requests) {
    return requests.stream().map(request -> request.getRecords().size()).sorted().toList();
  }

  private List<CanaryOutcome> write(ByteBuffer data, List<OpenShard> shards) {
    Deadline deadline = Fixtures.deadlineIn(Duration.ofSeconds(30), time);
    StreamCalls calls =
        new StreamCalls(new RegionalKinesis(kinesis), ORDERS, deadline, log.runLog());
    return new CanaryWriter(calls, data, deadline, log.runLog()).write(shards);
  }

  private void answers(PutRecordsResult first, PutRecordsResult... next) {
    when(kinesis.putRecords(any())).thenReturn(first, next);
  }

  private List<PutRecordsRequest> requests() {
    ArgumentCaptor<PutRecordsRequest> captor = ArgumentCaptor.forClass(PutRecordsRequest.class);
    verify(kinesis, atLeastOnce()).putRecords(captor.capture());
    return captor.getAllValues();
  }

  private static List<String> hashKeys(PutRecordsRequest request) {
    return request.getRecords().stream().map(PutRecordsRequestEntry::getExplicitHashKey).toList();
  }
}
