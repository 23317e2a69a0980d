package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the pages to what they link to, and to the messages and parameters that they explain. */
class DocumentationTest {

  private static final Path OPERATING = Path.of("docs", "operating.md");
  private static final Path DEPLOYING = Path.of("docs", "deploying.md");
  private static final List<String> BOUNDS = List.of("Default", "MinValue", "MaxValue");

  private static List<Pattern> texts() throws IOException {
    return SourceLiterals.in(Path.of("src", "main", "java")).stream()
        .filter(SourceLiterals::isSaid)
        .map(SourceLiterals::pattern)
        .toList();
  }

  static List<MarkdownPage> pages() {
    return MarkdownPage.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(MarkdownPage page) throws IOException {
    boolean linking = Files.readString(page.file()).contains("](");
    assertEquals(linking, !page.links().isEmpty(), () -> "the test finds no links in " + page);
    assertEquals(
        List.of(),
        page.ownLinks().stream().filter(link -> !page.leadsSomewhere(link)).toList(),
        () -> page + " links to places that are not there");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPictureSaysWhatItShows(MarkdownPage page) {
    assertEquals(
        List.of(), page.picturesWithoutText(), () -> page + " has pictures without alt text");
  }

  @Test
  void everyPageOfTheDocumentsIsReachedFromTheReadme() {
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
    assertEquals(
        List.of(),
        pages().stream()
            .map(MarkdownPage::file)
            .filter(page -> !page.startsWith(".github") && !reached.contains(page))
            .toList(),
        "pages that no link leads to, from README.md on");
  }

  /** Also what the log says: a text that is new or reworded in the code fails here. */
  @Test
  void everyTextOfTheFunctionIsExplained() throws IOException {
    String page = MarkdownPage.read(OPERATING).text();
    List<Pattern> texts = texts();
    assertTrue(texts.size() > 40, () -> "found only " + texts);
    assertEquals(
        List.of(),
        texts.stream().filter(text -> !text.matcher(page).find()).map(Pattern::pattern).toList(),
        () -> OPERATING + " lacks rows for these texts of the function");
  }

  @Test
  void noTextIsExplainedThatTheFunctionNoLongerHas() throws IOException {
    MarkdownPage page = MarkdownPage.read(OPERATING);
    Set<String> explained = new TreeSet<>(page.rowsByCode("Messages").keySet());
    assertTrue(explained.size() > 20, "the tables of messages are found");
    assertTrue(explained.addAll(page.rowsByCode("Log lines").keySet()), "that of log lines too");
    List<Pattern> texts = texts();
    explained.removeIf(row -> texts.stream().anyMatch(text -> text.matcher(row).find()));
    assertEquals(Set.of(), explained, () -> OPERATING + " explains what the function does not say");
  }

  @Test
  void everyParameterIsExplained() throws IOException {
    Map<String, TemplateNode> parameters =
        TemplateNode.read(Path.of("deploy.yaml")).at("Parameters").fields();
    Map<String, String> rows = MarkdownPage.read(DEPLOYING).rowsByCode("Parameters");
    assertEquals(
        new TreeSet<>(parameters.keySet()),
        new TreeSet<>(rows.keySet()),
        () -> "the parameters of deploy.yaml, and the rows of Parameters in " + DEPLOYING);
    assertAll(
        parameters.entrySet().stream()
            .map(parameter -> () -> explains(rows.get(parameter.getKey()), parameter.getValue())));
  }

  private static void explains(String row, TemplateNode parameter) {
    for (String bound : BOUNDS) {
      TemplateNode value = parameter.fields().get(bound);
      if (value != null && !value.text().isEmpty()) {
        assertTrue(
            !bound.equals("Default") || row.split(" ")[1].equals(value.text()),
            () -> DEPLOYING + " tells another Default than " + value.text() + ": " + row);
        assertTrue(
            Pattern.compile("\\b" + Pattern.quote(value.text()) + "\\b")
                .matcher(row.replace(",", ""))
                .find(),
            () -> DEPLOYING + " tells another " + bound + " than " + value.text() + ": " + row);
      }
    }
  }
}
