package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import com.amazonaws.services.lambda.kinesis.prewarming.bench.GeneratedBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Renews the tables and plots of {@code docs/effect.md} from the model: {@code mvn -Plab,effect
 * verify}. The prose between them is kept by hand.
 */
final class EffectPage {

  static final Path PAGE = Path.of("docs", "effect.md");

  private static final Map<String, Supplier<String>> TABLES = new LinkedHashMap<>();

  static {
    TABLES.put("need", Need::table);
    TABLES.put("waits", Need::waits);
    TABLES.put("interval", Interval::table);
    TABLES.put("hold", Hold::table);
    TABLES.put("cost", Cost::table);
    TABLES.put("factor", Factor::table);
  }

  private EffectPage() {}

  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.ROOT);
    Map<String, String> tables = new LinkedHashMap<>();
    for (Map.Entry<String, Supplier<String>> table : TABLES.entrySet()) {
      System.out.println("Effect: the table " + table.getKey());
      tables.put(table.getKey(), table.getValue().get());
    }
    Files.writeString(PAGE, GeneratedBlocks.renew(Files.readString(PAGE), "effect", tables));
    System.out.println("Effect: the plots");
    Interval.plot();
    Hold.plots();
    AtOnce.plots();
    System.out.println("Effect: written to " + PAGE);
  }
}
