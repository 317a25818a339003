package dev.bering.app;

import dev.bering.parity.Tolerance;
import java.math.BigDecimal;

/** Tolerances as people write them: {@code abs:0.01}, {@code rel:1e-9}, or both with a comma. */
final class ToleranceText {

  private ToleranceText() {}

  /** Reads {@code text}; {@link Tolerance#NONE} if it is not one. */
  static Tolerance read(String text) {
    BigDecimal absolute = BigDecimal.ZERO;
    BigDecimal relative = BigDecimal.ZERO;
    for (String part : text.split(",", -1)) {
      boolean isAbsolute = part.startsWith("abs:");
      if (!isAbsolute && !part.startsWith("rel:")) {
        return Tolerance.NONE;
      }
      BigDecimal value = number(part.substring("abs:".length()));
      if (value.signum() <= 0) {
        return Tolerance.NONE;
      }
      if (isAbsolute) {
        absolute = value;
      } else {
        relative = value;
      }
    }
    return new Tolerance(absolute, relative);
  }

  private static BigDecimal number(String text) {
    try {
      // An exponent of millions is no tolerance but an attack on whoever prints it.
      BigDecimal value = new BigDecimal(text.strip());
      return Math.abs((long) value.scale()) > 400 ? BigDecimal.ZERO : value;
    } catch (NumberFormatException e) {
      return BigDecimal.ZERO;
    }
  }
}
