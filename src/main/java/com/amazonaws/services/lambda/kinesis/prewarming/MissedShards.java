package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Missed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says which shards a run missed or may have missed, and why. */
final class MissedShards {

  /** How many reasons a message gives with their shards. */
  static final int MAX_REASONS = 3;

  private static final String NO_CANARY = "%d of %d open shards of %s got no canary. %s.";
  private static final String AUTO =
      "Kinesis distributes the records of this stream itself (its record distribution strategy is"
          + " AUTO) and ignores the hash keys of canaries. It placed none of %d canaries in these"
          + " shards. Switch the stream to USER_PARTITION_KEY, or accept cold starts in shards that"
          + " are missed.";
  private static final String UNLISTED =
      "Canaries for %s landed in shards that DescribeStream does not list yet: %s. The stream is"
          + " being resharded, and other new shards may have no canary.";
  private static final String HASH_KEYS =
      "DescribeStream lists %s of %s, so shards may be missing from the list and have no canary."
          + " If this does not change, the endpoint does not behave like Kinesis.";
  private static final String NOT_LISTED_AGAIN = "The stream could not be listed again: %s";

  private MissedShards() {}

  /**
   * One finding for each kind of evidence that a shard has no canary; none if all evidence says
   * that every open shard has one.
   *
   * @param stream how to call the stream
   */
  static List<String> findings(String stream, Coverage coverage) {
    List<String> findings = new ArrayList<>();
    List<CanaryOutcome> outcomes = coverage.outcomes();
    List<Missed> missed = CanaryOutcome.only(Missed.class, outcomes);
    if (!missed.isEmpty()) {
      findings.add(NO_CANARY.formatted(missed.size(), outcomes.size(), stream, byReason(missed)));
      if (coverage.ignoresHashKeys()) {
        findings.add(AUTO.formatted(coverage.canariesSent()));
      }
    }
    if (!coverage.unlisted().isEmpty()) {
      findings.add(UNLISTED.formatted(stream, LogText.listed(coverage.unlisted())));
    }
    List<String> hashKeyProblems = coverage.listing().hashKeyProblems();
    if (!hashKeyProblems.isEmpty()) {
      findings.add(HASH_KEYS.formatted(LogText.listed(hashKeyProblems), stream));
    }
    coverage
        .listing()
        .failure()
        .ifPresent(failure -> findings.add(NOT_LISTED_AGAIN.formatted(failure.getMessage())));
    return findings;
  }

  /** Groups shards by their reason, such as {@code For a, b: throttled. For c: no time}. */
  static String byReason(List<? extends Missed> missed) {
    Map<String, List<String>> shardIds = new LinkedHashMap<>();
    missed.forEach(
        each ->
            shardIds
                .computeIfAbsent(each.reason(), reason -> new ArrayList<>())
                .add(each.target().shardId()));
    String reasons =
        shardIds.entrySet().stream()
            .limit(MAX_REASONS)
            .map(entry -> "For " + LogText.listed(entry.getValue()) + ": " + entry.getKey())
            .collect(Collectors.joining(". "));
    int others = shardIds.size() - MAX_REASONS;
    return others > 0 ? reasons + ". For the others: " + others + " other reasons" : reasons;
  }
}
