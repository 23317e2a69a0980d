package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the pages to what they link to, and to the messages and parameters that they explain. */
class DocumentationTest {

  private static final Path OPERATING = Path.of("docs", "operating.md");
  private static final Path DEPLOYING = Path.of("docs", "deploying.md");
  private static final Path WORKFLOWS = Path.of(".github", "workflows");
  private static final List<String> BOUNDS = List.of("Default", "MinValue", "MaxValue");

  private static final Pattern ACTION = Pattern.compile("uses: *(.*)");
  private static final String PINNED = "[\\w-]+/[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+";

  /** The first cell of a table's row, where that is code. */
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(.+?)` \\| .*$");

  static List<MarkdownPage> pages() throws IOException {
    return MarkdownPage.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(MarkdownPage page) {
    assertAll(
        page.links().stream()
            .filter(link -> !link.matches("[a-z]+:.*"))
            .map(link -> () -> assertTrue(page.leadsSomewhere(link), link)));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPictureSaysWhatItShows(MarkdownPage page) {
    assertFalse(page.hasPictureWithoutText());
  }

  /** Also what the log says: a text that is new or reworded in the code fails here. */
  @Test
  void everyTextOfTheFunctionIsExplained() throws IOException {
    String page = Files.readString(OPERATING);
    assertAll(
        SourceTexts.patterns().stream()
            .map(text -> () -> assertTrue(text.matcher(page).find(), text.pattern())));
  }

  @Test
  void noTextIsExplainedThatTheFunctionNoLongerHas() throws IOException {
    Set<Pattern> texts = SourceTexts.patterns();
    List<String> explained = explained("## Messages", "## Log lines");
    assertTrue(explained.size() > 20, "the tables of messages are found");
    assertAll(
        explained.stream()
            .map(
                row ->
                    () ->
                        assertTrue(
                            texts.stream().anyMatch(text -> text.matcher(row).find()), row)));
  }

  @Test
  void everyParameterIsExplained() throws IOException {
    Map<String, TemplateNode> parameters =
        TemplateNode.read(Path.of("deploy.yaml")).at("Parameters").fields();
    Map<String, String> rows = new TreeMap<>();
    section(DEPLOYING, "## Parameters").forEach(row -> rows.put(row.group(1), row.group()));
    assertEquals(new TreeMap<>(parameters).keySet(), rows.keySet());
    assertAll(
        parameters.entrySet().stream()
            .map(parameter -> () -> explains(rows.get(parameter.getKey()), parameter.getValue())));
  }

  @Test
  void everyActionOfTheBuildIsPinned() throws IOException {
    try (Stream<Path> workflows = Files.list(WORKFLOWS)) {
      for (Path workflow : workflows.toList()) {
        List<String> actions =
            ACTION
                .matcher(Files.readString(workflow))
                .results()
                .map(action -> action.group(1))
                .toList();
        assertFalse(actions.isEmpty(), () -> workflow + " uses no action");
        assertAll(actions.stream().map(a -> () -> assertTrue(a.matches(PINNED), a)));
      }
    }
  }

  private static void explains(String row, TemplateNode parameter) {
    for (String bound : BOUNDS) {
      TemplateNode value = parameter.fields().get(bound);
      if (value != null && !value.text().isEmpty()) {
        assertTrue(row.replace(",", "").contains(value.text()), () -> bound + " in " + row);
      }
    }
  }

  private static List<String> explained(String... headings) throws IOException {
    Stream.Builder<String> rows = Stream.builder();
    for (String heading : headings) {
      section(OPERATING, heading).forEach(row -> rows.add(row.group(1)));
    }
    return rows.build().toList();
  }

  /** The rows of a section's tables. */
  private static List<MatchResult> section(Path page, String heading) throws IOException {
    String text = Files.readString(page);
    int start = text.indexOf("\n" + heading + "\n");
    assertTrue(start >= 0, () -> page + " has " + heading);
    int next = text.indexOf("\n## ", start + 1);
    return ROW.matcher(text.substring(start, next < 0 ? text.length() : next)).results().toList();
  }
}
