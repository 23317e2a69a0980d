package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.List;
import java.util.regex.Pattern;

/** Converts text from other sources to one line of limited length, for messages and log lines. */
final class LogText {

  private static final int MAX_LENGTH = 500;
  private static final int MAX_QUOTED = 200;
  private static final int MAX_LISTED = 10;

  // Characters that end a line, are invisible, reverse the text that follows, or have no encoding.
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private LogText() {}

  /**
   * Replaces control characters, format characters, line separators, and unpaired surrogates with
   * {@code ?}, and cuts the text after 500 characters. Null becomes the string {@code null}.
   */
  static String of(String text) {
    return cut(String.valueOf(text), MAX_LENGTH);
  }

  /**
   * Puts a string in quotation marks, replaces the same characters as {@link #of}, and cuts the
   * string after 200 characters.
   */
  static String quoted(String text) {
    return '"' + cut(text, MAX_QUOTED) + '"';
  }

  /** Lists the first ten names, and counts the others. */
  static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MAX_LISTED, names.size())));
    int others = names.size() - MAX_LISTED;
    return others > 0 ? first + " and " + others + " others" : first;
  }

  private static String cut(String text, int maxLength) {
    String cut = text.length() > maxLength ? text.substring(0, maxLength) + "…" : text;
    return UNSAFE.matcher(cut).replaceAll("?");
  }
}
