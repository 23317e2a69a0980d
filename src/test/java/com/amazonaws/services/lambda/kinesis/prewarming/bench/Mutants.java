package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The mutants of the main code that no test killed: {@code mvn -Pmutation verify}. Exits with 1 if
 * fewer than the share asked for are dead.
 */
final class Mutants {

  // One that never ends, or runs out of memory, is noticed too.
  private static final Set<String> DEAD =
      Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR", "NON_VIABLE");

  private Mutants() {}

  /** Reads PIT's report. Arguments: the CSV file, and the least share of 100. */
  public static void main(String[] arguments) throws IOException {
    List<String[]> all =
        Files.readAllLines(Path.of(arguments[0])).stream().map(line -> line.split(",", 7)).toList();
    List<String[]> alive = all.stream().filter(mutant -> !DEAD.contains(mutant[5])).toList();
    for (String[] mutant : alive) {
      String mutator = mutant[2].substring(mutant[2].lastIndexOf('.') + 1);
      System.out.printf("alive: %s:%s %s, in %s%n", mutant[0], mutant[4], mutator, mutant[3]);
    }
    int dead = all.size() - alive.size();
    System.out.printf("%d of %d mutants are dead%n", dead, all.size());
    if (all.isEmpty() || dead * 100 < Integer.parseInt(arguments[1]) * all.size()) {
      System.out.println("that is less than " + arguments[1] + " of 100");
      System.exit(1);
    }
  }
}
