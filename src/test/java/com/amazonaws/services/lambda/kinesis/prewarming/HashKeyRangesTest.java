package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashKeyRangesTest {

  private static final String LAST = "340282366920938463463374607431768211455";

  @ParameterizedTest
  @CsvSource({
    "0-LAST, true",
    "0-9 10-LAST, true",
    "10-LAST 0-9, true",
    "0-20 10-LAST, true",
    "0-LAST 5-6, true",
    "0-9 0-20 10-15 21-LAST, true",
    "0-9 11-LAST, false",
    "1-LAST, false",
    "0-340282366920938463463374607431768211454, false",
    "'', false"
  })
  void coverAllIfNoHashKeyIsLeftOut(String ranges, boolean all) {
    HashKeyRanges keys = new HashKeyRanges();
    for (String range : ranges.isEmpty() ? new String[0] : ranges.split(" ")) {
      String[] ends = range.replace("LAST", LAST).split("-");
      keys.add(ends[0], ends[1]);
    }

    assertEquals(all, keys.coverAll());
  }
}
