package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/**
 * A page in GitHub's Markdown, as a browser gets it: links, pictures and tables are found whether
 * they are written in Markdown or in HTML.
 *
 * @param file where it is, from the repository's root
 * @param markdown its text
 * @param html what it becomes, with an id at each heading
 */
record MarkdownPage(Path file, String markdown, Document html) {

  private static final String GENERATED = "(?s)<!-- (\\S+):begin -->.*?<!-- \\1:end -->";

  private static final List<Path> ROOTS =
      List.of(Path.of("README.md"), Path.of("docs"), Path.of(".github"));
  private static final List<Extension> GITHUBS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(GITHUBS).build();
  private static final HtmlRenderer RENDERER = HtmlRenderer.builder().extensions(GITHUBS).build();

  /** The README and all pages of docs and .github. */
  static List<MarkdownPage> all() {
    Stream.Builder<MarkdownPage> pages = Stream.builder();
    for (Path root : ROOTS) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .sorted()
            .forEach(file -> pages.add(read(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return pages.build().toList();
  }

  static MarkdownPage read(Path file) {
    try {
      return of(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MarkdownPage of(Path file, String markdown) {
    return new MarkdownPage(file, markdown, Jsoup.parse(RENDERER.render(PARSER.parse(markdown))));
  }

  /** What links and pictures point to, as it is written. */
  List<String> links() {
    Elements linking = html.select("[href], [src], [srcset]");
    return Stream.of("href", "src", "srcset")
        .flatMap(attribute -> linking.eachAttr(attribute).stream())
        .toList();
  }

  /** Those to other pages and places of this repository. */
  List<String> ownLinks() {
    return links().stream().filter(link -> !link.matches("[a-z]+:.*")).toList();
  }

  /** The file that a link to this repository names: this page, where it names but a heading. */
  Path target(String link) {
    String path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? file : file.resolveSibling(path).normalize();
  }

  /** Whether the link's file is in the repository, and has the heading it names. */
  boolean leadsSomewhere(String link) {
    Path target = target(link);
    if (target.startsWith("..") || !target.equals(file) && !Files.exists(target)) {
      return false;
    }
    if (!link.contains("#")) {
      return true;
    }
    MarkdownPage page = target.equals(file) ? this : read(target);
    return page.hasPlace(link.substring(link.indexOf('#') + 1));
  }

  private boolean hasPlace(String name) {
    return html.getElementById(name) != null
        || html.select("a[name]").eachAttr("name").contains(name);
  }

  /** Pictures that say nothing to who cannot see them. */
  List<String> picturesWithoutText() {
    return html.select("img:not([alt]), img[alt='']").eachAttr("src");
  }

  /** What the page's code blocks hold. */
  List<String> codeBlocks() {
    return codeBlocks("");
  }

  /** What those in one language hold, such as {@code json}. */
  List<String> codeBlocks(String language) {
    String blocks = "pre > code" + (language.isEmpty() ? "" : ".language-" + language);
    return html.select(blocks).stream().map(Element::wholeText).toList();
  }

  /** All that it says, on one line. */
  String text() {
    return html.text().replaceAll("\\s+", " ");
  }

  /**
   * What it says on one line without code blocks, numbers in code, and what a program writes into
   * it.
   */
  String prose() {
    Document prose = of(file, markdown.replaceAll(GENERATED, "")).html;
    prose.select("pre").remove();
    prose.select("code").forEach(code -> code.text(code.text().replaceAll("\\d", "_")));
    return prose.text();
  }

  /** What stands under a heading, up to the next of its rank or above. */
  Elements section(String heading) {
    Element at =
        html.select("h2, h3").stream()
            .filter(h -> h.text().equals(heading))
            .findFirst()
            .orElseThrow(() -> new AssertionError(file + " has no heading " + heading));
    List<Element> section =
        at.nextElementSiblings().stream()
            .takeWhile(e -> !e.nameIs("h2") && !e.nameIs(at.nodeName()))
            .toList();
    return new Elements(section);
  }

  private List<Element> rows(String heading) {
    return section(heading).select("tbody > tr");
  }

  /** The rows whose first cell is code, by that code. */
  Map<String, String> rowsByCode(String heading) {
    Map<String, String> rows = new LinkedHashMap<>();
    for (Element row : rows(heading)) {
      Element cell = row.child(0);
      if (cell.childrenSize() == 1 && cell.select("code").text().equals(cell.text())) {
        rows.put(cell.text(), row.text());
      }
    }
    return rows;
  }

  /** The code in one column of a section's tables, row by row. */
  List<List<String>> codeByRow(String heading, int column) {
    return rows(heading).stream().map(row -> row.child(column).select("code").eachText()).toList();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
