package dev.bering.app.charts;

import java.util.List;
import java.util.OptionalDouble;

/** Values in a line of text, a character each. */
public final class Sparkline {

  private static final String LEVELS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /** From zero, or the least value if it is less, to the most; a space where no value is. */
  public static String of(List<OptionalDouble> values) {
    double low =
        Math.min(0, values.stream().flatMapToDouble(OptionalDouble::stream).min().orElse(0));
    double high = values.stream().flatMapToDouble(OptionalDouble::stream).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (OptionalDouble value : values) {
      if (value.isEmpty()) {
        line.append(' ');
        continue;
      }
      double share = high > low ? (value.getAsDouble() - low) / (high - low) : 0;
      line.append(LEVELS.charAt((int) Math.round(share * (LEVELS.length() - 1))));
    }
    return line.toString();
  }
}
