package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import com.amazonaws.services.lambda.kinesis.prewarming.bench.Charts;
import com.amazonaws.services.lambda.kinesis.prewarming.bench.Charts.Look;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
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

  private static final List<Look> LOOKS =
      List.of(
          new Look(0x0072b2, SeriesMarkers.CIRCLE, 2.5f),
          new Look(0x8250a0, SeriesMarkers.SQUARE, 2.5f),
          new Look(0xd55e00, SeriesMarkers.DIAMOND, 2.5f),
          new Look(0x009e73, SeriesMarkers.TRIANGLE_UP, 2.5f));

  private final XYChart chart;
  private final double[] xs;
  private final ToDoubleFunction<Experiment> y;
  private int lines;

  private Plots(String x, double[] xs, String y, ToDoubleFunction<Experiment> value) {
    chart = Charts.empty(400, "A record in each of 16 shards after quiet", x, y);
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
    Charts.addLine(chart, label, xs, ys, LOOKS.get(lines++));
    return this;
  }

  private void save(String name) {
    Charts.save(chart, name);
  }
}
