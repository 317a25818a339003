package dev.bering.app;

import dev.bering.parity.Tolerance;
import java.math.BigDecimal;

/**
 * Tolerances as people write them: {@code abs:0.01}, {@code rel:1e-9}, {@code ulp:4}, or several
 * with commas.
 */
final class ToleranceText {

  private ToleranceText() {}

  /** Reads {@code text}; {@link Tolerance#NONE} if it is not one. */
  static Tolerance read(String text) {
    BigDecimal absolute = BigDecimal.ZERO;
    BigDecimal relative = BigDecimal.ZERO;
    long ulps = 0;
    for (String part : text.split(",", -1)) {
      boolean isAbsolute = part.startsWith("abs:");
      boolean isUlps = part.matches("ulp:[1-9]\\d{0,17}");
      if (!isAbsolute && !isUlps && !part.startsWith("rel:")) {
        return Tolerance.NONE;
      }
      BigDecimal value = number(part.substring("abs:".length()));
      if (value.signum() <= 0) {
        return Tolerance.NONE;
      }
      if (isUlps) {
        ulps = value.longValueExact();
      } else if (isAbsolute) {
        absolute = value;
      } else {
        relative = value;
      }
    }
    return new Tolerance(absolute, relative, ulps);
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
