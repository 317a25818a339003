package dev.bering.app.charts;

import java.util.List;
import java.util.Locale;

/**
 * Values as bars, one below another; on a page and on a terminal.
 *
 * @param heads what stands above the names, the values and the notes; empty ones are left out
 * @param bars in their order
 */
public record BarChart(Heads heads, List<Bar> bars) {

  private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  /** What stands above the columns. */
  public record Heads(String name, String value, String note) {}

  /**
   * A bar.
   *
   * @param text its value as it is written
   * @param note what is said beside it, such as the share with all above it; may be empty
   * @param tone {@code good}, {@code bad}, {@code open}, {@code held}, {@code aside} or empty
   */
  public record Bar(String name, double value, String text, String note, String tone) {}

  public BarChart {
    bars = List.copyOf(bars);
  }

  /** How long a bar is, in percent of the longest; one below zero is none. */
  public String width(Bar bar) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share(bar));
  }

  /** A bar of block characters, as exact as an eighth of one. */
  public String blocks(Bar bar, int columns) {
    long eighths = Math.round(share(bar) * columns * 8);
    return "█".repeat((int) (eighths / 8)) + EIGHTHS[(int) (eighths % 8)];
  }

  private double share(Bar bar) {
    double longest = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    return longest <= 0 ? 0 : Math.max(0, bar.value() / longest);
  }
}
