package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Renews the tables and plots of {@code docs/effect.md} from the model: {@code mvn -Peffect
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
    String page = Files.readString(PAGE);
    for (Map.Entry<String, Supplier<String>> table : TABLES.entrySet()) {
      System.out.println("Effect: the table " + table.getKey());
      page = renew(page, table.getKey(), table.getValue().get());
    }
    Files.writeString(PAGE, page);
    System.out.println("Effect: the plots");
    Interval.plot();
    Hold.plots();
    AtOnce.plots();
    System.out.println("Effect: written to " + PAGE);
  }

  /** The page with another text between a pair of markers. */
  static String renew(String page, String name, String text) {
    String begin = "<!-- effect:" + name + ":begin -->\n";
    String end = "<!-- effect:" + name + ":end -->\n";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(PAGE + " has no markers for " + name);
    }
    return page.substring(0, from) + begin + "\n" + text + "\n" + page.substring(to);
  }
}
