package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.ORDERS;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.page;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shard;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.DescribeStreamResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

class DescribeStreamListerTest {

  private final AmazonKinesis kinesis = mock(AmazonKinesis.class);
  private final FakeTime time = new FakeTime();
  private final FakeLog log = new FakeLog();

  @Test
  void openShardsAreThoseWithoutAnEndingSequenceNumber() {
    answers(page("ACTIVE", false, "a", "b!", "c!", "d"));

    ShardListing listing = list();

    assertEquals(List.of(shard("a"), shard("d")), listing.open());
    assertEquals(Set.of("a", "b", "c", "d"), listing.shardIds());
  }

  @Test
  void pagesFollowFromTheLastShardOfTheOneBefore() {
    answers(
        page("ACTIVE", true, "a", "b!"),
        page("ACTIVE", true, "c!", "d!"),
        page("ACTIVE", false, "e"));

    assertEquals(List.of(shard("a"), shard("e")), list().open());

    ArgumentCaptor<DescribeStreamRequest> requests =
        ArgumentCaptor.forClass(DescribeStreamRequest.class);
    verify(kinesis, atLeastOnce()).describeStream(requests.capture());
    assertEquals(
        Arrays.asList(null, "b", "d"),
        requests.getAllValues().stream()
            .map(DescribeStreamRequest::getExclusiveStartShardId)
            .toList());
    assertEquals("orders", requests.getValue().getStreamName());
  }

  @Test
  void aStreamThatIsUpdatingTakesRecords() {
    answers(page("UPDATING", false, "a"));

    assertEquals(List.of(shard("a")), list().open());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATING", "DELETING"})
  void aStreamThatTakesNoRecordsIsAnErrorThatSaysSo(String status) {
    answers(page(status, false));

    assertEquals(
        "stream orders is " + status + " and takes no records: prewarm it when it is ACTIVE",
        Fixtures.fails(this::list).getMessage());
  }

  @Test
  void aListingThatLeavesHashKeysOutIsMadeAgain() {
    answers(page("ACTIVE", false, "b", "c"), page("ACTIVE", false, "a!", "b", "c", "a"));

    assertEquals(List.of(shard("b"), shard("c"), shard("a")), list().open());

    assertEquals(1, time.sleeps().size());
    assertEquals(
        List.of("WARN the open shards listed leave hash keys out: listing again"), log.lines());
  }

  @Test
  void whatStaysLeftOutIsLeftToTheWriter() {
    answers(page("ACTIVE", false, "b"));

    assertEquals(List.of(shard("b")), list().open());

    verify(kinesis, times(3)).describeStream(any(DescribeStreamRequest.class));
  }

  @Test
  void aStreamWithoutAnOpenShardIsAnError() {
    answers(page("ACTIVE", false, "a!"));

    assertEquals(
        "DescribeStream shows no open shard, only closed ones",
        Fixtures.fails(this::list).getMessage());
  }

  @Test
  void anAnswerWithoutADescriptionIsAskedForAgain() {
    answers(new DescribeStreamResult(), page("ACTIVE", false, "a"));

    assertEquals(List.of(shard("a")), list().open());

    assertEquals(1, time.sleeps().size());
  }

  private ShardListing list() {
    Deadline deadline = Fixtures.deadlineIn(Duration.ofSeconds(30), time);
    RunLog runLog = log.runLog();
    return new DescribeStreamLister(
            new StreamCalls(kinesis, ORDERS, deadline, runLog), deadline, runLog)
        .list();
  }

  private void answers(DescribeStreamResult first, DescribeStreamResult... next) {
    when(kinesis.describeStream(any(DescribeStreamRequest.class))).thenReturn(first, next);
  }
}
