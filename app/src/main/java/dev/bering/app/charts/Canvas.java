package dev.bering.app.charts;

import java.util.Locale;

/** The area of a chart within its picture, and where things lie on it. */
final class Canvas {

  static final int WIDTH = 1000;
  static final int HEIGHT = 320;
  static final int LEFT = 84;
  static final int RIGHT = 24;
  static final int TOP = 14;
  static final int BOTTOM = 44;

  private Canvas() {}

  static double x(Axis axis, double value) {
    return LEFT + axis.place(value) * (WIDTH - LEFT - RIGHT);
  }

  static double y(Axis axis, double value) {
    return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - TOP - BOTTOM);
  }

  /** A coordinate as SVG writes it. */
  static String text(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }
}
