package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.ORDERS;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shard;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shards;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_NOT_REACHED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Coverage: with listings and outcomes as told, which shards are written to and what is said. */
class PrewarmerTest {

  private final FakeTime time = new FakeTime();
  private final FakeLog log = new FakeLog();
  private final Deque<ShardListing> listings = new ArrayDeque<>();
  private final Map<String, CanaryOutcome> outcomes = new HashMap<>();
  private final List<String> writes = new ArrayList<>();
  private boolean retried;
  private Duration eachWriteTakes = Duration.ZERO;
  private Runnable afterFirstWrite = () -> {};

  @Test
  void eachOpenShardIsWrittenToOnce() {
    listed("a b c", "");

    PrewarmReport report = run();

    assertEquals(List.of("a b c"), writes);
    assertEquals(3, report.openShards());
    assertEquals(List.of("a", "b", "c"), report.canaries().stream().map(Landed::shardId).toList());
    assertEquals(List.of(), report.throttledShards());
  }

  @Test
  void aStreamThatSplitMeanwhileIsListedAgainAndTheMissedChildWrittenTo() {
    listed("a b", "");
    lands("a", "c");
    listed("b c d", "a");

    PrewarmReport report = run();

    assertEquals(List.of("a b", "d"), writes);
    assertEquals(3, report.openShards());
    assertEquals(List.of("b", "c", "d"), report.canaries().stream().map(Landed::shardId).toList());
  }

  @Test
  void aStreamThatMergedMeanwhileNeedsNoFurtherCanary() {
    listed("a b", "");
    lands("a", "c");
    lands("b", "c");
    listed("c", "a b");

    PrewarmReport report = run();

    assertEquals(List.of("a b"), writes);
    assertEquals(1, report.openShards());
    assertEquals(List.of("c"), report.canaries().stream().map(Landed::shardId).toList());
  }

  @Test
  void aStreamThatKeepsReshardingIsFollowedUntilNoShardIsMissing() {
    listed("a b", "");
    lands("a", "c");
    listed("b c d", "a");
    lands("d", "e");
    listed("b c e f", "a d");

    PrewarmReport report = run();

    assertEquals(List.of("a b", "d", "f"), writes);
    assertEquals(4, report.canaries().size());
  }

  @Test
  void aListingOlderThanTheReshardIsWaitedOutWithoutWriting() {
    listed("a b", "");
    lands("a", "c");
    listed("a b", "");
    listed("a b c d", "");
    listed("b c d", "a");

    PrewarmReport report = run();

    assertEquals(List.of("a b", "d"), writes);
    assertEquals(3, report.openShards());
    assertEquals(2, time.sleeps().size());
  }

  @Test
  void aReshardThatNoListingShowsIsAFailureAndNotAFlood() {
    listed("a b", "");
    lands("a", "b");
    for (int i = 0; i < Prewarmer.MOST_LISTINGS; i++) {
      listed("a b", "");
    }

    PrewarmingException failure = Fixtures.fails(this::run);

    assertEquals(SHARDS_NOT_REACHED, failure.reason());
    assertTrue(failure.getMessage().contains("canaries for a landed in other shards"));
    assertEquals(List.of("a b"), writes);
    assertTrue(listings.isEmpty());
  }

  @Test
  void aThrottledShardIsReportedAsBusyAndNotWrittenToAgain() {
    listed("a b", "");
    outcomes.put("a", new Throttled(shard("a")));
    listed("a b", "");

    PrewarmReport report = run();

    assertEquals(List.of("a b"), writes);
    assertEquals(List.of("a"), report.throttledShards());
    assertEquals(List.of("b"), report.canaries().stream().map(Landed::shardId).toList());
    assertEquals(2, report.openShards());
    assertEquals(
        1, log.lines().stream().filter(l -> l.startsWith("WARN no canary in shardId=a:")).count());
  }

  @Test
  void aThrottledShardThatSplitMeanwhileHasItsChildrenWrittenTo() {
    listed("a b", "");
    outcomes.put("a", new Throttled(shard("a")));
    listed("b c d", "a");

    PrewarmReport report = run();

    assertEquals(List.of("a b", "c d"), writes);
    assertEquals(List.of(), report.throttledShards());
    assertEquals(3, report.canaries().size());
  }

  @Test
  void aReachedShardThatSplitWhileOthersWereSentAgainHasItsChildrenWrittenTo() {
    retried = true;
    listed("a b", "");
    listed("b c d", "a");
    listed("b c d", "a");

    PrewarmReport report = run();

    assertEquals(List.of("a b", "c d"), writes);
    assertEquals(3, report.canaries().size());
  }

  @Test
  void aFailedShardIsWrittenToAgainUntilTheDeadlineAndThenFailsTheRun() {
    for (int i = 0; i < 3; i++) {
      listed("a b", "");
    }
    outcomes.put("b", new Failed(shard("b"), "InternalFailure: later"));
    eachWriteTakes = Duration.ofSeconds(25);

    PrewarmingException failure = Fixtures.fails(this::run);

    assertEquals(List.of("a b", "b", "b"), writes);
    assertEquals(
        "1 of 2 open shards of stream orders in eu-west-1 got no canary: b."
            + " The last answer was: InternalFailure: later",
        failure.getMessage());
  }

  @Test
  void aFailedShardThatTakesItsCanaryLaterIsNoFailure() {
    listed("a b", "");
    outcomes.put("b", new Failed(shard("b"), "InternalFailure: later"));
    listed("a b", "");
    afterFirstWrite = () -> outcomes.remove("b");

    assertEquals(2, run().canaries().size());
    assertEquals(List.of("a b", "b"), writes);
  }

  @Test
  void theOtherShardsHaveTheirsBeforeAFailureIsThrown() {
    listed("a b", "");
    lands("a", "c");
    outcomes.put("b", new Failed(shard("b"), "InternalFailure: later"));
    listed("b c d", "a");
    eachWriteTakes = Duration.ofSeconds(40);

    PrewarmingException failure = Fixtures.fails(this::run);

    assertEquals(List.of("a b", "b d"), writes);
    assertTrue(failure.getMessage().startsWith("1 of 3 open shards"), failure.getMessage());
  }

  @Test
  void aShardThatFailedAndThenClosedIsNoFailure() {
    listed("a b", "");
    lands("a", "c");
    outcomes.put("b", new Failed(shard("b"), "InternalFailure: later"));
    listed("c", "a b");

    assertEquals(1, run().canaries().size());
  }

  @Test
  void aCanaryThatStraysIntoAFailedShardCoversIt() {
    listed("a b", "");
    lands("a", "b");
    outcomes.put("b", new Failed(shard("b"), "InternalFailure: later"));
    listed("b", "a");

    assertEquals(1, run().canaries().size());
  }

  @Test
  void ofManyFailedShardsTheFirstTenAreNamedAndTheOthersCounted() {
    List<Shard> many = shards(13);
    listings.add(new ShardListing(many, ids(many)));
    many.forEach(s -> outcomes.put(s.shardId(), new Failed(s, "InternalFailure: later")));
    eachWriteTakes = Duration.ofMinutes(1);

    String message = Fixtures.fails(this::run).getMessage();

    assertTrue(message.startsWith("13 of 13 open shards"), message);
    assertTrue(message.contains(": a, b, c, d, e, f, g, h, i, j and 3 others. The"), message);
  }

  @Test
  void aLineForEachCanaryAndOneForTheRunAreLogged() {
    listed("a b", "");

    run();

    assertEquals(
        List.of(
            "INFO canary in shardId=a explicitHashKey=0 sequenceNumber=n-a",
            "INFO canary in shardId=b explicitHashKey=10 sequenceNumber=n-b",
            "INFO prewarmed stream orders in eu-west-1: 2 open shards, 2 canaries,"
                + " 0 throttled shards, 0 ms"),
        log.lines());
  }

  private PrewarmReport run() {
    Deadline deadline = Fixtures.deadlineIn(Duration.ofMinutes(1), time);
    return new Prewarmer(listings::remove, this::write, deadline, log.runLog()).run(ORDERS);
  }

  private CanaryWriter.Written write(List<Shard> shards) {
    writes.add(String.join(" ", shards.stream().map(Shard::shardId).toList()));
    CanaryWriter.Written written = new CanaryWriter.Written(outcomesOf(shards), retried);
    time.pass(eachWriteTakes);
    if (writes.size() == 1) {
      afterFirstWrite.run();
    }
    return written;
  }

  private List<CanaryOutcome> outcomesOf(List<Shard> shards) {
    return shards.stream()
        .map(
            s -> outcomes.getOrDefault(s.shardId(), new Landed(s, s.shardId(), "n-" + s.shardId())))
        .toList();
  }

  private void listed(String open, String closed) {
    List<Shard> shards = Arrays.stream(open.split(" ")).map(Fixtures::shard).toList();
    Set<String> all = ids(shards);
    all.addAll(List.of(closed.split(" ")));
    listings.add(new ShardListing(shards, all));
  }

  private static Set<String> ids(List<Shard> shards) {
    Set<String> ids = new HashSet<>();
    shards.forEach(shard -> ids.add(shard.shardId()));
    return ids;
  }

  private void lands(String target, String where) {
    outcomes.put(target, new Landed(shard(target), where, "n-" + where));
  }
}
