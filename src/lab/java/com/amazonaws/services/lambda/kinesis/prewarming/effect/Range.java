package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;

/** The least and the greatest of some results: what holds whichever rule Lambda follows. */
record Range(double least, double most) {

  static Range of(Collection<Double> values) {
    return new Range(Collections.min(values), Collections.max(values));
  }

  /** As shares of a hundred; small ones with a decimal. */
  String percent() {
    return ends(most < 0.0995 ? "%.1f" : "%.0f", 100) + " %";
  }

  /** As seconds, where the values are milliseconds. */
  String seconds() {
    return ends("%.1f", 0.001) + " s";
  }

  /** As dollars; large sums without cents. */
  String dollars() {
    return "$" + ends(most < 10 ? "%.2f" : "%,.0f", 1);
  }

  /** As a number of things. */
  String count() {
    return ends("%.0f", 1);
  }

  /** Both ends, or one number where they look the same. */
  private String ends(String number, double factor) {
    String from = String.format(Locale.ROOT, number, least * factor);
    String to = String.format(Locale.ROOT, number, most * factor);
    return from.equals(to) ? to : from + " to " + to;
  }
}
