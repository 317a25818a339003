package dev.bering.app.charts;

import java.time.Instant;

/**
 * What a chart is drawn on: both axes, as coordinates of SVG.
 *
 * @param x from left to right
 * @param y from below upwards
 */
public record Grid(Axis x, Axis y) {

  /** The picture's size. */
  public String box() {
    return "0 0 %d %d".formatted(Canvas.WIDTH, Canvas.HEIGHT);
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
    return String.valueOf(Canvas.HEIGHT - Canvas.BOTTOM);
  }

  /** Where the numbers of the axis below are written. */
  public String below() {
    return String.valueOf(Canvas.HEIGHT - Canvas.BOTTOM + 18);
  }

  /** Where the label of the axis below is written. */
  public String floor() {
    return String.valueOf(Canvas.HEIGHT - 6);
  }

  /** Where the numbers of the axis at the left end. */
  public String beside() {
    return String.valueOf(Canvas.LEFT - 8);
  }

  /** Where a value of {@code x} lies. */
  public String x(double value) {
    return Canvas.text(Canvas.x(x, value));
  }

  /** Where a value of {@code y} lies. */
  public String y(double value) {
    return Canvas.text(Canvas.y(y, value));
  }

  /** Where a time lies, if {@code x} is an axis of time. */
  public String x(Instant at) {
    return x((double) at.getEpochSecond());
  }

  /** How wide a time is, likewise. */
  public String width(Instant from, Instant to) {
    return Canvas.text(
        Math.max(
            1,
            Canvas.x(x, (double) to.getEpochSecond())
                - Canvas.x(x, (double) from.getEpochSecond())));
  }

  /** How high the area is. */
  public String height() {
    return String.valueOf(Canvas.HEIGHT - Canvas.TOP - Canvas.BOTTOM);
  }
}
