package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeRun.landedIn;
import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_MISSED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run over a stream in memory that is resharded during the run, or listed incompletely. */
class ReshardTest {

  private static final String BROKEN = "InternalFailure";

  private FakeRun fake = new FakeRun(2);

  @Test
  void writesToTheMissedChildWhenAShardSplits() {
    fake.kinesis.beforePuts(() -> fake.stream.split(id(0)));

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(1), 1, id(2), 1, id(3), 1), fake.stream.records());
    assertEquals(List.of(id(2), id(3), id(1)), landedIn(report));
    assertEquals(List.of(), fake.time.sleeps(), "a canary in a new shard needs no waiting");
  }

  @Test
  void writesNothingMoreWhenShardsMerge() {
    fake.kinesis.beforePuts(() -> fake.stream.merge(id(0)));

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(2), 2), fake.stream.records());
    assertEquals(List.of(id(2)), landedIn(report));
    assertEquals(1, report.openShards());
  }

  @Test
  void waitsForAListingThatShowsTheReshard() {
    fake.kinesis.beforePuts(this::splitUnseen);
    fake.kinesis.beforeDescribes(() -> {}, () -> {}, () -> {}, fake.stream::showAll);

    PrewarmReport report = fake.run();

    assertEquals(Map.of(id(1), 1, id(2), 1, id(3), 1), fake.stream.records());
    assertEquals(3, report.openShards());
    assertEquals(2, fake.kinesis.puts.size());
    assertEquals(2, fake.time.sleeps().size());
  }

  @Test
  void failsAfterFiveSecondsWhenNoListingShowsTheReshard() {
    fake.kinesis.beforePuts(this::splitUnseen);

    assertEquals(
        "Canaries for stream orders in eu-west-1 landed in shards that DescribeStream does not list"
            + " yet: shard-0002. The stream is being resharded, and other new shards may have no"
            + " canary.",
        fake.fails(SHARDS_MISSED));
    assertEquals(1, fake.kinesis.puts.size());
    assertListedInVain();
  }

  @Test
  void namesTheHashKeysOfAShardThatStaysHidden() {
    fake = new FakeRun(4);
    fake.stream.hide(id(1));

    fake.fails(
        SHARDS_MISSED,
        "DescribeStream lists no open shard for the hash keys 85070591730234615865843651857942052864"
            + " to 170141183460469231731687303715884105727 of stream orders in eu-west-1");
    assertEquals(Map.of(id(0), 1, id(2), 1, id(3), 1), fake.stream.records());
    assertListedInVain();
  }

  @Test
  void failsWhenAllOpenShardsAreHidden() {
    fake.stream.hide(id(0));
    fake.stream.hide(id(1));

    fake.fails(SHARDS_MISSED, "for the hash keys 0 to 3402823669209384634");
  }

  /** No canary lands elsewhere, and the parent conceals that its other child is not listed. */
  @Test
  void writesToAChildThatAnOverlappingListingConceals() {
    splitWhileOthersAreSentAgain();
    fake.kinesis.beforeDescribes(fake.stream::showAll);

    PrewarmReport report = fake.run();

    assertEquals(1, fake.stream.recordsIn(id(151)));
    assertEquals(151, report.openShards());
  }

  @Test
  void failsWhenOpenShardsOverlapInEachListing() {
    splitWhileOthersAreSentAgain();
    for (int listing = 0; listing < 20; listing++) {
      fake.kinesis.beforeDescribes(fake.stream::backToTheLag, this::showAllButOneChild);
    }

    fake.fails(
        SHARDS_MISSED,
        "DescribeStream lists several open shards for the hash",
        "the endpoint does not behave like Kinesis");
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
  void writesToNewShardsThoughAnotherShardFails() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? BROKEN : "");
    fake.kinesis.beforePuts(() -> fake.stream.split(id(0)));

    fake.fails(SHARDS_MISSED, "1 of 3 open shards");
    assertEquals(Map.of(id(2), 1, id(3), 1), fake.stream.records());
  }

  @Test
  void succeedsWhenAFailingShardCloses() {
    fake.kinesis.refuse(id -> id.equals(id(1)) ? BROKEN : "");
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.merge(id(0)));

    assertEquals(List.of(id(2)), landedIn(fake.run()));
  }

  /** The first page of the second listing shows the split, and the second page never comes. */
  @Test
  void failsWhenHalfAListingShowsThatACoveredShardIsClosed() {
    fake = new FakeRun(150);
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforeDescribes(
        () -> {}, () -> {}, () -> fake.stream.split(id(0)), fake::describeFailsFromNowOn);

    fake.fails(
        SHARDS_MISSED,
        "DescribeStream lists no open shard for the hash keys 0 to",
        "The stream could not be listed again: 100 shards");
  }

  @Test
  void namesAnUncoveredShardThatHalfAListingShows() {
    fake = new FakeRun(98);
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforeDescribes(
        () -> {},
        () -> {
          fake.stream.split(id(0));
          fake.stream.split(id(2));
        },
        fake::describeFailsFromNowOn);

    fake.fails(
        SHARDS_MISSED, "2 of 98 open shards", "For shard-0098, shard-0099: no time was left");
  }

  @Test
  void listsAgainUntilAnUpdatingStreamIsActive() {
    fake.stream.setStatus("UPDATING");
    fake.kinesis.beforeDescribes(
        () -> {}, () -> fake.stream.split(id(0)), () -> {}, () -> fake.stream.setStatus("ACTIVE"));

    PrewarmReport report = fake.run();

    assertEquals(List.of(id(2), id(3), id(1)), landedIn(report));
    assertEquals(4, fake.listings());
    assertEquals(3, fake.time.sleeps().size());
    assertEquals(0, fake.logged("WARN"));
  }

  @Test
  void succeedsWithAWarningWhenTheStreamIsUpdatingForTenSeconds() {
    fake.stream.setStatus("UPDATING");

    assertEquals(2, fake.run().canaries().size());

    Duration took = fake.deadline.elapsed();
    assertTrue(took.compareTo(Duration.ofSeconds(10)) >= 0, took::toString);
    assertTrue(took.compareTo(Duration.ofSeconds(12)) < 0, took::toString);
    assertTrue(fake.listings() <= 9, fake.kinesis.describedAfter::toString);
    assertEquals(
        1,
        fake.logged(
            "WARN stream orders in eu-west-1 may be resharding: its status is UPDATING. Every"
                + " shard that was listed so far has a canary or is throttled; shards that are not"
                + " listed yet get their canary in the next run"));
  }

  @Test
  void writesToTheChildrenOfAShardThatSplitsBeforeALateResponse() {
    fake.kinesis.beforeEachAnswer(
        () -> {
          if (fake.kinesis.puts.size() == 1) {
            fake.stream.split(id(0));
            fake.time.pass(Duration.ofSeconds(6));
          }
        });

    assertEquals(List.of(id(2), id(3), id(1)), landedIn(fake.run()));
  }

  @Test
  void listsAgainAfterASlowWriteThoughTheStreamWasUpdatingForTenSeconds() {
    fake.stream.setStatus("UPDATING");
    fake.kinesis.refuse(id(0), BROKEN, Prewarmer.MAX_ATTEMPTS);
    fake.kinesis.beforeEachAnswer(
        () -> {
          if (fake.kinesis.puts.size() > Prewarmer.MAX_ATTEMPTS && fake.listings() == 2) {
            fake.stream.split(id(1));
            fake.stream.setStatus("ACTIVE");
            fake.time.pass(Duration.ofSeconds(11));
          }
        });

    assertEquals(List.of(id(0), id(2), id(3)), landedIn(fake.run()));
  }

  @Test
  void failsWhenALateFirstListingIsOldAtTheDeadline() {
    fake.kinesis.beforeEachListingResponse(fake.passing(Duration.ofSeconds(2)));
    fake.kinesis.refuse(id(0), BROKEN, 1);
    fake.kinesis.beforePuts(() -> {}, fake.passing(FakeRun.TIME));

    fake.fails(TIMED_OUT, "may have been resharded since. No time was left to list it again");
  }

  @Test
  void listsAgainWhenTheSecondListingCameLate() {
    fake.kinesis.refuse(id(1), BROKEN, 1);
    fake.kinesis.beforeEachListingResponse(
        () -> {
          if (fake.listings() == 2) {
            fake.stream.split(id(0));
            fake.time.pass(Duration.ofSeconds(6));
          }
        });

    assertEquals(List.of(id(2), id(3), id(1)), landedIn(fake.run()));
  }

  @Test
  void succeedsWithAWarningWhenListingsComeLateForTenSeconds() {
    fake.kinesis.beforePuts(fake.passing(Duration.ofSeconds(2)));
    fake.kinesis.beforeEachListingResponse(fake.passing(Duration.ofSeconds(3)));

    assertEquals(2, fake.run().canaries().size());

    assertEquals(
        1,
        fake.logged(
            "WARN stream orders in eu-west-1 may be resharding: DescribeStream responds slowly."));
  }

  @Test
  void coversTheShardsOfAStreamThatSplitsAtEachListing() {
    fake.stream.setStatus("UPDATING");
    fake.kinesis.beforeEachCall(
        limit -> {
          if (fake.kinesis.puts.size() < fake.listings()) {
            fake.stream.split(fake.stream.open().get(0));
          }
        });

    PrewarmReport report = fake.run();

    assertTrue(report.openShards() > 5, report::toString);
    assertTrue(fake.deadline.elapsed().compareTo(Duration.ofSeconds(17)) < 0);
    assertEquals(1, fake.logged("WARN stream orders in eu-west-1 may be resharding"));
  }

  private void splitUnseen() {
    fake.stream.lag();
    fake.stream.split(id(0));
  }

  /** For five seconds since the last write, and for at most one pause more. */
  private void assertListedInVain() {
    Duration took = fake.deadline.elapsed();
    assertTrue(took.compareTo(Prewarmer.MAX_WAIT_FOR_SHARDS) >= 0, took::toString);
    assertTrue(took.compareTo(Prewarmer.MAX_WAIT_FOR_SHARDS.plusSeconds(2)) < 0, took::toString);
    assertTrue(fake.listings() < 7, fake.kinesis.describedAfter::toString);
  }
}
