package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.util.List;

/**
 * Measurements of one thing, in one unit.
 *
 * @param sorted all of them, smallest first
 */
record Sample(List<Double> sorted) {

  Sample {
    sorted = sorted.stream().sorted().toList();
  }

  int size() {
    return sorted.size();
  }

  double median() {
    return quantile(0.5);
  }

  /** The value below which that share lies, interpolated between neighbours. */
  double quantile(double share) {
    double place = share * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }

  /**
   * The median with the quartiles, such as {@code 12 (11 to 14)}; a decimal below 10. One
   * measurement has none.
   */
  String text() {
    if (size() == 1) {
      return number(median());
    }
    return "%s (%s to %s)"
        .formatted(number(median()), number(quantile(0.25)), number(quantile(0.75)));
  }

  static String number(double value) {
    return (value < 10 && value != Math.rint(value) ? "%,.1f" : "%,.0f").formatted(value);
  }
}
