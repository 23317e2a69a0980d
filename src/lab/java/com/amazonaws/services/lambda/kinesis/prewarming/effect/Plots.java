package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import com.amazonaws.services.lambda.kinesis.prewarming.bench.Charts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of docs/effect.md: why every 4 minutes, and how long to hold. */
final class Plots {

  private static final int ROUNDS = 4;
  private static final double[] MINUTES = {
    1, 2, 3, 4, 4.5, 5, 5.25, 5.5, 5.75, 6, 6.5, 7, 7.5, 8, 9, 10
  };
  private static final double[] HOLDS = {
    0, .04, .08, .12, .16, .2, .25, .3, .4, .5, .6, .7, .8, .9, 1, 1.1, 1.2
  };

  // Told apart by shape as well, for readers who see colours otherwise.
  private static final Color[] COLORS = {
    new Color(0x0072b2), new Color(0x8250a0), new Color(0xd55e00), new Color(0x009e73)
  };
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP
  };

  private final XYChart chart;
  private final double[] xs;
  private final ToDoubleFunction<Experiment> y;
  private int lines;

  private Plots(String x, double[] xs, String y, ToDoubleFunction<Experiment> value) {
    chart = new XYChartBuilder().width(760).height(400).xAxisTitle(x).yAxisTitle(y).build();
    Charts.style(chart.getStyler());
    chart.setTitle("A record in each of 16 shards after quiet");
    chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.0).setMarkerSize(8);
    this.xs = xs;
    this.y = value;
  }

  static void draw() {
    new Plots("minutes from run to run", MINUTES, "cold records (%)", e -> 100 * e.cold().value())
        .line("standard, held 1 s", x -> EffectPage.STANDARD.but(s -> s.interval = 60 * x))
        .line("fan-out, held 0.2 s", x -> EffectPage.FAN_OUT.but(s -> s.interval = 60 * x))
        .save("effect-interval");
    new Plots("hold (s)", HOLDS, "99th percentile of the wait (s)", e -> e.percentile(99).value())
        .line("standard, work 0.2 s", x -> held(Mapping.STANDARD, 0.2, x))
        .line("0.8 s", x -> held(Mapping.STANDARD, 0.8, x))
        .line("fan-out, 0.05 s", x -> held(Mapping.FAN_OUT, 0.05, x))
        .line("0.2 s", x -> held(Mapping.FAN_OUT, 0.2, x))
        .save("effect-hold");
  }

  private static Scenario held(Mapping mapping, double work, double hold) {
    Scenario notHeld = new Scenario().but(s -> s.mapping = mapping, EffectPage.work(work));
    return notHeld.but(s -> s.hold = Math.max(hold, s.hold));
  }

  private Plots line(String label, DoubleFunction<Scenario> scenario) {
    double[] ys =
        Arrays.stream(xs)
            .map(x -> y.applyAsDouble(Experiment.of(scenario.apply(x), ROUNDS)))
            .toArray();
    XYSeries series = chart.addSeries(label, xs, ys);
    series.setMarkerColor(COLORS[lines]).setLineColor(COLORS[lines]);
    series.setMarker(MARKERS[lines++]).setLineStyle(new BasicStroke(2.5f));
    return this;
  }

  private void save(String name) {
    Charts.save(chart, name);
  }
}
