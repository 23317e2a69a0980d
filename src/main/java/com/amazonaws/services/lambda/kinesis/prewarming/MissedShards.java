package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.SHARDS_MISSED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Missed;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Composes the message of a failed run: the shards that it missed or may have missed, and why. */
final class MissedShards {

  /** The maximum number of reasons that a message names together with their shards. */
  static final int MAX_REASONS = 3;

  private static final String NO_CANARY = "%d of %d open shards of %s got no canary. %s.";
  private static final String AUTO =
      "The record distribution strategy of this stream is AUTO, so Kinesis chooses the shard of"
          + " each record and ignores the hash keys of canaries. Kinesis placed none of %d canaries"
          + " in these shards. Switch the stream to USER_PARTITION_KEY, or accept cold starts in"
          + " shards that are missed.";
  private static final String UNLISTED =
      "Canaries for %s landed in shards that DescribeStream does not list yet: %s. The stream is"
          + " being resharded, and other new shards may have no canary.";
  private static final String HASH_KEYS =
      "DescribeStream lists %s of %s, so shards may be missing from the list and have no canary."
          + " If later runs fail in the same way, the endpoint does not behave like Kinesis.";
  private static final String NOT_VERIFIED =
      "Every listed shard of %s has a canary or is throttled, but the stream may have been"
          + " resharded since.";
  private static final String NOT_LISTED_AGAIN = "The stream could not be listed again: %s";
  private static final String NO_TIME =
      "No time was left to list it again; raise the timeout of the function.";

  private MissedShards() {}

  /**
   * Creates the exception for a run that can't prove that every open shard is covered.
   *
   * @param stream the stream in words, such as {@code stream orders in eu-west-1}
   * @param cause the failed call that ended the run, if any
   */
  static PrewarmingException failure(
      String stream, Coverage coverage, Optional<PrewarmingException> cause) {
    List<String> findings = new ArrayList<>();
    if (coverage.isConsistent()) {
      findings.add(NOT_VERIFIED.formatted(stream));
    }
    addMissed(stream, coverage, findings);
    addNotListed(stream, coverage, findings);
    Optional<PrewarmingException> listingFailure = coverage.listing().failure();
    listingFailure.ifPresent(e -> findings.add(NOT_LISTED_AGAIN.formatted(e.getMessage())));
    if (coverage.isConsistent() && cause.isEmpty()) {
      findings.add(NO_TIME);
    }
    Reason otherwise = coverage.isConsistent() ? TIMED_OUT : SHARDS_MISSED;
    Reason reason =
        cause.map(PrewarmingException::reason).filter(r -> r != TIMED_OUT).orElse(otherwise);
    return new PrewarmingException(reason, String.join(" ", findings), cause.orElse(null));
  }

  private static void addMissed(String stream, Coverage coverage, List<String> findings) {
    List<CanaryOutcome> outcomes = coverage.outcomes();
    List<Missed> missed = CanaryOutcome.only(Missed.class, outcomes);
    if (!missed.isEmpty()) {
      findings.add(NO_CANARY.formatted(missed.size(), outcomes.size(), stream, byReason(missed)));
      if (coverage.ignoresHashKeys()) {
        findings.add(AUTO.formatted(coverage.canariesLanded()));
      }
    }
  }

  private static void addNotListed(String stream, Coverage coverage, List<String> findings) {
    if (!coverage.unlisted().isEmpty()) {
      findings.add(UNLISTED.formatted(stream, LogText.listed(coverage.unlisted())));
    }
    List<String> problems = coverage.newestListing().hashKeyProblems();
    if (problems.isEmpty() && coverage.unlisted().isEmpty()) {
      problems = coverage.listing().hashKeyProblems();
    }
    if (!problems.isEmpty()) {
      findings.add(HASH_KEYS.formatted(LogText.listed(problems), stream));
    }
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
            .map(
                entry ->
                    "For " + LogText.listed(entry.getValue()) + ": " + withoutStop(entry.getKey()))
            .collect(Collectors.joining(". "));
    List<String> others =
        shardIds.values().stream().skip(MAX_REASONS).flatMap(List::stream).toList();
    return others.isEmpty()
        ? reasons
        : reasons + ". For " + LogText.listed(others) + ": other reasons";
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
