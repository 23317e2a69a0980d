package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/consumers.md and the files that its code blocks show together. */
class DocumentedSnippetsTest {

  private static final Path PAGE = Path.of("docs/consumers.md");
  private static final Path FILES = Path.of("src/it/consumers");
  private static final Path FILTER = FILES.resolve("mapping-filter.json");
  private static final List<Path> SHOWN =
      List.of(
          Path.of(
              "src/it/java/com/amazonaws/services/lambda/kinesis/prewarming/consumers",
              "ConsumerExample.java"),
          FILES.resolve("python/consumer.py"),
          FILES.resolve("node/consumer.mjs"),
          FILES.resolve("dotnet/Consumer.cs"),
          FILTER);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyCodeBlockIsTheTextOfItsFile() throws IOException {
    List<String> files = new ArrayList<>();
    for (Path file : SHOWN) {
      files.add(Files.readString(file));
    }
    assertEquals(
        files,
        MarkdownPage.read(PAGE).codeBlocks(),
        () -> "the files, and the code blocks of " + PAGE + ": copy the file into its block");
  }

  @Test
  void everyFileIsNamedOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    for (Path file : SHOWN) {
      assertTrue(page.contains("](../" + file + ")"), () -> PAGE + " does not link " + file);
    }
  }

  @Test
  void theDocumentedFilterLetsTheDocumentedCanaryThrough() throws IOException {
    JsonNode canary = JSON.readTree("{\"canary\":true}");
    assertTrue(
        Files.readString(PAGE).contains("`" + canary + "`"),
        PAGE + " does not name the canary " + canary);
    assertEquals(1, patterns().stream().filter(pattern -> matches(pattern, canary)).count());
  }

  @Test
  void theDocumentedFilterLooksAtDataAlone() throws IOException {
    for (JsonNode pattern : patterns()) {
      assertEquals(List.of("data"), List.copyOf(fields(pattern)));
    }
  }

  private static List<JsonNode> patterns() throws IOException {
    List<JsonNode> patterns = new ArrayList<>();
    for (JsonNode filter : JSON.readTree(FILTER.toFile()).required("Filters")) {
      patterns.add(JSON.readTree(filter.required("Pattern").textValue()));
    }
    return patterns;
  }

  /** Whether each field that the pattern names has one of the values that it lists. */
  private static boolean matches(JsonNode pattern, JsonNode data) {
    JsonNode wanted = pattern.required("data");
    return fields(wanted).stream().allMatch(field -> contains(wanted.get(field), data.path(field)));
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode one : values) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> fields(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
