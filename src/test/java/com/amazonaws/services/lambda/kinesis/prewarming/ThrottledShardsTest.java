package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeKinesis.failing;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeRun.landedIn;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REJECTED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_MISSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which shards a run reports as throttled, and that no cold shard is among them. */
class ThrottledShardsTest {

  private static final String THROTTLED = "ProvisionedThroughputExceededException";
  private static final String BROKEN = "InternalFailure";

  private FakeRun fake = new FakeRun(2);

  @ParameterizedTest
  @ValueSource(ints = {4, 1_000})
  void reportsAShardAsThrottledAfterTenRejectionsAndASecondListing(int shards) {
    fake = new FakeRun(shards);
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");

    PrewarmReport report = fake.run();

    assertEquals(shards - 1, fake.stream.records().size());
    assertEquals(List.of(id(0)), report.throttledShards());
    assertEquals(shards - 1, report.canaries().size());
    assertEquals(shards, report.openShards());
    assertEquals(10, fake.kinesis.throttledInARow(fake.stream.startOf(id(0))));
    assertEquals(2, fake.listings());
    assertTrue(fake.deadline.elapsed().compareTo(Duration.ofSeconds(8)) < 0);
    assertEquals(
        1,
        fake.logged(
            "WARN no canary in shardId=shard-0000: the shard is throttled, so its consumer is busy"
                + " and warm"));
  }

  /**
   * A canary shows the split, so the run lists the stream instead of sending rejected ones again.
   */
  @Test
  void coversShardsThatWereThrottledOnceWhileAnotherSplit() {
    fake = new FakeRun(3);
    fake.kinesis.refuse(id(1), THROTTLED, 1);
    fake.kinesis.beforePuts(() -> fake.stream.split(id(0)));

    assertEquals(4, fake.run().canaries().size());
    assertEquals(List.of(), fake.time.sleeps());
    assertEquals(2, fake.kinesis.puts.size());
  }

  @Test
  void countsRejectionsAnewAfterAnotherError() {
    fake.kinesis.refuse(id(1), THROTTLED, Coverage.MAX_THROTTLES - 1);
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.refuse(id(1), THROTTLED, Coverage.MAX_THROTTLES - 1);

    assertEquals(2, fake.run().canaries().size());
  }

  @Test
  void reportsAShardAsThrottledThatFailedOtherwiseBefore() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? THROTTLED : "");
    fake.kinesis.refuse(id(1), BROKEN, Prewarmer.MAX_ATTEMPTS);

    assertEquals(List.of(id(1)), fake.run().throttledShards());
  }

  @Test
  void failsWhenTheDeadlineComesBeforeTenRejections() {
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");
    fake.kinesis.beforePuts(() -> {}, fake.passing(FakeRun.TIME));

    assertEquals(
        "1 of 2 open shards of stream orders in eu-west-1 got no canary. For shard-0000:"
            + " ProvisionedThroughputExceededException.",
        fake.fails(SHARDS_MISSED));
  }

  @Test
  void writesToTheColdChildOfASplitShardAndReportsTheThrottledOne() {
    fake.kinesis.refuse(id -> id.equals(id(0)) || id.equals(id(2)) ? THROTTLED : "");
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.split(id(0)));

    PrewarmReport report = fake.run();

    assertEquals(List.of(id(2)), report.throttledShards());
    assertEquals(List.of(id(3), id(1)), landedIn(report));
  }

  @Test
  void writesToTheChildrenOfAThrottledShardThatSplits() {
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.split(id(0)));

    assertEquals(List.of(), fake.run().throttledShards());
    assertEquals(Map.of(id(1), 1, id(2), 1, id(3), 1), fake.stream.records());
  }

  @Test
  void failsWhenNoListingFollowsTenRejections() {
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");
    fake.kinesis.beforeDescribes(() -> {}, failing(kinesisError(400, "AccessDeniedException")));

    fake.fails(
        REJECTED,
        "1 of 2 open shards of stream orders in eu-west-1 got no canary. For shard-0000:"
            + " ProvisionedThroughputExceededException. The stream could not be listed again:"
            + " kinesis:DescribeStream on stream orders");
  }
}
