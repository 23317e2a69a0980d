package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Thousands of runs in which everything can go wrong at any call, each from its seed: what must
 * hold for every one of them. {@link RandomRun} makes them.
 */
class RandomRunsTest {

  private static final int RUNS = Integer.getInteger("random.runs", 3_000);

  private static final Pattern SHORTENED = Pattern.compile("and [0-9]+ others");

  private final Map<String, Integer> ends = new TreeMap<>();

  @Test
  void reportsTheTruthInTimeWhateverGoesWrong() {
    for (long seed = 0; seed < RUNS; seed++) {
      try {
        check(new RandomRun(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    assertEnds("covered", RUNS / 2);
    assertEnds("covered, hash keys ignored", RUNS / 20);
    assertEnds("covered while UPDATING", RUNS / 200);
    assertEnds("SHARDS_MISSED", RUNS / 50);
    assertEnds("SHARDS_MISSED, hash keys ignored", RUNS / 100);
    assertEnds("TIMED_OUT", RUNS / 200);
    assertEnds("REJECTED", RUNS / 100);
    assertEnds("throttled", RUNS / 100);
    assertEnds("listed again", RUNS / 4);
    assertEnds("rejected once, and resharded", RUNS / 50);
    assertEnds("several batches", RUNS / 20);
  }

  private void assertEnds(String what, int atLeast) {
    assertTrue(ends.getOrDefault(what, 0) > atLeast, () -> what + ": " + ends);
  }

  private void check(RandomRun run) {
    String suffix = run.fake.stream.ignoresHashKeys() ? ", hash keys ignored" : "";
    try {
      checkSuccess(run, run.run());
      count("covered" + suffix);
    } catch (PrewarmingException e) {
      checkFailure(run, e);
      count(e.reason().name() + suffix);
    }
    if (run.oneCallAtATime) {
      Duration took = run.fake.deadline.elapsed();
      assertTrue(took.compareTo(FakeRun.TIME) <= 0, () -> "ended after " + took);
    }
    if (run.fake.stream.ignoresHashKeys()) {
      checkThatCanariesAreBounded(run);
    } else {
      checkThatNothingIsSentTwiceWithoutCause(run);
    }
    countIf(run.listsAgain(), "listed again");
    countIf(run.rejectsFirst && run.listsAgain(), "rejected once, and resharded");
    countIf(run.fake.kinesis.puts.size() > 1, "several batches");
  }

  /** No more canaries are delivered for a hash key than shards were shown to begin with it. */
  private static void checkThatNothingIsSentTwiceWithoutCause(RandomRun run) {
    Map<String, Integer> delivered = new TreeMap<>();
    run.fake.kinesis.delivered.forEach(each -> delivered.merge(each, 1, Integer::sum));
    delivered.forEach(
        (each, times) -> {
          int shown = run.fake.stream.listing.everShownWith(each.split(" ")[1]);
          assertTrue(times <= shown, () -> times + " times to " + each + ", for " + shown);
        });
  }

  private static void checkThatCanariesAreBounded(RandomRun run) {
    int delivered = run.fake.kinesis.delivered.size();
    int max = (Coverage.MAX_CANARIES_PER_SHARD + 1) * run.fake.stream.listing.mostOpen();
    assertTrue(delivered <= max, () -> delivered + " canaries, more than " + max);
  }

  private void checkSuccess(RandomRun run, PrewarmReport report) {
    boolean warned = run.logged(" may be resharding: ");
    Set<String> covered = new HashSet<>(run.fake.stream.records().keySet());
    covered.addAll(report.throttledShards());
    ShownListing listing = run.fake.stream.listing;
    // A page can show a shard that merged before the next page, and its canary shows the merge.
    boolean provesClosed = warned || !run.fake.stream.ignoresHashKeys();
    List<String> listed =
        listing.open().stream()
            .filter(id -> !provesClosed || !run.isClosedByItsCanary(id))
            .toList();
    assertCovered(covered, listed, " was listed");
    if (!warned) {
      assertEquals("ACTIVE", listing.status());
      checkEvidence(run, covered);
    }
    if (warned && run.oneCallAtATime) {
      Duration age = Duration.ofNanos(run.fake.time.nanos() - run.listedAt);
      Duration max = Prewarmer.MAX_QUICK_ROUND.plusSeconds(2);
      assertTrue(age.compareTo(max) <= 0, () -> "the last listing is " + age + " old");
    }
    assertTrue(warned || report.openShards() == listed.size(), report::toString);
    assertEquals(report.openShards(), report.canaries().size() + report.throttledShards().size());
    report
        .canaries()
        .forEach(
            canary ->
                assertTrue(
                    run.fake.kinesis.delivered.stream()
                        .anyMatch(each -> each.startsWith(canary.shardId() + " "))));
    report.throttledShards().forEach(id -> checkThatItWasThrottledToTheEnd(run, id));
    countIf(!report.throttledShards().isEmpty(), "throttled");
    countIf(warned, "covered while UPDATING");
  }

  /** After a listing, no open shard is cold; without a second one, none that is a second old. */
  private static void checkEvidence(RandomRun run, Set<String> covered) {
    boolean listedAgain = run.listsAgain();
    if (!listedAgain || run.fake.stream.listing.isHonest()) {
      long oldest = run.fake.time.nanos() - (listedAgain ? 0 : 1_000_000_000L);
      assertCovered(covered, run.fake.stream.openSince(oldest), " was open");
    }
  }

  private static void assertCovered(Set<String> covered, List<String> shardIds, String why) {
    shardIds.forEach(id -> assertTrue(covered.contains(id), () -> id + why + ", and has none"));
  }

  /**
   * A few rejections do not show that other producers write to a shard. If a listing overlaps,
   * canaries for a parent and for its first child have the same hash key and mix their rejections.
   */
  private static void checkThatItWasThrottledToTheEnd(RandomRun run, String shardId) {
    String hashKey = run.fake.stream.startOf(shardId);
    boolean mixed = run.fake.stream.listing.everShownWith(hashKey) > 1;
    int throttles =
        mixed ? run.fake.kinesis.throttled(hashKey) : run.fake.kinesis.throttledInARow(hashKey);
    assertTrue(
        throttles >= Coverage.MAX_THROTTLES, () -> shardId + " was throttled " + throttles + "x");
  }

  private static void checkFailure(RandomRun run, PrewarmingException failure) {
    String message = failure.getMessage();
    assertTrue(
        Set.of(Reason.TIMED_OUT, Reason.REJECTED, Reason.SHARDS_MISSED).contains(failure.reason()),
        message);
    if (run.fake.kinesis.puts.isEmpty() && failure.reason() != Reason.SHARDS_MISSED) {
      return;
    }
    Set<String> covered = new HashSet<>(run.fake.stream.records().keySet());
    covered.addAll(run.throttledByLog());
    for (String missed : run.fake.stream.listing.open()) {
      assertTrue(
          covered.contains(missed)
              || run.fake.stream.listing.shownClosedLater(missed)
              || run.hasCanaryElsewhere(missed)
              || message.contains(missed)
              || SHORTENED.matcher(message).find(),
          () -> missed + " is not named in: " + message);
    }
    for (String shown : run.fake.stream.listing.openOnPagesOfFailedListing()) {
      assertTrue(
          covered.contains(shown) || message.contains(shown) || SHORTENED.matcher(message).find(),
          () -> shown + " was shown and is not named in: " + message);
    }
    // A later listing that failed can have shown the shard that was missing.
    if (run.fake.stream.listing.hasGaps()
        && run.fake.stream.listing.openOnPagesOfFailedListing().isEmpty()) {
      assertTrue(message.contains("for the hash keys"), message);
    }
  }

  private void countIf(boolean condition, String what) {
    if (condition) {
      count(what);
    }
  }

  private void count(String what) {
    ends.merge(what, 1, Integer::sum);
  }
}
