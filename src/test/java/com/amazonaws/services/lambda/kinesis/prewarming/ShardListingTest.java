package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardListingTest {

  private static final String LAST = "340282366920938463463374607431768211455";

  @ParameterizedTest
  @CsvSource({
    "0-LAST, ''",
    "0-9 10-LAST, ''",
    "10-LAST 0-9, ''",
    "0-9 11-LAST, no open shard for the hash keys 10 to 10",
    "1-LAST, no open shard for the hash keys 0 to 0",
    "0-19 30-LAST, no open shard for the hash keys 20 to 29",
    "0-340282366920938463463374607431768211454, no open shard for the hash keys LAST to LAST",
    "'', no open shard for the hash keys 0 to LAST",
    "0-20 10-LAST, several open shards for the hash keys 10 to 20",
    "0-10 10-LAST, several open shards for the hash keys 10 to 10",
    "0-LAST 5-6, several open shards for the hash keys 5 to 6",
    "0-9 0-4 5-LAST, several open shards for the hash keys 0 to 4|several open shards for the hash"
        + " keys 5 to 9"
  })
  void namesRangesOfHashKeysWithoutExactlyOneOpenShard(String ranges, String problems) {
    assertEquals(
        problems.replace("LAST", LAST), String.join("|", listing(ranges).hashKeyProblems()));
  }

  @Test
  void takesOverWhatAnIncompleteListingShowed() {
    ShardListing old = new ShardListing(shards("a", "b"), Set.of("a", "b"), false, false, none());
    PrewarmingException failure = PrewarmingException.invalid("for the test");
    ShardListing incomplete =
        new ShardListing(shards("c"), Set.of("a", "c"), true, true, Optional.of(failure));

    ShardListing both = old.updatedBy(incomplete);

    assertEquals(shards("b", "c"), both.open());
    assertEquals(Set.of("a", "b", "c"), both.shardIds());
    assertEquals(Optional.of(failure), both.failure());
    assertEquals(true, both.updating());
    assertEquals(true, incomplete.updatedBy(old).updating());
    assertEquals(false, old.updatedBy(old).updating());
  }

  private static List<OpenShard> shards(String... ids) {
    return Arrays.stream(ids).map(Fixtures::shard).toList();
  }

  private static ShardListing listing(String ranges) {
    List<OpenShard> open =
        Arrays.stream(ranges.split(" "))
            .filter(range -> !range.isEmpty())
            .map(range -> range.replace("LAST", LAST).split("-"))
            .map(ends -> new OpenShard("x", new BigInteger(ends[0]), new BigInteger(ends[1])))
            .toList();
    return new ShardListing(open, Set.of(), false, false, none());
  }

  private static Optional<PrewarmingException> none() {
    return Optional.empty();
  }
}
