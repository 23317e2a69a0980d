package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A table of a page: cases as rows; each column changes a case and says something of it. */
final class Table {

  private record Column(
      String head, Consumer<Scenario> change, Function<Experiment, String> says) {}

  private final String first;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Consumer<Scenario>> rows = new LinkedHashMap<>();

  /** The first column is for words, or the first few, where it has bars. */
  Table(String first) {
    this.first = first;
  }

  Table column(String head, Consumer<Scenario> change, Function<Experiment, String> says) {
    columns.add(new Column(head, change, says));
    return this;
  }

  Table row(String label, Consumer<Scenario> change) {
    rows.put(label, change);
    return this;
  }

  /** The whole table in Markdown. */
  String text() {
    String heads = line(first, columns.stream().map(Column::head).toList());
    String rule = "|" + first.replaceAll("[^|]+", " --- ") + "|" + " ---: |".repeat(columns.size());
    return rows.keySet().stream()
        .map(this::text)
        .collect(Collectors.joining("", heads + rule + "\n", ""));
  }

  /** One row in Markdown. */
  String text(String label) {
    Function<Column, String> cell =
        column ->
            column.says.apply(Experiment.of(Scenario.with(rows.get(label).andThen(column.change))));
    return line(label, columns.stream().map(cell).toList());
  }

  private static String line(String label, List<String> cells) {
    return "| " + label + " | " + String.join(" | ", cells) + " |\n";
  }
}
