package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedBlocksTest {

  private static final String PAGE =
      """
      Prose.
      <!-- bench:one:begin -->
      old
      <!-- bench:one:end -->
      <!-- effect:other:begin -->
      <!-- bench:two-b:begin --><!-- bench:two-b:end -->
      End.
      """;

  private static final String RENEWED =
      """
      Prose.
      <!-- bench:one:begin -->

      $1 new

      <!-- bench:one:end -->
      <!-- effect:other:begin -->
      <!-- bench:two-b:begin -->

      | 2 |

      <!-- bench:two-b:end -->
      End.
      """;

  @ParameterizedTest
  @ValueSource(strings = {PAGE, RENEWED})
  void onlyWhatIsBetweenTheCommentsOfTheRoomIsRenewed(String page) {
    Map<String, String> blocks = Map.of("one", "$1 new", "two-b", "| 2 |\n");

    assertEquals(RENEWED, GeneratedBlocks.renew(page, "bench", blocks));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no block",
        "<!-- r:a:begin -->",
        "<!-- r:a:end --> <!-- r:a:begin -->",
        "<!-- r:a:begin --> <!-- r:b:end -->",
        "<!-- r:a:begin --> <!-- r:a:end --> <!-- r:a:begin --> <!-- r:a:end -->",
        "<!-- r:a:begin --> <!-- r:a:end --> <!-- r:b:begin --> <!-- r:b:end -->"
      })
  void aPageWithOtherBlocksIsRefused(String page) {
    assertThrows(
        IllegalArgumentException.class, () -> GeneratedBlocks.renew(page, "r", Map.of("a", "x")));
  }

  @Test
  void thePageSaysHowMuchFasterItsTimesAreAndNoSlowerThanTheFloor() throws IOException {
    String page = Files.readString(Path.of("docs/performance.md"));
    String time = " ([\\d.,]+) \\([^|]+\\|";
    Matcher row = Pattern.compile("\\d \\|" + time.repeat(3) + " (\\S+) \\|").matcher(page);
    List<MatchResult> rows = row.results().toList();
    assertEquals(4, rows.size(), "mvn -Plab,bench verify renews docs/performance.md");
    for (MatchResult each : rows) {
      double ours = number(each.group(2));
      assertEquals(number(each.group(1)) / ours, number(each.group(4)), 0.5, each.group());
      assertTrue(ours / number(each.group(3)) < 1.25, each.group());
    }
  }

  private static double number(String told) {
    return Double.parseDouble(told.replace(",", ""));
  }
}
