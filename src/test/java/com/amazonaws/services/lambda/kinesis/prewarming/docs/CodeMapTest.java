package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the rooms of docs/developing.md to the classes and the folders that there are. */
class CodeMapTest {

  private static final MarkdownPage PAGE = MarkdownPage.read(Path.of("docs", "developing.md"));
  private static final String PACKAGE = PrewarmingHandler.class.getPackageName().replace('.', '/');
  private static final Path CLASSES = Path.of("src/main/java", PACKAGE);
  private static final Pattern SDK =
      Pattern.compile("import com\\.amazonaws\\.(?!services\\.lambda\\.)");

  @Test
  void everyClassHasOneRoomAndNoneIsNamedThatIsGone() throws IOException {
    assertEquals(
        names(CLASSES, "[A-Z]\\w*\\.java"),
        sorted(PAGE.codeByRow("Code map", 1).stream().flatMap(List::stream)),
        () -> "the classes, and the rows of Code map in " + PAGE);
  }

  @Test
  void theRoomsSayWhichOfTheirClassesKnowTheSdk() throws IOException {
    List<List<String>> knowing = new ArrayList<>();
    for (List<String> room : PAGE.codeByRow("Code map", 1)) {
      knowing.add(knowingTheSdk(room));
    }
    assertEquals(
        knowing,
        PAGE.codeByRow("Code map", 2),
        () -> "the classes that import the SDK, and the last column of Code map in " + PAGE);
  }

  @Test
  void thePackagesOwnPageNamesThoseThatKnowTheSdk() throws IOException {
    String text = Files.readString(CLASSES.resolve("package-info.java")).replaceAll("[\\s*]+", " ");
    String named = text.replaceFirst("(?s).* Only (.*) know the AWS SDK.*", "$1");
    assertEquals(
        knowingTheSdk(names(CLASSES, "[A-Z]\\w*\\.java")),
        sorted(Pattern.compile("\\w{5,}").matcher(named).results().map(MatchResult::group)),
        "the classes that import the SDK, and those that package-info.java names");
  }

  @Test
  void everyRoomOfTheTestsSaysWhatGoesThere() throws IOException {
    List<String> rooms = new ArrayList<>();
    for (String root : List.of("src/test/java", "src/it/java", "src/lab/java")) {
      rooms.addAll(names(Path.of(root, PACKAGE), "[a-z]\\w*"));
    }
    assertEquals(
        sorted(rooms.stream()),
        sorted(PAGE.codeByRow("Tests", 0).stream().flatMap(List::stream)),
        () -> "the folders of the tests, and the rows of Tests in " + PAGE);
  }

  private static List<String> knowingTheSdk(List<String> classes) throws IOException {
    List<String> knowing = new ArrayList<>();
    for (String name : classes) {
      if (SDK.matcher(Files.readString(CLASSES.resolve(name + ".java"))).find()) {
        knowing.add(name);
      }
    }
    return knowing;
  }

  private static List<String> names(Path folder, String pattern) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return sorted(
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches(pattern))
              .map(name -> name.replace(".java", "")));
    }
  }

  private static List<String> sorted(Stream<String> names) {
    return names.sorted().toList();
  }
}
