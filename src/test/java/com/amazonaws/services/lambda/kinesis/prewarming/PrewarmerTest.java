package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeKinesis.failing;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeRun.landedIn;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REJECTED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_MISSED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Rejected;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run over a stream in memory that does not reshard: what it writes, and what it reports. */
class PrewarmerTest {

  private static final String BROKEN = "InternalFailure";

  private FakeRun fake = new FakeRun(2);

  @Test
  void writesOneCanaryIntoEachOpenShardWithOneListingAndOneCall() {
    fake = new FakeRun(3);

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(0), 1, id(1), 1, id(2), 1), fake.stream.records());
    assertEquals(3, report.openShards());
    assertEquals(fake.stream.open(), landedIn(report));
    assertEquals(List.of(), report.throttledShards());
    assertEquals(1, fake.kinesis.puts.size());
    assertEquals(1, fake.listings());
  }

  @Test
  void logsEachCanaryAndASummary() {
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

  @Test
  void sendsOnlyRejectedCanariesAgainAndListsAgainAfterwards() {
    fake = new FakeRun(3);
    fake.kinesis.refuse(id(1), BROKEN, 2);

    assertEquals(fake.stream.open(), landedIn(fake.run()));

    assertEquals(Map.of(id(0), 1, id(1), 1, id(2), 1), fake.stream.records());
    assertEquals(List.of(3, 1, 1), fake.recordsInEachPut());
    assertEquals(List.of(Duration.ofMillis(50), Duration.ofMillis(100)), fake.time.sleeps());
    assertEquals(2, fake.listings());
    assertEquals(
        2,
        fake.logged("WARN canaries that did not land: 1. For shard-0001: InternalFailure: later"));
  }

  @Test
  void listsAgainWhenACallOfTheFirstRoundWasRetried() {
    fake.kinesis.beforePuts(failing(kinesisError(500, BROKEN)));

    fake.run();

    assertEquals(2, fake.listings());
    assertEquals(1, fake.logged("INFO listing stream orders again: it may have been resharded"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_001})
  void listsAgainWhenTheFirstRoundTookLongerThanASecond(int millis) {
    fake.kinesis.beforePuts(fake.passing(Duration.ofMillis(millis)));

    assertEquals(2, fake.run().canaries().size());

    assertEquals(millis > 1_000 ? 2 : 1, fake.listings());
  }

  @Test
  void retriesAFailingShardUntilTheDeadlineAndThenNamesIt() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? BROKEN : "");

    assertEquals(
        "1 of 2 open shards of stream orders in eu-west-1 got no canary. For shard-0001:"
            + " InternalFailure: later.",
        fake.fails(SHARDS_MISSED));
    assertEquals(Map.of(id(0), 1), fake.stream.records());
    assertTrue(fake.listings() > 3, fake.kinesis.describedAfter::toString);
    assertTrue(fake.kinesis.puts.size() < 150, "it must pause between attempts");
    assertTrue(fake.deadline.isOver());
  }

  @Test
  void givesEachShardItsOwnReason() {
    fake = new FakeRun(6);
    fake.kinesis.refuse(
        id ->
            switch (id) {
              case "shard-0000" -> "";
              case "shard-0001", "shard-0002" -> BROKEN;
              default -> "Odd" + id;
            });

    assertEquals(
        "5 of 6 open shards of stream orders in eu-west-1 got no canary. For shard-0001,"
            + " shard-0002: InternalFailure: later. For shard-0003: Oddshard-0003: later. For"
            + " shard-0004: Oddshard-0004: later. For shard-0005: other reasons.",
        fake.fails(SHARDS_MISSED));
  }

  @Test
  void endsAReasonWithoutASecondFullStop() {
    assertEquals(
        "For a: too late",
        MissedShards.byReason(List.of(new Rejected(Fixtures.shard("a"), "too late.", 0))));
  }

  @ParameterizedTest
  @CsvSource({"10, ': InternalFailure'", "13, ' and 3 others: InternalFailure'"})
  void namesTenShardsAndCountsTheOthers(int shards, String end) {
    fake = new FakeRun(shards);
    fake.kinesis.refuse(id -> BROKEN);

    fake.fails(
        SHARDS_MISSED, shards + " of " + shards + " open shards", ", shard-0008, shard-0009" + end);
  }

  @Test
  void reservesTimeForTheShardsThatWereListed() {
    fake = new FakeRun(2_500);
    fake.run();
    fake.time.pass(FakeRun.TIME.minusMillis(900));

    assertTrue(fake.deadline.isOver());
  }

  @Test
  void sendsNothingWhenTheListingTookAllTheTime() {
    fake.kinesis.beforeDescribes(fake.passing(FakeRun.TIME));

    fake.fails(
        SHARDS_MISSED,
        "For shard-0000, shard-0001: no time was left to send a canary; raise the timeout of the"
            + " function.");
    assertEquals(List.of(), fake.kinesis.puts);
  }

  @Test
  void logsTheCanariesThatLandedWhenAnotherBatchIsRejectedPermanently() {
    fake = new FakeRun(600);
    fake.kinesis.beforePuts(() -> {}, failing(kinesisError(400, "AccessDeniedException")));

    fake.fails(
        REJECTED,
        "00 of 600 open shards of stream orders in eu-west-1 got no",
        " others: kinesis:PutRecords on stream orders in eu-west-1 failed: the");
    int landed = fake.stream.records().size();
    assertTrue(Set.of(100, 500).contains(landed), () -> landed + " landed");
    assertEquals(landed, fake.logged("INFO canary in shardId="));
    assertEquals(2, fake.kinesis.puts.size());
  }

  @Test
  void failsWhenALaterListingIsRejectedPermanently() {
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforeDescribes(() -> {}, failing(kinesisError(400, "AccessDeniedException")));

    fake.fails(
        REJECTED,
        "Every listed shard of stream orders in eu-west-1 has a canary or is throttled, but the"
            + " stream may have been resharded since. The stream could not be listed again:"
            + " kinesis:DescribeStream on stream orders in eu-west-1 failed: the role");
  }

  @Test
  void failsWhenTheStreamIsDeletedBeforeALaterListing() {
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.setStatus("DELETING"));

    fake.fails(REJECTED, "failed: the stream is DELETING and accepts no");
  }

  @Test
  void namesTheColdShardWhenTheKeyIsDisabledBeforeTheSecondRound() {
    fake.kinesis.beforePuts(
        () -> fake.stream.split(id(0)), failing(kinesisError(400, "KMSDisabledException")));

    fake.fails(
        REJECTED,
        "1 of 3 open shards of stream orders in eu-west-1 got no canary. For shard-0003:"
            + " kinesis:PutRecords on stream orders in eu-west-1 failed: the stream's KMS key is"
            + " disabled");
    assertEquals(2, fake.logged("INFO canary in shardId="));
  }

  @Test
  void failsWhenALaterListingIsThrottledUntilTheDeadline() {
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforePuts(fake::describeFailsFromNowOn);

    String message = fake.fails(TIMED_OUT);
    assertTrue(message.endsWith("said Kinesis (LimitExceededException, HTTP 400)"), message);
  }

  @Test
  void failsWhenNoTimeIsLeftToListAgain() {
    fake.kinesis.beforePuts(failing(kinesisError(500, BROKEN)), fake.passing(FakeRun.TIME));

    assertEquals(
        "Every listed shard of stream orders in eu-west-1 has a canary or is throttled, but the"
            + " stream may have been resharded since. No time was left to list it again; raise the"
            + " timeout of the function.",
        fake.fails(TIMED_OUT));
    assertEquals(1, fake.listings());
  }
}
