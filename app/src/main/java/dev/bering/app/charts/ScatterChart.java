package dev.bering.app.charts;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Choices by two measures, each a dot with its name; the best of them joined by a line.
 *
 * @param title what is shown, for those who cannot see it
 * @param best the choices that the line joins, in its order
 */
public record ScatterChart(String title, Grid grid, List<Dot> dots, List<Dot> best) {

  private static final int NEAR_RIGHT = Canvas.WIDTH - 240;

  /** A choice; {@code tone} is {@code good}, {@code bad}, {@code open} or empty. */
  public record Dot(String name, double x, double y, String tone) {}

  public ScatterChart {
    dots = List.copyOf(dots);
    best = List.copyOf(best);
  }

  /** The line through the best as a path of SVG. */
  public String path() {
    return best.stream()
        .map(dot -> grid.x(dot.x()) + " " + grid.y(dot.y()))
        .collect(Collectors.joining("L", best.isEmpty() ? "" : "M", ""));
  }

  /** On which side of its dot a name is written, so that it stays within the picture. */
  public String anchor(Dot dot) {
    return isNearRight(dot) ? "end" : "start";
  }

  /** Where a dot's name begins or ends. */
  public String nameX(Dot dot) {
    return Canvas.text(Canvas.x(grid.x(), dot.x()) + (isNearRight(dot) ? -10 : 10));
  }

  /** How high a dot's name stands: beside its dot, unless an earlier name is there. */
  public String nameY(Dot dot) {
    double y = Canvas.y(grid.y(), dot.y()) - 8;
    int at = dots.indexOf(dot);
    long near =
        dots.subList(0, at).stream()
            .filter(
                other ->
                    Math.abs(Canvas.y(grid.y(), other.y()) - Canvas.y(grid.y(), dot.y())) < 14
                        && Math.abs(Canvas.x(grid.x(), other.x()) - Canvas.x(grid.x(), dot.x()))
                            < 200)
            .count();
    return Canvas.text(Math.max(Canvas.TOP + 8, y + 26 * (near % 2) - 15 * (near / 2)));
  }

  private boolean isNearRight(Dot dot) {
    return Canvas.x(grid.x(), dot.x()) > NEAR_RIGHT;
  }
}
