package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.util.List;

/**
 * What one contender did on a stream of one size.
 *
 * @param openShards how many canaries it wrote in each run
 * @param millis wall time of each warm run, from the event handed out to the answer
 * @param spreadMillis of each run, from the first canary's arrival to the last
 */
record Result(Contender contender, int openShards, Sample millis, Sample spreadMillis) {

  static Result of(List<Result> results, Contender contender, int openShards) {
    return results.stream()
        .filter(r -> r.contender == contender && r.openShards == openShards)
        .findFirst()
        .orElseThrow();
  }
}
