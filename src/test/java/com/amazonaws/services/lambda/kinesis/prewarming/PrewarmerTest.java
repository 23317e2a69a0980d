package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeKinesis.failing;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeRun.landedIn;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_MISSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run over a stream in memory: what lies in each shard afterwards, and what is said. */
class PrewarmerTest {

  private static final String BROKEN = "InternalFailure";
  private static final String UNSEEN =
      "WARN every listed shard of stream orders is accounted for,"
          + " but a reshard may have gone unseen";

  private FakeRun fake = new FakeRun(2);

  @Test
  void eachOpenShardGetsOneCanaryByOneListingAndOneCall() {
    fake = new FakeRun(3);

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(0), 1, id(1), 1, id(2), 1), fake.stream.records());
    assertEquals(3, report.openShards());
    assertEquals(fake.stream.open(), landedIn(report));
    assertEquals(List.of(), report.throttledShards());
    assertEquals(1, fake.kinesis.puts.size());
    assertEquals(1, listings());
  }

  @Test
  void aStreamThatSplitMeanwhileIsListedAgainAndTheMissedChildWrittenTo() {
    fake.kinesis.beforePuts(() -> fake.stream.split(id(0)));

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(1), 1, id(2), 1, id(3), 1), fake.stream.records());
    assertEquals(List.of(id(1), id(2), id(3)), landedIn(report));
    assertEquals(List.of(), fake.time.sleeps(), "what a canary told of is not waited for");
    assertEquals(1, logged("INFO listing stream orders again, as it may have resharded"));
  }

  @Test
  void aStreamThatMergedMeanwhileNeedsNoFurtherCanary() {
    fake.kinesis.beforePuts(() -> fake.stream.merge(id(0)));

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(2), 2), fake.stream.records());
    assertEquals(List.of(id(2)), landedIn(report));
    assertEquals(1, report.openShards());
  }

  @Test
  void aListingOlderThanTheReshardIsWaitedOutWithoutWriting() {
    fake.kinesis.beforePuts(this::splitUnseen);
    fake.kinesis.beforeDescribes(() -> {}, () -> {}, () -> {}, fake.stream::showAll);

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(1), 1, id(2), 1, id(3), 1), fake.stream.records());
    assertEquals(3, report.openShards());
    assertEquals(2, fake.kinesis.puts.size());
    assertEquals(2, fake.time.sleeps().size());
  }

  @Test
  void aReshardThatNoListingShowsIsAFailureAndNotAFlood() {
    fake.kinesis.beforePuts(this::splitUnseen);

    PrewarmingException failure = fails();

    assertEquals(SHARDS_MISSED, failure.reason());
    assertEquals(
        "stream orders in eu-west-1 resharded during the run, and DescribeStream does not show it"
            + " yet: canaries for shard-0000 landed in other shards, and new shards may have got"
            + " none; run it again",
        failure.getMessage());
    assertEquals(1, fake.kinesis.puts.size());
    assertLookedInVain();
  }

  @Test
  void theDeadlineEndsTheWaitForAListingThatShowsTheReshard() {
    fake.kinesis.beforePuts(this::splitUnseen);
    fake.kinesis.beforeDescribes(
        () -> {}, fake.passing(FakeRun.TIME.minusSeconds(1)), fake.passing(Duration.ofSeconds(1)));

    assertTrue(fails().getMessage().contains("canaries for shard-0000 landed in other shards"));
    assertEquals(3, listings());
  }

  @Test
  void aStrayCanaryAtTheDeadlineIsAFailureThatNamesItsShard() {
    fake.kinesis.beforePuts(
        () -> {
          fake.stream.split(id(0));
          fake.time.pass(FakeRun.TIME);
        });

    assertTrue(fails().getMessage().contains("canaries for shard-0000 landed in other shards"));
    assertEquals(1, listings());
  }

  @Test
  void aShardThatTheListingHidesGetsItsCanaryOnceItIsShown() {
    fake = new FakeRun(3);
    fake.stream.hide(id(1));
    fake.kinesis.beforeDescribes(() -> {}, () -> {}, fake.stream::showAll);

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(0), 1, id(1), 1, id(2), 1), fake.stream.records());
    assertEquals(3, report.openShards());
    assertEquals(2, fake.kinesis.puts.size());
  }

  @Test
  void aShardThatStaysHiddenFailsTheRunWithItsHashKeysThoughAllOthersHaveTheirs() {
    fake = new FakeRun(4);
    fake.stream.hide(id(1));

    PrewarmingException failure = fails();

    assertEquals(SHARDS_MISSED, failure.reason());
    assertEquals(
        "DescribeStream shows no open shard of stream orders in eu-west-1 for the hash keys"
            + " 85070591730234615865843651857942052864 to 170141183460469231731687303715884105727,"
            + " so the shards that own them got no canary; run it again",
        failure.getMessage());
    assertEquals(Map.of(id(0), 1, id(2), 1, id(3), 1), fake.stream.records());
    assertLookedInVain();
  }

  /** Nothing strays, and the parent hides that its other child is missing. */
  @Test
  void aChildThatATornListingHidesBehindItsParentGetsItsCanaryOnceItIsShown() {
    splitWhileOthersAreSentAgain();
    fake.kinesis.beforeDescribes(fake.stream::showAll);

    PrewarmReport report = fake.run();

    assertEquals(1, fake.stream.records().get(id(151)));
    assertEquals(151, report.openShards());
  }

  @Test
  void aListingThatStaysTornFailsTheRun() {
    splitWhileOthersAreSentAgain();
    for (int look = 0; look < 20; look++) {
      fake.kinesis.beforeDescribes(fake.stream::backToTheLag, this::showAllButOneChild);
    }

    assertEquals(
        "DescribeStream shows open shards of stream orders in eu-west-1 from before and after a"
            + " reshard together, so others may have got no canary; run it again",
        fails().getMessage());
  }

  private void splitWhileOthersAreSentAgain() {
    fake = new FakeRun(150);
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforePuts(() -> {}, this::splitUnseen);
    fake.kinesis.beforeDescribes(() -> {}, () -> {}, () -> {}, this::showAllButOneChild);
  }

  private void showAllButOneChild() {
    fake.stream.showAll();
    fake.stream.hide(id(151));
  }

  @Test
  void aStreamWhoseOpenShardsAreAllHiddenFailsTheRun() {
    fake.stream.hide(id(0));
    fake.stream.hide(id(1));

    assertTrue(fails().getMessage().contains("for the hash keys 0 to 3402823669209384634"));
  }

  @Test
  void aFailureNamesShardsThatGotNoneAndHashKeysThatNobodyOwns() {
    fake.stream.hide(id(1));
    fake.kinesis.refuse(id -> BROKEN);

    String message = fails().getMessage();

    assertTrue(message.startsWith("1 of 1 open shards"), message);
    assertTrue(message.contains(" later. Besides, DescribeStream shows no open shard"), message);
  }

  @Test
  void aReachedShardThatSplitWhileOthersWereSentAgainHasItsChildrenWrittenTo() {
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforePuts(() -> {}, () -> fake.stream.split(id(0)));

    PrewarmReport report = fake.run();

    assertEquals(List.of(id(1), id(2), id(3)), landedIn(report));
    assertEquals(Map.of(id(0), 1, id(1), 1, id(2), 1, id(3), 1), fake.stream.records());
  }

  @Test
  void aReachedShardThatSplitWhileACallWasMadeAgainHasItsChildrenWrittenTo() {
    fake.kinesis.beforePuts(failing(kinesisError(500, BROKEN)));
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.split(id(0)));

    assertEquals(List.of(id(1), id(2), id(3)), landedIn(fake.run()));
  }

  @Test
  void aFailedShardIsWrittenToAgainUntilTheDeadlineAndThenFailsTheRun() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? BROKEN : "");

    PrewarmingException failure = fails();

    assertEquals(
        "1 of 2 open shards of stream orders in eu-west-1 got no canary: shard-0001."
            + " The last answer was: InternalFailure: later",
        failure.getMessage());
    assertEquals(Map.of(id(0), 1), fake.stream.records());
    assertTrue(listings() > 3, fake.kinesis.describedAfter::toString);
    assertTrue(fake.deadline.isOver());
    assertTrue(logged("WARN no canary in shard-0001: InternalFailure: later") > 3);
  }

  @Test
  void whatKinesisSaidLastIsToldThoughTheTimeRanOutAfterALook() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? BROKEN : "");
    fake.kinesis.beforeDescribes(() -> {}, fake.passing(FakeRun.TIME));

    assertTrue(fails().getMessage().endsWith("The last answer was: InternalFailure: later"));
  }

  @Test
  void aListingThatTookAllTheTimeLeavesEveryShardWithoutACanary() {
    fake.kinesis.beforeDescribes(fake.passing(FakeRun.TIME));

    String message = fails().getMessage();

    assertTrue(message.endsWith(", with 2 shards to list; raise the function's timeout"), message);
    assertEquals(List.of(), fake.kinesis.puts);
  }

  @Test
  void aShardThatFailsDoesNotKeepNewShardsFromTheirs() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? BROKEN : "");
    fake.kinesis.beforePuts(() -> fake.stream.split(id(0)));

    assertTrue(fails().getMessage().startsWith("1 of 3 open shards"));
    assertEquals(Map.of(id(2), 1, id(3), 1), fake.stream.records());
  }

  @Test
  void aShardThatFailedAndThenClosedIsNoFailure() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? BROKEN : "");
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.merge(id(0)));

    assertEquals(List.of(id(2)), landedIn(fake.run()));
  }

  @Test
  void aLookThatFailsIsNoFailureWhereEveryListedShardIsAccountedFor() {
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforePuts(this::describeFailsFromNowOn);

    assertEquals(2, fake.run().canaries().size());

    assertEquals(1, logged(UNSEEN));
    assertEquals(1, logged("WARN stream orders could not be listed again: DescribeStream on "));
  }

  @Test
  void aRunThatHadNoTimeForALookSaysWhatMayHaveGoneUnseen() {
    fake.kinesis.beforePuts(failing(kinesisError(500, BROKEN)), fake.passing(FakeRun.TIME));

    assertEquals(2, fake.run().canaries().size());

    assertEquals(1, logged(UNSEEN));
    assertEquals(1, listings());
  }

  @Test
  void aLookThatFailsLeavesTheFailureToNameTheShardsThatAreMissing() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? BROKEN : "");
    fake.kinesis.beforePuts(this::describeFailsFromNowOn);

    assertTrue(fails().getMessage().startsWith("1 of 2 open shards"));
  }

  @Test
  void ofFailedShardsTheFirstTenAreNamedAndTheOthersCounted() {
    fake = new FakeRun(10);
    fake.kinesis.refuse(id -> BROKEN);
    assertTrue(fails().getMessage().contains(", shard-0008, shard-0009. The last"));

    fake = new FakeRun(13);
    fake.kinesis.refuse(id -> BROKEN);
    String message = fails().getMessage();
    assertTrue(message.startsWith("13 of 13 open shards"), message);
    assertTrue(message.contains(", shard-0008, shard-0009 and 3 others. The last"), message);
  }

  @Test
  void aLineForEachCanaryAndOneForTheRunAreLogged() {
    fake.run();

    assertEquals(
        List.of(
            "INFO canary in shardId=shard-0000 explicitHashKey=0 sequenceNumber=shard-0000/1",
            "INFO canary in shardId=shard-0001"
                + " explicitHashKey=170141183460469231731687303715884105728"
                + " sequenceNumber=shard-0001/1",
            "INFO prewarmed stream orders in eu-west-1: 2 open shards, 2 canaries,"
                + " 0 throttled shards, 0 ms"),
        fake.log.lines());
  }

  private PrewarmingException fails() {
    return Fixtures.fails(() -> fake.run());
  }

  private void splitUnseen() {
    fake.stream.lag();
    fake.stream.split(id(0));
  }

  private void describeFailsFromNowOn() {
    Runnable fault = failing(kinesisError(400, "LimitExceededException"));
    Runnable[] faults = Collections.nCopies(500, fault).toArray(Runnable[]::new);
    fake.kinesis.beforeDescribes(faults);
  }

  /** For five seconds since the last write, and a pause of a second on average more at most. */
  private void assertLookedInVain() {
    Duration looked = fake.deadline.elapsed();
    assertTrue(looked.compareTo(Prewarmer.LOOKING_IN_VAIN) >= 0, looked::toString);
    assertTrue(looked.compareTo(Prewarmer.LOOKING_IN_VAIN.plusSeconds(1)) < 0, looked::toString);
    assertTrue(listings() < 15, fake.kinesis.describedAfter::toString);
  }

  @Test
  void looksThatTakeLongAreFewThoughNeverFewerThanTwo() {
    fake = new FakeRun(1_000);
    fake.kinesis.beforeEachCall(most -> fake.time.pass(Duration.ofMillis(100)));
    fake.kinesis.beforePuts(this::splitUnseen);

    assertTrue(fails().getMessage().contains("canaries for shard-0000 landed in other shards"));
    assertTrue(listings() <= 10 * 6, fake.kinesis.describedAfter::toString);

    fake = new FakeRun(2);
    fake.kinesis.beforeEachCall(most -> fake.time.pass(Duration.ofSeconds(6)));
    fake.kinesis.beforePuts(this::splitUnseen);

    fails();
    assertEquals(1 + Prewarmer.LEAST_LOOKS, listings());
  }

  private long logged(String line) {
    return fake.log.lines().stream().filter(each -> each.startsWith(line)).count();
  }

  private long listings() {
    return fake.kinesis.describedAfter.size();
  }
}
