package com.amazonaws.services.lambda.kinesis.prewarming;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/** The hash keys that some shards take, of all from 0 to 2^128-1; ranges may overlap. */
final class HashKeyRanges {

  private static final BigInteger END = BigInteger.ONE.shiftLeft(128);

  private final Map<BigInteger, BigInteger> endByStart = new TreeMap<>();

  /** Adds a shard's range, both ends included, in decimal. */
  void add(String startingHashKey, String endingHashKey) {
    endByStart.merge(
        new BigInteger(startingHashKey), new BigInteger(endingHashKey), BigInteger::max);
  }

  /** Whether no hash key is left out. */
  boolean coverAll() {
    BigInteger next = BigInteger.ZERO;
    for (Map.Entry<BigInteger, BigInteger> range : endByStart.entrySet()) {
      if (range.getKey().compareTo(next) > 0) {
        return false;
      }
      next = next.max(range.getValue().add(BigInteger.ONE));
    }
    return next.compareTo(END) >= 0;
  }
}
