package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Locale;

/** A number of that unit, and its standard error. */
record Estimate(double value, double error, Unit unit) {

  enum Unit {
    /** With one decimal below 5. */
    PERCENT("# %%"),
    /** With two decimals below half a second, else one. */
    SECONDS("# s"),
    /** With cents below one, and without a fraction from ten on. */
    DOLLARS("$#");

    private final String form;

    Unit(String form) {
      this.form = form;
    }
  }

  /** Whether the error is at most half of the last digit's unit. */
  boolean isBorneOut() {
    return error <= 0.5 * Math.pow(10, -digits());
  }

  private int digits() {
    return switch (unit) {
      case PERCENT -> value < 4.95 ? 1 : 0;
      case SECONDS -> value < 0.495 ? 2 : 1;
      case DOLLARS -> value < 0.995 ? 2 : value < 9.95 ? 1 : 0;
    };
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
    return String.format(Locale.ROOT, unit.form.replace("#", "%." + digits() + "f"), value);
  }
}
