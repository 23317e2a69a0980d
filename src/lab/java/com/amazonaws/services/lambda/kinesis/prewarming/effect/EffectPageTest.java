package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.effect.Estimate.Unit;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the pages to the model: rows of their tables as they are, and what their prose says. */
class EffectPageTest {

  @ParameterizedTest
  @CsvSource({
    "choice, 'standard | in every shard, work to 0.5 s | 1 s'",
    "choice, 'fan-out | in every shard, work of 0.2 s or more | 0.2 s'",
    "waits, held 1 s",
    "otherwise, any",
    "factors, '2, standard, 0.2 s'"
  })
  void rowsAreTheModels(String block, String label) throws IOException {
    assertHas("effect.md", EffectPage.TABLES.get("effect.md").get(block).text(label));
  }

  private static void assertHas(String page, String text) throws IOException {
    assertTrue(
        EffectPage.read(page).contains(text),
        () -> "mvn -Plab,effect verify renews docs/" + page + ", which lacks " + text);
  }

  @ParameterizedTest
  @CsvSource({"PAGE SAYS"})
  void placeholder(String text) {}

  @Test
  void aNumberIsToldInDigitsThatItsErrorBearsOutOrNotAtAll() {
    assertEquals("1.7 %", new Estimate(0.0167, 0.0005, Unit.SHARE).text());
    assertEquals("45 %", new Estimate(0.4465, 0.005, Unit.SHARE).text());
    assertEquals("0.15 s", new Estimate(0.149, 0.001, Unit.TIME).text());
    assertEquals("1.4 s", new Estimate(1.43, 0.05, Unit.TIME).text());
    assertEquals("$0.45", new Estimate(0.45, 0.001, Unit.COST).text());
    assertEquals("$86", new Estimate(86.4, 0.1, Unit.COST).text());
    Estimate vague = new Estimate(0.0167, 0.0006, Unit.SHARE);
    assertThrows(IllegalStateException.class, vague::text);
  }
}
