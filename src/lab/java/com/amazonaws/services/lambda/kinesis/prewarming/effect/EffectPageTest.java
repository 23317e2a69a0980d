package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.effect.Estimate.Unit;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the pages to the model: rows of their tables as they are, and what their prose says. */
class EffectPageTest {

  @ParameterizedTest
  @CsvSource({
    "effect.md, choice, 'standard | 1 shard | none'",
    "effect.md, choice, 'fan-out | bursts, from 0.2 s | 0.2 s'",
    "effect.md, waits, held 1 s",
    "effect.md, otherwise, cold start 0.3 s",
    "effect.md, factors, '2, fan-out'",
    "performance.md, at-once, 64"
  })
  void rowsAreTheModels(String page, String block, String label) throws IOException {
    assertHas(page, EffectPage.TABLES.get(page).get(block).text(label));
  }

  private static void assertHas(String page, String text) throws IOException {
    assertTrue(
        EffectPage.read(page).contains(text),
        () -> "mvn -Plab,effect verify renews docs/" + page + ", which lacks " + text);
  }

  @ParameterizedTest
  @EnumSource
  void atFourMinutesAStandardMappingStaysAtOneSecond(Pool.Routing routing) throws IOException {
    assertHas("effect.md", "a standard mapping stays at 1.0 s");
    for (int lifetime : new int[] {300, 360, 420, 600}) {
      Scenario other =
          EffectPage.STANDARD.but(s -> s.routing = routing, s -> s.lifetime = Draw.fixed(lifetime));
      assertEquals("1.0 s", Experiment.of(other, 1).percentile(99).text());
    }
  }

  @Test
  void oneProvisionedEnvironmentCostsAsMuchAsCanariesForSoManyShards() throws IOException {
    assertHas("effect.md", "$5.40 a month, as much as canaries for 54 shards held 1 s");
    assertEquals(5.40, Prices.PROVISIONED, 0.005);
    Scenario shards = EffectPage.STANDARD.but(s -> s.shards = 54);
    assertEquals(5.40, Experiment.of(shards, 1).cost().value(), 0.2);
  }

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
