package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeKinesis.failing;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.assertContains;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listing of a stream in memory contains. */
class ShardListerTest {

  private static final BigInteger HALF = BigInteger.ONE.shiftLeft(127);

  private FakeRun fake = new FakeRun(2);

  @Test
  void listsShardsWithoutAnEndingSequenceNumberAsOpen() {
    fake.stream.merge(id(0));
    fake.stream.split(id(2));

    ShardListing listing = list();

    assertEquals(
        List.of(
            new OpenShard(id(3), BigInteger.ZERO, HALF.subtract(BigInteger.ONE)),
            new OpenShard(id(4), HALF, FakeStream.END.subtract(BigInteger.ONE))),
        listing.open());
    assertEquals(Set.of(id(0), id(1), id(2), id(3), id(4)), listing.shardIds());
    assertFalse(listing.updating());
  }

  @Test
  void startsEachPageAfterTheLastShardOfThePageBefore() {
    fake = new FakeRun(250);

    ShardListing listing = list();

    assertEquals(250, listing.open().size());
    assertEquals(List.of(), listing.hashKeyProblems());
    assertEquals(List.of("null", id(99), id(199)), fake.kinesis.describedAfter);
  }

  @Test
  void listsAnUpdatingStream() {
    fake.stream.setStatus("UPDATING");

    assertEquals(2, list().open().size());
    assertTrue(list().updating());
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_001})
  void isLateWhenTheLastPageTookLongerThanASecond(int millis) {
    fake = new FakeRun(150);
    fake.kinesis.beforeDescribes(
        fake.passing(Duration.ofSeconds(2)), fake.passing(Duration.ofMillis(millis)));

    assertEquals(millis > 1_000, list().late());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATING", "DELETING"})
  void rejectsAStreamThatAcceptsNoRecords(String status) {
    fake.stream.setStatus(status);

    PrewarmingException failure = failureOf(list());

    assertEquals(Reason.REJECTED, failure.reason());
    assertEquals(
        "kinesis:DescribeStream on stream orders in eu-west-1 failed: the stream is "
            + status
            + " and accepts no records; run the function when it is ACTIVE",
        failure.getMessage());
  }

  @Test
  void removesAShardThatALaterPageShowsAsClosed() {
    fake = new FakeRun(1);
    Shard open = shards()[0];
    fake.stream.split(id(0));
    AmazonKinesis kinesis = mock(AmazonKinesis.class);
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenReturn(page(true, open))
        .thenReturn(page(false, shards()));

    List<String> ids = list(kinesis).open().stream().map(OpenShard::shardId).toList();

    assertEquals(List.of(id(1), id(2)), ids);
  }

  @Test
  void rejectsAPageWithoutANewShardInsteadOfListingWithoutEnd() {
    AmazonKinesis kinesis = mock(AmazonKinesis.class);
    when(kinesis.describeStream(any(DescribeStreamRequest.class))).thenReturn(page(true, shards()));

    PrewarmingException failure = failureOf(list(kinesis));

    assertEquals(Reason.REJECTED, failure.reason());
    assertContains(
        "returns the same page again, so it does not behave like Kinesis", failure.getMessage());
  }

  @Test
  void keepsWhatItListedBeforeACallFailed() {
    fake = new FakeRun(150);
    fake.kinesis.beforeDescribes(() -> {}, failing(kinesisError(400, "AccessDeniedException")));

    ShardListing listing = list();

    assertEquals(100, listing.open().size());
    assertEquals(Reason.REJECTED, failureOf(listing).reason());
  }

  @Test
  void saysHowManyShardsWereListedWhenTheTimeIsUp() {
    fake = new FakeRun(150);
    fake.stream.split(id(0));
    fake.kinesis.beforeEachCall(most -> fake.time.pass(FakeRun.TIME));

    String message = failureOf(list()).getMessage();

    assertContains("100 shards were listed before the time was up, 1 of them closed", message);
    assertContains("kinesis:DescribeStream on stream orders", message);
    String unlisted = failureOf(list()).getMessage();
    assertTrue(unlisted.startsWith("kinesis:DescribeStream"), unlisted);
  }

  private static PrewarmingException failureOf(ShardListing listing) {
    return listing.failure().orElseThrow();
  }

  private ShardListing list(AmazonKinesis kinesis) {
    return new ShardLister(
            new StreamCalls(kinesis, Fixtures.ORDERS, fake.deadline, fake.log.runLog()),
            fake.deadline)
        .list();
  }

  private ShardListing list() {
    return new ShardLister(fake.calls(), fake.deadline).list();
  }

  private Shard[] shards() {
    return fake.stream.page(null).getShards().toArray(Shard[]::new);
  }

  private static DescribeStreamResult page(boolean more, Shard... shards) {
    return new DescribeStreamResult()
        .withStreamDescription(
            new StreamDescription()
                .withStreamName("orders")
                .withStreamStatus("ACTIVE")
                .withHasMoreShards(more)
                .withShards(shards));
  }
}
