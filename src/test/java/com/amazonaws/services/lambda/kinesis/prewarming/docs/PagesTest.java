package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Verifies that the pages fit the files that they link, repeat, and describe. */
class PagesTest {

  private static final Path README = Path.of("README.md");
  private static final Path CONSUMERS = Path.of("docs/consumers.md");
  private static final Path DEPLOYING = Path.of("docs/deploying.md");
  private static final String REPOSITORY =
      "https://github.com/awslabs/aws-lambda-kinesis-prewarming/blob/HEAD/";

  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^()\\s]+)\\)|(?:href|src|srcset)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");
  private static final Pattern NAMED_ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");
  // A code block behind this comment repeats the file.
  private static final Pattern REPEATED =
      Pattern.compile("(?ms)^<!-- file: (\\S+) -->\n+```\\w*\n(.*?)^```$");
  // A table describes deploy.yaml, or the template that a comment before it names.
  private static final Pattern PARAMETERS =
      Pattern.compile(
          "(?m)(?:^<!-- parameters: (\\S+) -->\n+)?"
              + "^\\| Parameter \\| Default \\| Allowed \\| Meaning \\|\n\\|.*\n((?:\\|.*\n)+)");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(README));
    for (String folder : List.of("docs", ".github")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkResolves(Path page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String link : links(page)) {
      if (!resolves(page, link)) {
        broken.add(link);
      }
    }
    assertEquals(List.of(), broken, () -> page + " has broken links");
    assertFalse(resolves(page, "missing.md") || resolves(page, "#missing"));
  }

  private static boolean resolves(Path page, String link) throws IOException {
    String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
    Path target = target(page, link);
    return Files.exists(target)
        && (anchor.isEmpty() || anchors(Files.readString(target)).contains(anchor));
  }

  /** The links of a page to files of this project. */
  private static List<String> links(Path page) throws IOException {
    String text = CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
    return LINK.matcher(CODE.matcher(text).replaceAll(""))
        .results()
        .map(link -> link.group(1) != null ? link.group(1) : link.group(2))
        .filter(link -> link.startsWith(REPOSITORY) || !link.matches("[a-z]+:.*"))
        .toList();
  }

  private static Path target(Path page, String link) {
    String file = link.replaceFirst("#.*", "");
    if (file.startsWith(REPOSITORY)) {
      return Path.of(file.substring(REPOSITORY.length()));
    }
    return file.isEmpty() ? page : page.resolveSibling(file).normalize();
  }

  /** The anchors that GitHub gives to the headings, and those that the page names itself. */
  private static Set<String> anchors(String page) {
    String text = CODE_BLOCK.matcher(page).replaceAll("");
    Set<String> anchors = new HashSet<>();
    NAMED_ANCHOR.matcher(text).results().forEach(anchor -> anchors.add(anchor.group(1)));
    Map<String, Integer> repetitions = new HashMap<>();
    for (MatchResult heading : HEADING.matcher(text).results().toList()) {
      String words = heading.group(1).replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1");
      String anchor =
          words
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
              .replace(' ', '-');
      int repetition = repetitions.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(repetition == 0 ? anchor : anchor + "-" + repetition);
    }
    return anchors;
  }

  @Test
  void anchorsFollowTheRulesOfGitHub() {
    String page = "# `a_b`: C, d\n```sh\n# e\n```\n## [F](g.md) – h?\n## I\n## I\n<a id=\"j\"></a>";
    assertEquals(Set.of("a_b-c-d", "f--h", "i", "i-1", "j"), anchors(page));
  }

  @Test
  void everyLinkedJsonFileIsJson() throws IOException {
    ObjectMapper json = new ObjectMapper();
    Set<Path> files = new HashSet<>();
    for (Path page : pages()) {
      links(page).stream().map(link -> target(page, link)).forEach(files::add);
    }
    files.removeIf(file -> !file.toString().endsWith(".json"));
    assertFalse(files.isEmpty());
    for (Path file : files) {
      assertNotNull(json.readTree(file.toFile()), file::toString);
    }
  }

  @Test
  void everyRepeatedFileEqualsItsFile() throws IOException {
    Predicate<String> isSample = file -> file.matches(".*\\.(java|py|mjs|cs)");
    Set<String> repeated = new HashSet<>();
    for (Path page : pages()) {
      String text = Files.readString(page);
      List<MatchResult> blocks = REPEATED.matcher(text).results().toList();
      assertEquals(
          text.lines().filter(line -> line.startsWith("<!-- file: ")).count(),
          blocks.size(),
          () -> page + " has a comment 'file:' without a code block behind it");
      for (MatchResult block : blocks) {
        String file = Files.readString(Path.of(block.group(1)));
        assertEquals(file, block.group(2), () -> page + " does not repeat " + block.group(1));
        repeated.add(block.group(1));
      }
    }
    List<String> linked =
        links(CONSUMERS).stream().map(PagesTest::sample).filter(isSample).toList();
    assertFalse(linked.isEmpty());
    assertTrue(repeated.containsAll(linked), () -> linked + ", but was " + repeated);
  }

  private static String sample(String link) {
    return target(CONSUMERS, link).toString();
  }

  @Test
  void everyParameterTableEqualsItsTemplate() throws IOException {
    List<String> described = new ArrayList<>();
    for (MatchResult table : PARAMETERS.matcher(Files.readString(DEPLOYING)).results().toList()) {
      String template = table.group(1) != null ? table.group(1) : "deploy.yaml";
      described.add(template);
      Map<String, Map<String, Object>> parameters = parameters(Path.of(template));
      Map<String, String[]> rows = new HashMap<>();
      table
          .group(2)
          .lines()
          .map(row -> row.split("(?<!\\\\)\\|"))
          .forEach(cells -> rows.put(code(cells[1]), cells));
      assertEquals(parameters.keySet(), rows.keySet(), template);
      parameters.forEach((name, parameter) -> assertDescribes(rows.get(name), parameter));
    }
    assertTrue(described.contains("deploy.yaml"), described::toString);
  }

  private static void assertDescribes(String[] cells, Map<String, Object> parameter) {
    String row = String.join("|", cells);
    assertEquals(String.valueOf(parameter.getOrDefault("Default", "")), code(cells[2]), row);
    List<Object> bounds = new ArrayList<>();
    List.of("MinValue", "MaxValue", "MaxLength").forEach(key -> bounds.add(parameter.get(key)));
    List<?> values = (List<?>) parameter.getOrDefault("AllowedValues", List.of());
    // A long list is shown by its first and last value.
    values.stream()
        .filter(
            value ->
                values.size() <= 10
                    || value == values.get(0)
                    || value == values.get(values.size() - 1))
        .forEach(bounds::add);
    String allowed = cells[3].replaceAll("(?<=\\d),(?=\\d{3})", "");
    for (Object bound : bounds) {
      boolean isShown =
          bound == null || Pattern.compile("\\b" + bound + "\\b").matcher(allowed).find();
      assertTrue(isShown, () -> "the column Allowed lacks " + bound + ": " + row);
    }
  }

  /** The first code of a cell, or an empty string. */
  private static String code(String cell) {
    return CODE.matcher(cell).results().map(code -> code.group(1)).findFirst().orElse("");
  }

  private static Map<String, Map<String, Object>> parameters(Path template) throws IOException {
    String section =
        Pattern.compile("(?ms)^Parameters:\n.*?(?=^\\w)")
            .matcher(Files.readString(template))
            .results()
            .map(MatchResult::group)
            .findFirst()
            .orElseThrow();
    Map<String, Map<String, Map<String, Object>>> read = new Yaml().load(section);
    return read.get("Parameters");
  }
}
