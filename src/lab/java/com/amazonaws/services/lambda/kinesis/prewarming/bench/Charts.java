package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;

/** How the plots of the pages look, on a white ground in light and dark, and where they lie. */
public final class Charts {

  private static final Path FOLDER = Path.of("docs", "images");
  private static final Color INK = new Color(0x24292f);
  private static final int DPI = 192;

  private Charts() {}

  /** A line's colour, and the shape for readers who see colours otherwise. */
  public record Look(int color, Marker marker, float width) {}

  /** A plot without lines. */
  public static XYChart empty(int height, String title, String x, String y) {
    XYChart chart = new XYChart(760, height);
    chart.setTitle(title);
    chart.setXAxisTitle(x);
    chart.setYAxisTitle(y);
    style(chart.getStyler());
    return chart;
  }

  private static void style(XYStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setPlotGridLinesColor(new Color(0xd8dee4)).setPlotBorderVisible(false);
    styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    styler.setAxisTitleFont(font).setLegendFont(font);
    styler.setAxisTickLabelsFont(font.deriveFont(13f));
    styler.setChartTitleFont(font.deriveFont(Font.BOLD, 16f));
  }

  public static void addLine(XYChart chart, String label, double[] xs, double[] ys, Look look) {
    XYSeries line = chart.addSeries(label, xs, ys);
    Color color = new Color(look.color);
    line.setMarkerColor(color).setMarker(look.marker).setLineColor(color);
    line.setLineStyle(new BasicStroke(look.width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }

  /** Writes a plot into the pictures' folder. */
  public static void save(XYChart chart, String name) {
    try {
      String file = FOLDER.resolve(name).toString();
      BitmapEncoder.saveBitmapWithDPI(chart, file, BitmapFormat.PNG, DPI);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
