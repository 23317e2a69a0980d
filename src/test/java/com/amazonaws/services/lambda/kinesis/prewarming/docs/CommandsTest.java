package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler;
import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what a person types, as the pages give it, to what there is: Maven's profiles and tests,
 * queries, permissions, and what the local run prints. src/it/python/check_commands.py runs the
 * shell's blocks.
 */
class CommandsTest {

  private static final Path TEMPLATE = Path.of("deploy.yaml");
  private static final String PACKAGE = PrewarmingHandler.class.getPackageName().replace('.', '/');
  private static final Path LOCAL = Path.of("src/it/java", PACKAGE, "local");
  private static final Pattern PROFILES = Pattern.compile("mvn[^\\n`]* -P ?([\\w,]+)");
  private static final Pattern TESTS = Pattern.compile("-D(?:it\\.)?test=(\\w+)");
  private static final Pattern ACTION =
      Pattern.compile("(?:kinesis|kms|logs):(?!ViaService|EncryptionContext)[A-Z]\\w+");

  static List<Path> filesWithCommands() throws IOException {
    try (Stream<Path> workflows = Files.list(Path.of(".github/workflows"))) {
      return Stream.of(
              MarkdownPage.all().stream().map(MarkdownPage::file),
              Stream.of(Path.of(".ci/run"), Path.of("pom.xml")),
              workflows)
          .flatMap(files -> files)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("filesWithCommands")
  void mavensProfilesAndTestsAreThere(Path file) throws IOException {
    String text = Files.readString(file);
    Set<String> profiles = found("<id>([\\w-]+)</id>", Files.readString(Path.of("pom.xml")));
    for (String named : found(PROFILES.pattern(), text)) {
      assertTrue(
          profiles.containsAll(List.of(named.split(","))),
          () -> file + " names a profile that pom.xml lacks: " + named);
    }
    for (String test : found(TESTS.pattern(), text)) {
      assertTrue(isAClass(test), () -> file + " names a test that is not there: " + test);
    }
  }

  private static boolean isAClass(String name) throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src"))) {
      return sources.anyMatch(source -> source.endsWith(name + ".java"));
    }
  }

  @Test
  void theQueriesOnThePagesAreTheTemplatesOwn() throws IOException {
    Set<String> saved =
        TemplateNode.read(TEMPLATE).at("Mappings", "Queries").fields().values().stream()
            .map(query -> query.at("Text").text())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> shown = new TreeSet<>();
    for (MarkdownPage page : MarkdownPage.all()) {
      page.codeBlocks().stream()
          .map(block -> block.strip().replaceAll("\\s+", " "))
          .filter(block -> block.contains("Init Duration"))
          .forEach(shown::add);
    }
    assertEquals(saved, shown, "the queries in deploy.yaml, and those that the pages give");
  }

  @Test
  void thePageOfPermissionsGivesTheRoleWhatTheTemplateGivesIt() throws IOException {
    MarkdownPage page = MarkdownPage.read(Path.of("docs", "operating.md"));
    String template = Files.readString(TEMPLATE);
    Set<String> granted = found("(" + ACTION + ")", template.replaceAll("(?m)^ *#.*", ""));
    Set<String> told = new TreeSet<>();
    page.section("What the function may do").select("code").eachText().stream()
        .filter(code -> ACTION.matcher(code).matches())
        .forEach(told::add);
    assertEquals(granted, told, "what deploy.yaml allows, and what docs/operating.md says it does");
    for (String block : page.codeBlocks("json")) {
      Set<String> policy = found("\"Action\": \"(.*)\"", block);
      assertTrue(granted.containsAll(policy), () -> page + " grants what nothing needs: " + policy);
    }
  }

  @Test
  void theSampleOfTheLocalRunIsWhatItPrints() throws IOException {
    List<Pattern> prints =
        Stream.of("LocalRun.java", "SecondAct.java", "ColdStartExperiment.java")
            .flatMap(file -> literals(LOCAL.resolve(file)))
            .flatMap(String::lines)
            .filter(line -> !line.isBlank())
            .map(CommandsTest::line)
            .toList();
    List<String> samples = MarkdownPage.read(Path.of("README.md")).codeBlocks("text");
    assertTrue(!samples.isEmpty(), "README.md has no sample of mvn -Plocal verify");
    for (String line : String.join("\n", samples).lines().filter(l -> !l.isBlank()).toList()) {
      assertTrue(
          prints.stream().anyMatch(print -> print.matcher("%-150s".formatted(line)).matches()),
          () -> "README.md shows a line that mvn -Plocal verify does not print: " + line);
    }
  }

  private static Stream<String> literals(Path file) {
    try {
      return SourceLiterals.in(file).stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a format prints, each cell with its width; a line's indent comes from elsewhere too. */
  private static Pattern line(String format) {
    String widths = format.strip().replaceAll("%[,.]?[sd]", "\\\\E.+\\\\Q");
    return Pattern.compile(" *\\Q" + widths.replaceAll("%-?(\\d+)s", "\\\\E.{$1}\\\\Q") + "\\E *");
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
