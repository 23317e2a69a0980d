package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page in GitHub's Markdown.
 *
 * @param file where it is, from the repository's root
 * @param text what it holds
 */
record MarkdownPage(Path file, String text) {

  private static final List<Path> ROOTS =
      List.of(Path.of("README.md"), Path.of("docs"), Path.of(".github"));
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern INLINE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)(?: \"[^\"]*\")?\\)|(?:src|srcset|href)=\"([^\"]+)\"");
  private static final Pattern PICTURE =
      Pattern.compile("!\\[]\\(|<img(?![^>]*\\balt=\"[^\"]+\")[^>]*>");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
  private static final Pattern ANCHOR = Pattern.compile("(?:id|name)=\"([^\"]+)\"");

  /** The README and all pages of docs and .github. */
  static List<MarkdownPage> all() throws IOException {
    List<MarkdownPage> pages = new ArrayList<>();
    for (Path root : ROOTS) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .sorted()
            .forEach(file -> pages.add(read(file)));
      }
    }
    return pages;
  }

  private static MarkdownPage read(Path file) {
    try {
      return new MarkdownPage(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What links and pictures point to, as it is written. */
  List<String> links() {
    String prose = INLINE.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("");
    return LINK.matcher(prose)
        .results()
        .map(link -> link.group(1) != null ? link.group(1) : link.group(2))
        .toList();
  }

  /** Whether a relative link's file is in the repository, and has the heading it names. */
  boolean leadsSomewhere(String link) {
    String[] parts = link.split("#", 2);
    Path folder = file.toAbsolutePath().getParent();
    Path target = parts[0].isEmpty() ? file.toAbsolutePath() : folder.resolve(parts[0]).normalize();
    return target.startsWith(Path.of("").toAbsolutePath())
        && Files.exists(target)
        && (parts.length == 1 || read(target).anchors().contains(parts[1]));
  }

  boolean hasPictureWithoutText() {
    return PICTURE.matcher(FENCED.matcher(text).replaceAll("")).find();
  }

  /** The names that GitHub gives to headings, and those given by hand. */
  private Set<String> anchors() {
    String prose = FENCED.matcher(text).replaceAll("");
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    HEADING
        .matcher(prose)
        .results()
        .map(heading -> slug(heading.group(1)))
        .forEach(
            slug -> {
              int times = seen.merge(slug, 1, Integer::sum);
              anchors.add(times == 1 ? slug : slug + "-" + (times - 1));
            });
    ANCHOR.matcher(prose).results().forEach(anchor -> anchors.add(anchor.group(1)));
    return anchors;
  }

  private static String slug(String heading) {
    return heading
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
