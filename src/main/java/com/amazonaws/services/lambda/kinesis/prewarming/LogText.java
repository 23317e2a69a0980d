package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;
import java.util.regex.Pattern;

/** Text from elsewhere, made fit for a message or the log: one line, and short. */
final class LogText {

  private static final int MAX_LENGTH = 500;
  private static final int MAX_QUOTED = 200;
  private static final int MAX_LISTED = 10;

  // What ends a line, hides, turns the order of what follows, or cannot be encoded.
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private LogText() {}

  /**
   * The text with {@code ?} for Unicode's control, format and line separating characters and halves
   * of surrogate pairs, cut at 500 characters; null as a word.
   */
  static String of(String text) {
    return cut(String.valueOf(text), MAX_LENGTH);
  }

  /** The same in quotes, cut at 200 characters. */
  static String quoted(String text) {
    return '"' + cut(text, MAX_QUOTED) + '"';
  }

  /** The first ten names, and the number of the others. */
  static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MAX_LISTED, names.size())));
    int others = names.size() - MAX_LISTED;
    return others > 0 ? first + " and " + others + " others" : first;
  }

  private static String cut(String text, int longest) {
    String cut = text.length() > longest ? text.substring(0, longest) + "…" : text;
    return UNFIT.matcher(cut).replaceAll("?");
  }
}
