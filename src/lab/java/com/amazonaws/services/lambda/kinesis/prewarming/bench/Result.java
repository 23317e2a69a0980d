package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.util.List;
import java.util.Map;

/**
 * What one contender did on a stream of one size.
 *
 * @param openShards how many canaries it wrote in each run
 * @param calls how many it made in one run, by action
 * @param millis wall time of each warm run, from the event handed out to the answer
 * @param spreadMillis of each run, from the first canary's arrival to the last
 */
record Result(
    Contender contender,
    int openShards,
    Map<String, Integer> calls,
    Sample millis,
    Sample spreadMillis) {

  /** The resolution of an arrival's time: less than this cannot be told from it. */
  static final double LEAST_SPREAD_MILLIS = 1;

  static Result of(List<Result> results, Contender contender, int openShards) {
    return results.stream()
        .filter(r -> r.contender == contender && r.openShards == openShards)
        .findFirst()
        .orElseThrow();
  }

  /** The median spread, and its resolution where it is shorter. */
  double spreadOrLeast() {
    return Math.max(LEAST_SPREAD_MILLIS, spreadMillis.median());
  }
}
