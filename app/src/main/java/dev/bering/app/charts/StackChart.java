package dev.bering.app.charts;

import java.util.List;
import java.util.Locale;

/**
 * A whole that consists of parts, as one bar; what is not more than zero is named and has no room.
 *
 * @param title what is shown, for those who cannot see it
 * @param parts in their order
 * @param longest what a bar of the full width is; so that several bars have one scale
 */
public record StackChart(String title, List<Part> parts, double longest) {

  /**
   * A part.
   *
   * @param text its value as it is written
   */
  public record Part(String name, double value, String text) {}

  public StackChart {
    parts = List.copyOf(parts);
  }

  /** What parts that have room come to. */
  public static double sum(List<Part> parts) {
    return parts.stream().mapToDouble(part -> Math.max(0, part.value())).sum();
  }

  /** How wide a part is, in percent of the longest bar. */
  public String width(Part part) {
    double share = longest > 0 ? Math.max(0, part.value()) / longest : 0;
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }
}
