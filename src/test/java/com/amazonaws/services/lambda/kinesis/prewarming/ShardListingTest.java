package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardListingTest {

  private static final String LAST = "340282366920938463463374607431768211455";

  @ParameterizedTest
  @CsvSource({
    "0-LAST, ''",
    "0-9 10-LAST, ''",
    "10-LAST 0-9, ''",
    "0-20 10-LAST, ''",
    "0-LAST 5-6, ''",
    "0-9 0-20 10-15 21-LAST, ''",
    "0-9 11-LAST, 10 to 10",
    "1-LAST, 0 to 0",
    "20-29 40-LAST, 0 to 19|30 to 39",
    "0-340282366920938463463374607431768211454, LAST to LAST",
    "'', 0 to LAST"
  })
  void theHashKeysThatNoOpenShardOwnsAreItsGaps(String ranges, String gaps) {
    assertEquals(gaps.replace("LAST", LAST), String.join("|", listing(ranges).gaps()));
  }

  @ParameterizedTest
  @CsvSource({
    "0-LAST, false",
    "0-9 10-LAST, false",
    "0-LAST 0-9, true",
    "0-10 10-LAST, true",
    "0-9 11-LAST, false",
    "'', false"
  })
  void itIsTornIfHashKeysHaveTwoOwners(String ranges, boolean torn) {
    assertEquals(torn, listing(ranges).hasOverlap());
  }

  private static ShardListing listing(String ranges) {
    return new ShardListing(
        Arrays.stream(ranges.split(" "))
            .filter(range -> !range.isEmpty())
            .map(range -> range.replace("LAST", LAST).split("-"))
            .map(ends -> new OpenShard("x", new BigInteger(ends[0]), new BigInteger(ends[1])))
            .toList(),
        Set.of());
  }
}
