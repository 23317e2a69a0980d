package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
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

  private static Set<Pattern> texts;

  @BeforeAll
  static void readTheSources() throws IOException {
    texts = SourceTexts.patterns(Path.of("src", "main", "java"));
  }

  static List<MarkdownPage> pages() throws IOException {
    return MarkdownPage.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(MarkdownPage page) throws IOException {
    boolean linking = Files.readString(page.file()).contains("](");
    assertEquals(linking, !page.links().isEmpty(), "links are found");
    assertAll(
        page.ownLinks().stream().map(link -> () -> assertTrue(page.leadsSomewhere(link), link)));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPictureSaysWhatItShows(MarkdownPage page) {
    assertEquals(List.of(), page.picturesWithoutText());
  }

  @Test
  void everyPageOfTheDocumentsIsReachedFromTheReadme() throws IOException {
    Set<Path> reached = new TreeSet<>(Set.of(Path.of("README.md")));
    Deque<Path> next = new ArrayDeque<>(reached);
    while (!next.isEmpty()) {
      MarkdownPage page = MarkdownPage.read(next.remove());
      page.ownLinks().stream()
          .map(page::target)
          .filter(target -> target.toString().endsWith(".md") && Files.exists(target))
          .filter(reached::add)
          .forEach(next::add);
    }
    assertTrue(
        reached.containsAll(
            pages().stream()
                .map(MarkdownPage::file)
                .filter(page -> !page.startsWith(".github"))
                .toList()),
        reached::toString);
  }

  /** Also what the log says: a text that is new or reworded in the code fails here. */
  @Test
  void everyTextOfTheFunctionIsExplained() {
    String page = MarkdownPage.read(OPERATING).text();
    assertAll(
        texts.stream().map(text -> () -> assertTrue(text.matcher(page).find(), text.pattern())));
  }

  @Test
  void noTextIsExplainedThatTheFunctionNoLongerHas() {
    MarkdownPage page = MarkdownPage.read(OPERATING);
    Set<String> explained = new TreeSet<>(page.rowsByCode("Messages").keySet());
    assertTrue(explained.size() > 20, "the tables of messages are found");
    assertTrue(explained.addAll(page.rowsByCode("Log lines").keySet()), "that of log lines too");
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
    Map<String, String> rows = MarkdownPage.read(DEPLOYING).rowsByCode("Parameters");
    assertEquals(new TreeSet<>(parameters.keySet()), new TreeSet<>(rows.keySet()));
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
}
