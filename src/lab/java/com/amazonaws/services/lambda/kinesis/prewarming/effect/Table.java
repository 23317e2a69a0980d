package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of a table in Markdown. */
final class Table {

  private Table() {}

  static String row(Object... cells) {
    return Arrays.stream(cells)
        .map(String::valueOf)
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** The heads of the columns, the first for words and the rest for numbers. */
  static String head(String first, String... rest) {
    String heads = row(Stream.concat(Stream.of(first), Arrays.stream(rest)).toArray());
    return heads + "| --- |" + " ---: |".repeat(rest.length) + "\n";
  }
}
