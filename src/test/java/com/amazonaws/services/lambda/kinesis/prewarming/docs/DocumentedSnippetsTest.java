package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  private static final List<Path> SHOWN =
      List.of(
          Path.of(
              "src/it/java/com/amazonaws/services/lambda/kinesis/prewarming/consumers",
              "ConsumerExample.java"),
          FILES.resolve("python/consumer.py"),
          FILES.resolve("node/consumer.mjs"),
          FILES.resolve("dotnet/Consumer.cs"),
          FILES.resolve("mapping-filter.json"));

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
}
