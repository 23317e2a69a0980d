package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.bench.Charts.Look;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the two plots, each on a white panel of its own, so that they read on any page. */
final class Plots {

  // The floor first and broad, as the function's line may lie on it.
  private static final List<Contender> IN_DRAWING_ORDER =
      List.of(Contender.BARE, Contender.ONE_BY_ONE, Contender.FUNCTION);

  private static final Map<Contender, Look> LOOKS =
      Map.of(
          Contender.ONE_BY_ONE,
          new Look(0xd55e00, SeriesMarkers.SQUARE, 2.5f),
          Contender.FUNCTION,
          new Look(0x0072b2, SeriesMarkers.CIRCLE, 2.5f),
          Contender.BARE,
          new Look(0xa9b1ba, SeriesMarkers.NONE, 8f));

  private Plots() {}

  /** Writes both into the pictures' folder. */
  static void draw(List<Result> results) {
    Charts.save(
        chart("Time of a warm run", "time (ms)", results, r -> r.millis().median()),
        "time-against-shards");
    Charts.save(
        chart(
            "From the first canary's arrival to the last",
            "spread (ms; 1 ms is the clock's resolution)",
            results,
            Result::spreadOrLeast),
        "spread-against-shards");
  }

  private static XYChart chart(
      String title, String unit, List<Result> results, ToDoubleFunction<Result> value) {
    XYChart chart = Charts.empty(460, title, "open shards", unit);
    XYStyler styler = chart.getStyler();
    styler.setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    styler.setYAxisMin(1.0).setXAxisMin(1.0).setXAxisMax(10_000.0);
    styler.setDecimalPattern("#,###");
    styler.setMarkerSize(9);
    for (Contender contender : IN_DRAWING_ORDER) {
      List<Result> own = results.stream().filter(r -> r.contender() == contender).toList();
      double[] shards = own.stream().mapToDouble(Result::openShards).toArray();
      double[] values = own.stream().mapToDouble(value).toArray();
      Charts.addLine(chart, contender.label(), shards, values, LOOKS.get(contender));
    }
    return chart;
  }
}
