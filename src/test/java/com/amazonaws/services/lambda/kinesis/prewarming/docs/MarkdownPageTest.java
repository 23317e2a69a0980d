package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

          ## Table
          | Name | Of |
          | --- | --- |
          | `a \\| b` | it |
          | `code` and more | it |

          ## Twice
          <a name="by-hand"></a>
          | Name |
          | --- |
          | `other` |

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
  @ValueSource(
      strings = {
        "#the-functions-sample",
        "#twice",
        "#twice-1",
        "#by-hand",
        "../README.md#see-it-work"
      })
  void aLinkToWhatIsThereLeadsSomewhere(String link) {
    assertTrue(PAGE.leadsSomewhere(link));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#none", "#twice-2", "none.md", "../README.md#none", "../../elsewhere"})
  void aLinkToWhatIsNotThereDoesNot(String link) {
    assertFalse(PAGE.leadsSomewhere(link));
  }

  @Test
  void aPictureWithoutTextIsFound() {
    assertEquals(List.of("three.png"), PAGE.picturesWithoutText());
  }

  @Test
  void tablesAndCodeAreRead() {
    assertEquals(Map.of("a | b", "a | b it"), PAGE.rowsByCode("Table"));
    assertEquals(List.of("[none](none.md)\n"), PAGE.codeBlocks());
  }
}
