package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the code map of docs/developing.md to the classes that there are. */
class CodeMapTest {

  private static final MarkdownPage PAGE = MarkdownPage.read(Path.of("docs", "developing.md"));
  private static final String ROOT = PrewarmingHandler.class.getPackageName();
  private static final Pattern SDK =
      Pattern.compile("import com\\.amazonaws\\.(?!services\\.lambda\\.)");

  @Test
  void everyClassHasOneRoomAndNoneIsNamedThatIsGone() throws IOException {
    assertEquals(
        sources().keySet().stream().toList(),
        PAGE.codeByRow("Code map", 1).stream().flatMap(List::stream).sorted().toList());
  }

  @Test
  void theRoomsSayWhichOfTheirClassesKnowTheSdk() throws IOException {
    Map<String, String> sources = sources();
    assertEquals(
        PAGE.codeByRow("Code map", 1).stream()
            .map(
                room ->
                    room.stream()
                        .filter(name -> SDK.matcher(sources.getOrDefault(name, "")).find())
                        .toList())
            .toList(),
        PAGE.codeByRow("Code map", 2));
  }

  @Test
  void theRoomsOfTheTestsAreTheirFolders() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("src/test/java", ROOT.replace('.', '/')))) {
      assertEquals(
          folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()).sorted().toList(),
          PAGE.codeByRow("Tests", 0).stream().flatMap(List::stream).sorted().toList());
    }
  }

  /** The text of each class of the function, by its name. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      files
          .filter(file -> file.toString().matches(".*[A-Z]\\w*\\.java"))
          .forEach(file -> sources.put(name(file), read(file)));
    }
    return sources;
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
