package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The texts that stand in Java sources: string literals, sums of them as one, with {@code %s} for a
 * value between.
 */
final class SourceLiterals {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)//[^\\n]*|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])+'|\"\"\"\\n.*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"");
  private static final Pattern SUM = Pattern.compile("\\s*\\+\\s*(?:([\\w.()]+)\\s*\\+\\s*)?");
  private static final Pattern TWO_WORDS = Pattern.compile("\\p{L}{2,} \\p{L}");

  private SourceLiterals() {}

  /** All texts below a folder, or in one file. */
  static List<String> in(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        texts.addAll(of(Files.readString(file)));
      }
      return texts;
    }
  }

  static List<String> of(String source) {
    List<String> texts = new ArrayList<>();
    int end = 0;
    for (MatchResult token : TOKEN.matcher(source).results().toList()) {
      if (token.group().startsWith("\"")) {
        Matcher sum = SUM.matcher(texts.isEmpty() ? "" : source.substring(end, token.start()));
        String before = sum.matches() ? texts.remove(texts.size() - 1) : "";
        String value = sum.matches() && sum.group(1) != null ? "%s" : "";
        texts.add(before + value + text(token.group()));
        end = token.end();
      }
    }
    return texts;
  }

  private static String text(String literal) {
    return literal.startsWith("\"\"\"")
        ? literal.substring(4, literal.length() - 3).stripIndent().translateEscapes()
        : literal.substring(1, literal.length() - 1).translateEscapes();
  }

  /** Whether it says something: has two words or more. */
  static boolean isSaid(String text) {
    return TWO_WORDS.matcher(text).find();
  }

  /** A pattern for what a text becomes, where anything may stand for a value in it. */
  static Pattern pattern(String text) {
    return Pattern.compile(
        Stream.of(text.strip().split("%-?[\\d,.]*[a-z]"))
            .map(Pattern::quote)
            .collect(Collectors.joining(".{1,300}")));
  }
}
