package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeKinesis.failing;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeRun.landedIn;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which shards a run may call busy, and that no cold one is among them. */
class BusyShardsTest {

  private static final String THROTTLED = "ProvisionedThroughputExceededException";
  private static final String BROKEN = "InternalFailure";

  private FakeRun fake = new FakeRun(2);

  @Test
  void aShardThatAllTriesFoundThrottledIsReportedAsBusy() {
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(1), 1), fake.stream.records());
    assertEquals(List.of(id(0)), report.throttledShards());
    assertEquals(List.of(id(1)), landedIn(report));
    assertEquals(2, report.openShards());
    assertEquals(CanaryWriter.MAX_ATTEMPTS, fake.kinesis.puts.size());
    assertEquals(
        List.of(
            "WARN no canary in shardId=shard-0000: it stays throttled, so it is busy and its"
                + " consumer awake"),
        fake.log.lines().stream().filter(line -> line.startsWith("WARN no canary")).toList());
  }

  @Test
  void shardsThatWereRefusedOnceWhileAnotherSplitAllGetTheirs() {
    fake = new FakeRun(90);
    Set<String> refused = new HashSet<>();
    fake.kinesis.refuse(
        id ->
            id.compareTo(id(60)) >= 0 && id.compareTo(id(90)) < 0 && refused.add(id)
                ? THROTTLED
                : "");
    fake.kinesis.beforePuts(() -> fake.stream.split(id(0)));

    PrewarmReport report = fake.run();

    assertEquals(List.of(), report.throttledShards());
    assertEquals(new TreeSet<>(fake.stream.open()), fake.stream.records().keySet());
    assertEquals(91, report.canaries().size());
    assertEquals(2, fake.kinesis.puts.size());
  }

  @Test
  void aShardThatIsThrottledNineTimesIsNoBusyOne() {
    fake.kinesis.refuse(id(1), THROTTLED, CanaryWriter.MAX_ATTEMPTS - 1);

    assertEquals(2, fake.run().canaries().size());
  }

  @Test
  void aShardThatWasRefusedForAnotherReasonMeanwhileIsTriedTenTimesMore() {
    fake.kinesis.refuse(id(1), THROTTLED, 2 * CanaryWriter.MAX_ATTEMPTS - 2);
    fake.kinesis.refuse(id(1), BROKEN, 1);

    assertEquals(2, fake.run().canaries().size());
  }

  @Test
  void aShardThatFailedAndIsThrottledLaterIsBusy() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? THROTTLED : "");
    fake.kinesis.refuse(id(1), BROKEN, CanaryWriter.MAX_ATTEMPTS);

    assertEquals(List.of(id(1)), fake.run().throttledShards());
  }

  @Test
  void triesThatTheDeadlineCutShortMakeAFailureThatSaysWhy() {
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");
    fake.kinesis.beforePuts(() -> {}, fake.passing(FakeRun.TIME));

    PrewarmingException failure = Fixtures.fails(() -> fake.run());

    assertEquals(
        "1 of 2 open shards of stream orders in eu-west-1 got no canary: shard-0000."
            + " The last answer was: ProvisionedThroughputExceededException",
        failure.getMessage());
  }

  @Test
  void aBusyShardThatSplitMeanwhileHasItsChildrenWrittenTo() {
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.split(id(0)));

    PrewarmReport report = fake.run();

    assertEquals(List.of(), report.throttledShards());
    assertEquals(Map.of(id(1), 1, id(2), 1, id(3), 1), fake.stream.records());
  }

  /** Its refusals come from the hot child, and so do not tell that there is a quiet one. */
  @Test
  void theQuietChildOfABusyShardThatIsShownLateGetsItsCanary() {
    fake.stream.lag();
    fake.stream.split(id(0));
    fake.kinesis.refuse(id -> id.equals(id(2)) ? THROTTLED : "");
    fake.kinesis.beforeDescribes(() -> {}, () -> {}, () -> {}, fake.stream::showAll);

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(1), 1, id(3), 1), fake.stream.records());
    assertEquals(List.of(id(2)), report.throttledShards());
    assertEquals(3, report.openShards());
  }

  @Test
  void aShardThatStaysThrottledIsNotCalledBusyIfItMayHaveSplitUnseen() {
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");
    fake.kinesis.beforeDescribes(() -> {}, failing(kinesisError(400, "AccessDeniedException")));

    String message = Fixtures.fails(() -> fake.run()).getMessage();

    assertTrue(
        message.startsWith(
            "1 of 2 open shards of stream orders in eu-west-1 got no canary: shard-0000."
                + " The last answer was: kinesis:DescribeStream on stream orders"),
        message);
  }

  @Test
  void aBusyShardIsLookedAtForFiveSecondsAndThenLeftAloneWithoutAWarning() {
    fake.kinesis.refuse(id -> id.equals(id(0)) ? THROTTLED : "");

    fake.run();

    Duration took = fake.deadline.elapsed();
    assertTrue(took.compareTo(Duration.ofSeconds(12)) < 0, took::toString);
    assertTrue(fake.log.lines().stream().noneMatch(line -> line.contains("may have gone unseen")));
  }
}
