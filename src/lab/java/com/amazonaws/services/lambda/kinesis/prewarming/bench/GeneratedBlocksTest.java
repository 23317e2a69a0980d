package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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
  void theRatiosOfThePageAreThoseOfItsTimes() throws IOException {
    String page = Files.readString(Path.of("docs/performance.md"));
    for (String shards : List.of("4", "100", "1,000", "4,000")) {
      double ours = time(page, shards, "this function");
      List<Double> told = numbers(page, "\\| %s \\| (\\S+) \\| [^|]* \\| (\\S+) \\|\n", shards);
      assertEquals(time(page, shards, "one PutRecord per shard") / ours, told.get(0), 0.5);
      assertEquals(ours / time(page, shards, "bare HTTP client"), told.get(1), 0.1);
    }
  }

  private static double time(String page, String shards, String contender) {
    return numbers(page, "\\| %s \\| %s \\| [^|]* \\| (\\S+) ", shards, contender).get(0);
  }

  private static List<Double> numbers(String page, String row, Object... words) {
    MatchResult found =
        Pattern.compile(row.formatted(words)).matcher(page).results().findFirst().orElseThrow();
    return IntStream.rangeClosed(1, found.groupCount())
        .mapToObj(group -> Double.valueOf(found.group(group).replace(",", "")))
        .toList();
  }
}
