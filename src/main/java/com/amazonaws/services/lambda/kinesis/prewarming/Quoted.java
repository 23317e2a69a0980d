package com.amazonaws.services.lambda.kinesis.prewarming;

/** A stranger's text, made fit for a message: one line, and short. */
final class Quoted {

  private static final int LONGEST = 200;

  private Quoted() {}

  /** The text in quotes, with {@code ?} for control characters, cut at 200 characters. */
  static String text(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return '"' + cut.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?") + '"';
  }
}
