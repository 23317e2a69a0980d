package com.amazonaws.services.lambda.kinesis.prewarming;

/** Text from elsewhere, made fit for a message or the log: one line, and short. */
final class OneLine {

  private static final int LONGEST = 500;
  private static final int LONGEST_QUOTED = 200;

  private OneLine() {}

  /** The text with {@code ?} for control characters, cut at 500 characters; null as a word. */
  static String of(String text) {
    return cut(String.valueOf(text), LONGEST);
  }

  /** The same in quotes, cut at 200 characters. */
  static String quoted(String text) {
    return '"' + cut(text, LONGEST_QUOTED) + '"';
  }

  private static String cut(String text, int longest) {
    String cut = text.length() > longest ? text.substring(0, longest) + "…" : text;
    return cut.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
  }
}
