package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds each number in a page to where it is true, by src/test/resources/facts.txt; its head says
 * how. What programs write into pages is theirs.
 */
class NumbersTest {

  private static final Path FACTS = Path.of("src/test/resources/facts.txt");
  private static final List<String> WORDS =
      List.of("zero one two three four five six seven eight nine ten".split(" "));
  private static final String NUMBER =
      "(?<![\\w.,-])((?:\\d[\\d,]*(?:\\.\\d+)?)|" + String.join("|", WORDS) + ")(?![\\w]|[.,]\\d)";
  private static final Pattern DIGITS =
      Pattern.compile(
          "(?<![\\w./-])(?!20[12]\\d\\b)\\d[\\d,]*(?:\\.\\d+)?(?![\\w/]|[.,-]\\d|-\\w)");
  private static final Pattern COUNTED =
      Pattern.compile(
          "(?<!\\w)(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty)"
              + " (?:milli|seconds|minutes|hours|days|tries|looks|threads|retries|dollars|alarms)");

  private static final List<MarkdownPage> ALL = MarkdownPage.all();

  /** A line of facts.txt: a page, what it says with {@code #} for numbers, and their places. */
  record Fact(String page, String sentence, List<String> values) {

    static Fact of(String line) {
      String[] parts = line.split(" \\| ");
      if (parts.length != 3) {
        throw new AssertionError(FACTS + ": not page | sentence | values: " + line);
      }
      return new Fact(parts[0].strip(), parts[1].strip(), List.of(parts[2].split(";")));
    }

    boolean isIn(MarkdownPage each) {
      return page.equals("*") || Path.of(page).equals(each.file());
    }

    List<MatchResult> in(String text) {
      String pattern =
          Stream.of(sentence.split("((?<=#)|(?=#))"))
              .map(part -> part.equals("#") ? NUMBER : Pattern.quote(part))
              .reduce("", String::concat);
      return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(text).results().toList();
    }

    @Override
    public String toString() {
      return page + ": " + sentence;
    }
  }

  static List<Fact> facts() throws IOException {
    return Files.readAllLines(FACTS).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Fact::of)
        .toList();
  }

  static List<MarkdownPage> pages() {
    return ALL.stream().filter(page -> !page.toString().matches(".*CHANGELOG.md")).toList();
  }

  @ParameterizedTest
  @MethodSource("facts")
  void eachNumberIsTheOneOfItsPlace(Fact fact) throws IOException {
    List<BigDecimal> values = new ArrayList<>();
    for (String value : fact.values()) {
      values.add(truth(value, fact));
    }
    boolean isSaid = false;
    for (MarkdownPage page : ALL) {
      for (MatchResult said : fact.isIn(page) ? fact.in(page.text()) : List.<MatchResult>of()) {
        isSaid = true;
        assertAll(
            IntStream.range(0, values.size())
                .mapToObj(i -> () -> assertIs(values.get(i), said, i, page, fact)));
      }
    }
    assertTrue(
        isSaid,
        () ->
            "%s no longer says \"%s\": give that line of %s the page's words, or take it out"
                .formatted(fact.page(), fact.sentence(), FACTS));
  }

  private static BigDecimal truth(String value, Fact fact) throws IOException {
    try {
      return SourceTruth.of(value);
    } catch (AssertionError | RuntimeException e) {
      String message = "%s, the line \"%s\" of %s".formatted(e.getMessage(), fact, FACTS);
      throw new AssertionError(message + ": say where its number stands now", e);
    }
  }

  private static void assertIs(
      BigDecimal value, MatchResult said, int i, MarkdownPage page, Fact fact) {
    BigDecimal number = number(said.group(i + 1));
    assertEquals(
        value.setScale(number.scale(), RoundingMode.HALF_UP),
        number,
        () ->
            "%s says \"%s\"; correct it, or that line of %s. What is true there: %s"
                .formatted(page, said.group(), FACTS, fact.values().get(i).strip()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void noNumberIsHeldByNothing(MarkdownPage page) throws IOException {
    String prose = page.prose();
    BitSet held = new BitSet();
    for (Fact fact : facts().stream().filter(each -> each.isIn(page)).toList()) {
      fact.in(prose).forEach(match -> held.set(match.start(), match.end()));
    }
    List<String> loose =
        Stream.of(DIGITS, COUNTED)
            .flatMap(pattern -> pattern.matcher(prose).results())
            .filter(number -> !held.get(number.start()))
            .map(number -> around(prose, number))
            .toList();
    assertTrue(
        loose.isEmpty(),
        () ->
            "%s says numbers that nothing holds; add lines to %s that say where they are true:\n%s"
                .formatted(page, FACTS, String.join("\n", loose)));
  }

  private static BigDecimal number(String said) {
    int word = WORDS.indexOf(said.toLowerCase());
    return word >= 0 ? BigDecimal.valueOf(word) : new BigDecimal(said.replace(",", ""));
  }

  private static String around(String text, MatchResult number) {
    return text.substring(
        Math.max(0, number.start() - 40), Math.min(text.length(), number.end() + 40));
  }
}
