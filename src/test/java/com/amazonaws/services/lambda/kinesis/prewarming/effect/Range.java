package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;

/** The least and the greatest of some results: what holds whichever rule Lambda follows. */
record Range(double least, double most) {

  static Range of(Collection<Double> values) {
    return new Range(Collections.min(values), Collections.max(values));
  }

  /** As shares of a hundred. */
  String percent() {
    return most > 0 && most < 0.01 ? "under 1 %" : text("%.0f", 100, "%s %%");
  }

  /** As seconds, where the values are milliseconds. */
  String seconds() {
    return text("%.1f", 0.001, "%s s");
  }

  /** As dollars. */
  String dollars() {
    return text(most < 10 ? "%.2f" : "%,.0f", 1, "$%s");
  }

  /** As a number of things. */
  String count() {
    return text("%.0f", 1, "%s");
  }

  private String text(String number, double factor, String form) {
    String from = String.format(Locale.ROOT, number, least * factor);
    String to = String.format(Locale.ROOT, number, most * factor);
    return form.formatted(from.equals(to) ? to : from + " to " + to);
  }
}
