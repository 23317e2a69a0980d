package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Locale;

/** A number of that unit, and its standard error. */
record Estimate(double value, double error, Unit unit) {

  enum Unit {
    /** In percent, with one decimal below 5 %. */
    SHARE,
    /** In seconds, with two decimals below half a second, else one. */
    TIME,
    /** In dollars, with cents below one, and without a fraction from ten on. */
    COST
  }

  /** Whether the error is at most half of the last digit's unit. */
  boolean isBorneOut() {
    return factor() * error <= 0.5 * Math.pow(10, -digits());
  }

  private int digits() {
    return switch (unit) {
      case SHARE -> value < 0.0495 ? 1 : 0;
      case TIME -> value < 0.495 ? 2 : 1;
      case COST -> value < 0.995 ? 2 : value < 9.95 ? 1 : 0;
    };
  }

  private int factor() {
    return unit == Unit.SHARE ? 100 : 1;
  }

  /**
   * As the pages have it.
   *
   * @throws IllegalStateException if the error is too great for its digits
   */
  String text() {
    if (!isBorneOut()) {
      throw new IllegalStateException("needs more rounds: " + this);
    }
    String number = String.format(Locale.ROOT, "%." + digits() + "f", factor() * value);
    return unit == Unit.COST ? "$" + number : number + (unit == Unit.TIME ? " s" : " %");
  }
}
