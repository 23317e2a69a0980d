package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.DescribeStreamResult;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.StreamDescription;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listing of a stream in memory holds. */
class ShardListerTest {

  private static final BigInteger HALF = BigInteger.ONE.shiftLeft(127);

  private FakeRun fake = new FakeRun(2);

  @Test
  void openShardsAreThoseWithoutAnEndingSequenceNumber() {
    fake.stream.merge(id(0));
    fake.stream.split(id(2));

    ShardListing listing = list();

    assertEquals(
        List.of(
            new OpenShard(id(3), BigInteger.ZERO, HALF.subtract(BigInteger.ONE)),
            new OpenShard(id(4), HALF, FakeStream.END.subtract(BigInteger.ONE))),
        listing.open());
    assertEquals(Set.of(id(0), id(1), id(2), id(3), id(4)), listing.shardIds());
  }

  @Test
  void pagesFollowFromTheLastShardOfTheOneBefore() {
    fake = new FakeRun(250);

    ShardListing listing = list();

    assertEquals(250, listing.open().size());
    assertEquals(List.of(), listing.gaps());
    assertEquals(List.of("null", id(99), id(199)), fake.kinesis.describedAfter);
  }

  @Test
  void aShardThatSplitsBetweenTwoPagesIsListedWithItsChildren() {
    fake = new FakeRun(150);
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.split(id(0)));

    List<String> open = list().open().stream().map(OpenShard::shardId).toList();

    assertTrue(open.containsAll(List.of(id(0), id(150), id(151))), open::toString);
  }

  @Test
  void aStreamThatIsUpdatingTakesRecords() {
    fake.stream.setStatus("UPDATING");

    assertEquals(2, list().open().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATING", "DELETING"})
  void aStreamThatTakesNoRecordsIsAnErrorThatSaysSo(String status) {
    fake.stream.setStatus(status);

    assertEquals(
        "stream orders is " + status + " and takes no records: prewarm it when it is ACTIVE",
        Fixtures.fails(this::list).getMessage());
  }

  @Test
  void aShardThatALaterPageShowsClosedIsNotOpen() {
    fake = new FakeRun(1);
    Shard open = fake.stream.page(null).getShards().get(0);
    fake.stream.split(id(0));
    AmazonKinesis kinesis = mock(AmazonKinesis.class);
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenReturn(answer(true, open))
        .thenReturn(answer(false, fake.stream.page(null).getShards().toArray(Shard[]::new)));

    assertEquals(Set.of(id(1), id(2)), list(kinesis).openIds());
  }

  @Test
  void aPageThatBringsNoNewShardIsRefusedRatherThanAskedForWithoutEnd() {
    AmazonKinesis kinesis = mock(AmazonKinesis.class);
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenReturn(answer(true, fake.stream.page(null).getShards().toArray(Shard[]::new)));

    PrewarmingException failure = Fixtures.fails(() -> list(kinesis));

    assertEquals(Reason.REJECTED, failure.reason());
    assertEquals(
        "DescribeStream gives the same page of stream orders again and again: what answers is no"
            + " Kinesis",
        failure.getMessage());
  }

  @Test
  void aListingThatTakesAllTheTimeSaysHowFarItCameAndWhy() {
    fake = new FakeRun(150);
    fake.stream.split(id(0));
    fake.kinesis.beforeEachCall(most -> fake.time.pass(FakeRun.TIME));

    String message = Fixtures.fails(this::list).getMessage();

    assertTrue(
        message.startsWith(
            "the list of shards is too long for the function's timeout, raise it: until then 100"
                + " were listed, 1 of them closed, which stay until their records expire. The last"
                + " call: DescribeStream on stream orders"),
        message);
  }

  private ShardListing list(AmazonKinesis kinesis) {
    return new ShardLister(
            new StreamCalls(
                new RegionalKinesis(kinesis), Fixtures.ORDERS, fake.deadline, fake.log.runLog()))
        .list();
  }

  private static DescribeStreamResult answer(boolean more, Shard... shards) {
    return new DescribeStreamResult()
        .withStreamDescription(
            new StreamDescription()
                .withStreamName("orders")
                .withStreamStatus("ACTIVE")
                .withHasMoreShards(more)
                .withShards(shards));
  }

  private ShardListing list() {
    return new ShardLister(fake.calls()).list();
  }
}
