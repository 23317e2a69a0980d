package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.ORDERS;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.page;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shard;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
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

  @Test
  void openShardsAreThoseWithoutAnEndingSequenceNumber() {
    answers(page("ACTIVE", false, "a!", "b", "c!", "d"));

    ShardListing listing = list();

    assertEquals(List.of(shard("b"), shard("d")), listing.open());
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

  private ShardListing list() {
    Deadline deadline = Fixtures.deadlineIn(Duration.ofSeconds(30), new FakeTime());
    return new DescribeStreamLister(
            new StreamCalls(kinesis, ORDERS, deadline, new FakeLog().runLog()))
        .list();
  }

  private void answers(DescribeStreamResult first, DescribeStreamResult... next) {
    when(kinesis.describeStream(any(DescribeStreamRequest.class))).thenReturn(first, next);
  }
}
