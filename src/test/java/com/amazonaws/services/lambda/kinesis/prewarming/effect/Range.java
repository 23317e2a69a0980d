package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Collection;
import java.util.Collections;

/** The least and the greatest of some results: what holds whichever rule Lambda follows. */
record Range(double least, double most) {

  static Range of(Collection<Double> values) {
    return new Range(Collections.min(values), Collections.max(values));
  }
}
