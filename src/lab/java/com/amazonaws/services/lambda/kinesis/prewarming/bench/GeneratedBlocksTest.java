package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
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
}
