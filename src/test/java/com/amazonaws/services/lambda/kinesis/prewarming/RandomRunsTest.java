package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Thousands of runs in which everything may go wrong at any call, each from its seed: what must
 * hold of every one of them. {@link RandomRun} makes them.
 */
class RandomRunsTest {

  private static final int RUNS = 3_000;

  private final Map<String, Integer> ends = new TreeMap<>();

  @Test
  void whateverGoesWrongARunTellsTheTruthInTime() {
    for (long seed = 0; seed < RUNS; seed++) {
      try {
        check(new RandomRun(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    assertTrue(ends.get("reached") > RUNS / 2, ends::toString);
    assertTrue(ends.get("SHARDS_MISSED") > RUNS / 20, ends::toString);
    assertTrue(ends.get("TIMED_OUT") > RUNS / 200, ends::toString);
    assertTrue(ends.get("throttled") > RUNS / 100, ends::toString);
    assertTrue(ends.get("looked again") > RUNS / 4, ends::toString);
    assertTrue(ends.get("refused once, and resharded") > RUNS / 50, ends::toString);
    assertTrue(ends.get("several batches") > RUNS / 20, ends::toString);
  }

  private void check(RandomRun run) {
    try {
      checkSuccess(run, run.run());
      count("reached");
    } catch (PrewarmingException e) {
      checkFailure(run, e);
      count(e.reason().name());
    }
    if (run.oneAtATime) {
      Duration took = run.fake.deadline.elapsed();
      assertTrue(took.compareTo(FakeRun.TIME) <= 0, () -> "ended after " + took);
    }
    checkThatNothingIsSentTwiceWithoutCause(run);
    if (run.listings() > 1) {
      count("looked again");
    }
    if (run.refusesOnce && run.listings() > 1) {
      count("refused once, and resharded");
    }
    if (run.fake.kinesis.puts.size() > 1) {
      count("several batches");
    }
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

  private void checkSuccess(RandomRun run, PrewarmReport report) {
    Set<String> reached = new HashSet<>(run.fake.stream.records().keySet());
    reached.addAll(report.throttledShards());
    ShownListing listing = run.fake.stream.listing;
    listing
        .open()
        .forEach(id -> assertTrue(reached.contains(id), () -> id + " was listed, and has none"));
    listing
        .openInTruth()
        .forEach(id -> assertTrue(reached.contains(id), () -> id + " was open, and has none"));
    assertEquals(listing.open().size(), report.openShards());
    assertEquals(report.openShards(), report.canaries().size() + report.throttledShards().size());
    report
        .canaries()
        .forEach(
            canary ->
                assertTrue(
                    run.fake.kinesis.delivered.stream()
                        .anyMatch(each -> each.startsWith(canary.shardId() + " "))));
    report.throttledShards().forEach(id -> checkThatItWasThrottledToTheEnd(run, id));
    if (!report.throttledShards().isEmpty()) {
      count("throttled");
    }
  }

  /** One refusal, or a few, do not show that others write to a shard. */
  private static void checkThatItWasThrottledToTheEnd(RandomRun run, String shardId) {
    int inARow = run.fake.kinesis.throttledInARow(run.fake.stream.startOf(shardId));
    assertTrue(
        inARow >= CanaryWriter.MAX_ATTEMPTS, () -> shardId + " was throttled " + inARow + "x");
  }

  private static void checkFailure(RandomRun run, PrewarmingException failure) {
    String message = failure.getMessage();
    if (failure.reason() == Reason.TIMED_OUT) {
      assertTrue(run.fake.kinesis.puts.isEmpty(), message);
      return;
    }
    assertEquals(Reason.SHARDS_MISSED, failure.reason(), message);
    Set<String> told = new HashSet<>(run.fake.stream.records().keySet());
    told.addAll(run.saidToBeThrottled());
    for (String missed : run.fake.stream.listing.open()) {
      assertTrue(
          told.contains(missed) || message.contains(missed) || message.contains(" others"),
          () -> missed + " is not named in: " + message);
    }
    if (run.fake.stream.listing.hasGaps()) {
      assertTrue(message.contains("for the hash keys"), message);
    }
  }

  private void count(String what) {
    ends.merge(what, 1, Integer::sum);
  }
}
