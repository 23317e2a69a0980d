package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import com.amazonaws.services.lambda.kinesis.prewarming.bench.Charts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A plot of shares of cold records, each as a range: the worst as a full line, the best as a broken
 * one. It has a white panel of its own, so that it reads on any page.
 */
final class Chart {

  private static final String LINES = "   (full line: worst case, broken line: best)";

  // Told apart by shape as well, for readers who see colours otherwise.
  private static final List<Color> COLORS =
      List.of(new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73), new Color(0x8250a0));
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP);
  private static final BasicStroke FULL =
      new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke BROKEN =
      new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0);

  private final XYChart chart;
  private int bands;

  Chart(String title, String xTitle) {
    chart =
        new XYChartBuilder()
            .width(760)
            .height(420)
            .title(title)
            .xAxisTitle(xTitle + LINES)
            .yAxisTitle("records that meet a cold start (%)")
            .build();
    style(chart.getStyler());
  }

  /** The x axis by powers of ten. */
  Chart logarithmic() {
    chart.getStyler().setXAxisLogarithmic(true).setXAxisMin(1.0);
    return this;
  }

  /** Adds a range for each x; four bands at most. */
  Chart band(String label, Map<Double, Range> shares) {
    line(label, shares, Range::most, FULL).setMarker(MARKERS.get(bands));
    line(label + ", best", shares, Range::least, BROKEN)
        .setMarker(SeriesMarkers.NONE)
        .setShowInLegend(false);
    bands++;
    return this;
  }

  private XYSeries line(
      String name, Map<Double, Range> shares, ToDoubleFunction<Range> edge, BasicStroke stroke) {
    List<Double> percents =
        shares.values().stream().map(share -> 100 * edge.applyAsDouble(share)).toList();
    XYSeries series = chart.addSeries(name, List.copyOf(shares.keySet()), percents);
    Color color = COLORS.get(bands);
    series.setMarkerColor(color).setLineColor(color);
    series.setLineStyle(stroke);
    return series;
  }

  private static void style(XYStyler styler) {
    styler.setYAxisMin(0.0).setYAxisMax(100.0).setXAxisMin(0.0);
    styler.setDecimalPattern("#,###.##");
    styler.setMarkerSize(8);
    Charts.style(styler);
  }

  /** Writes the plot into the pictures' folder. */
  void save(String name) {
    Charts.save(chart, name);
  }
}
