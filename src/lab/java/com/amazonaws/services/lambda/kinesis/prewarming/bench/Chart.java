package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A plot of a page: without a ground, in colours that read on a light one and on a dark one. */
public final class Chart {

  /** Of a line: its colour, a shape for readers who see colours otherwise, and its breadth. */
  public enum Look {
    BLUE(0x2f81d7, SeriesMarkers.CIRCLE, 2.5f),
    PURPLE(0x9a6cc0, SeriesMarkers.SQUARE, 2.5f),
    ORANGE(0xd55e00, SeriesMarkers.DIAMOND, 2.5f),
    /** For a line that another may lie on. */
    BROAD(0x9aa4af, SeriesMarkers.NONE, 8f);

    private final Color color;
    private final Marker marker;
    private final BasicStroke stroke;

    Look(int color, Marker marker, float width) {
      this.color = new Color(color);
      this.marker = marker;
      stroke = new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }
  }

  private static final Path FOLDER = Path.of("docs", "images");
  private static final Color NONE = new Color(0, true);
  private static final Color INK = new Color(0x727a83);
  private static final int PIXELS = 2;

  private final XYChart chart = new XYChart(760, 420);

  public Chart(String title, String x, String y) {
    chart.setTitle(title);
    chart.setXAxisTitle(x);
    chart.setYAxisTitle(y);
    XYStyler styler = style();
    styler.setChartBackgroundColor(NONE).setPlotBackgroundColor(NONE).setChartFontColor(INK);
    styler.setLegendBackgroundColor(NONE).setLegendBorderColor(NONE);
    styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
    styler.setAxisTickLabelsColor(INK);
    styler.setPlotGridLinesColor(new Color(0x40808080, true)).setPlotBorderVisible(false);
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    styler.setAxisTickLabelsFont(font).setAxisTitleFont(font).setLegendFont(font);
    styler.setChartTitleFont(font.deriveFont(Font.BOLD, 16f));
    styler.setMarkerSize(8);
  }

  /** For what this plot alone has. */
  public XYStyler style() {
    return chart.getStyler();
  }

  /** Draws a line over those before. */
  public Chart line(Look look, String label, double[] xs, DoubleUnaryOperator y) {
    XYSeries line = chart.addSeries(label, xs, Arrays.stream(xs).map(y).toArray());
    line.setMarkerColor(look.color).setMarker(look.marker).setLineColor(look.color);
    line.setLineStyle(look.stroke);
    return this;
  }

  /** Writes it into the pictures' folder. */
  public void save(String name) {
    BufferedImage image =
        new BufferedImage(
            PIXELS * chart.getWidth(), PIXELS * chart.getHeight(), BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PIXELS, PIXELS);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    try {
      ImageIO.write(image, "png", FOLDER.resolve(name + ".png").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
