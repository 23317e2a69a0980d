package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the checks of the pages see what they are to check. */
class MarkdownPageTest {

  private static final MarkdownPage PAGE =
      MarkdownPage.of(
          Path.of("docs", "sample.md"),
          """
          # The function's sample
          [One](one.md), `[none](none.md)` and [two][2], ![](three.png) <img src="four.png" alt="4">

          <details>
          <summary>More in <a href="five.md">five</a></summary>

          | Name |
          | --- |
          | [six](six.md) |

          </details>

          ```sh
          [none](none.md)
          ```

          ## Twice
          <a name="by-hand"></a>

          ## Twice

          [2]: two.md#place
          """);

  @Test
  void linksAreFoundHoweverTheyAreWritten() {
    assertEquals(
        Set.of("one.md", "two.md#place", "three.png", "four.png", "five.md", "six.md"),
        Set.copyOf(PAGE.ownLinks()));
  }

  @ParameterizedTest
  @CsvSource({
    "#the-functions-sample, true",
    "#twice-1, true",
    "#by-hand, true",
    "../README.md#when-to-use-it, true",
    "#none, false",
    "#twice-2, false",
    "none.md, false",
    "../README.md#none, false",
    "../../elsewhere, false"
  })
  void aLinkLeadsSomewhereIfItsPlaceIsThere(String link, boolean leads) {
    assertEquals(leads, PAGE.leadsSomewhere(link));
  }

  @Test
  void aPictureWithoutTextIsFound() {
    assertEquals(List.of("three.png"), PAGE.picturesWithoutText());
  }
}
