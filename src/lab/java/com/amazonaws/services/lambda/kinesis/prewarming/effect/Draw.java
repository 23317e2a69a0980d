package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A time in seconds that chance decides. */
@FunctionalInterface
interface Draw {

  double next(RandomGenerator random);

  /** Always the same. */
  static Draw fixed(double seconds) {
    return random -> seconds;
  }

  /** Each time between the two is as likely. */
  static Draw between(double least, double most) {
    return random -> least + (most - least) * random.nextDouble();
  }

  /** Mostly short and now and then long: an exponential distribution. */
  static Draw exponential(double mean) {
    return random -> -mean * Math.log(1 - random.nextDouble());
  }

  /**
   * As measured: which share, from 0 to 1, was over by which time. Between two of them it grows
   * evenly.
   */
  static Draw measured(Map<Double, Double> secondsByShare) {
    NavigableMap<Double, Double> seconds = new TreeMap<>(secondsByShare);
    return random -> {
      double share = random.nextDouble();
      var from = seconds.floorEntry(share);
      var to = seconds.higherEntry(share);
      double part = (share - from.getKey()) / (to.getKey() - from.getKey());
      return from.getValue() + part * (to.getValue() - from.getValue());
    };
  }
}
