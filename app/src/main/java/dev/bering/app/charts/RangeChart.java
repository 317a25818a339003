package dev.bering.app.charts;

import java.util.List;

/**
 * Values with the range in which each surely is, one below another, on one axis.
 *
 * @param title what is shown, for those who cannot see it
 * @param marks values that ranges are held against
 */
public record RangeChart(String title, Axis axis, List<Range> ranges, List<LineChart.Mark> marks) {

  private static final int ROW = 46;

  /**
   * A value and its range.
   *
   * @param text both as they are written
   * @param tone {@code good}, {@code bad}, {@code open} or empty
   */
  public record Range(
      String name, double low, double middle, double high, String text, String tone) {}

  public RangeChart {
    ranges = List.copyOf(ranges);
    marks = List.copyOf(marks);
  }

  /** The picture's size. */
  public String box() {
    return "0 0 %d %d".formatted(Canvas.WIDTH, height());
  }

  private int height() {
    return Canvas.TOP + ROW * ranges.size() + Canvas.BOTTOM;
  }

  /** Where a value lies. */
  public String x(double value) {
    return Canvas.text(Canvas.x(axis, value));
  }

  /** How wide a range is; one without width can still be seen. */
  public String width(Range range) {
    return Canvas.text(Math.max(2, Canvas.x(axis, range.high()) - Canvas.x(axis, range.low())));
  }

  /** How far down a range lies, and its text above it. */
  public String y(Range range) {
    return String.valueOf(Canvas.TOP + ROW * ranges.indexOf(range) + 32);
  }

  public String left() {
    return String.valueOf(Canvas.LEFT);
  }

  public String right() {
    return String.valueOf(Canvas.WIDTH - Canvas.RIGHT);
  }

  public String top() {
    return String.valueOf(Canvas.TOP);
  }

  public String bottom() {
    return String.valueOf(height() - Canvas.BOTTOM);
  }

  /** Where the numbers of the axis are written. */
  public String below() {
    return String.valueOf(height() - Canvas.BOTTOM + 18);
  }

  /** Where the label of the axis is written. */
  public String floor() {
    return String.valueOf(height() - 6);
  }
}
