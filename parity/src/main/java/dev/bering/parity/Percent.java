package dev.bering.parity;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Shares for sentences. */
public final class Percent {

  private static final int MAX_DIGITS = 15;

  private Percent() {}

  /** {@code 66.66 %}; never rounded up: 99.999 % is not 100 %. */
  public static String of(double share) {
    return digits(share, 2);
  }

  /** {@code 99.996 %, below 99.997 %}: with as many digits as it takes to tell them apart. */
  static String below(double found, double wanted) {
    int digits = 2;
    while (digits < MAX_DIGITS && digits(found, digits).equals(digits(wanted, digits))) {
      digits++;
    }
    return "%s, below %s".formatted(digits(found, digits), digits(wanted, digits));
  }

  private static String digits(double share, int digits) {
    // Through its shortest text, so that 0.29 is 29 % and not 28.999999999999996 %.
    return new BigDecimal(Double.toString(share))
            .movePointRight(2)
            .setScale(digits, RoundingMode.DOWN)
            .toPlainString()
        + " %";
  }
}
