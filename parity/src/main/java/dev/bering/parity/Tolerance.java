package dev.bering.parity;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * How far apart two numbers may be and still count as equal: {@code |a-b| <= absolute} or {@code
 * |a-b| <= relative * max(|a|, |b|)}. It holds between finite numbers only; null, NaN and the
 * infinities must be the same on both sides.
 *
 * @param absolute in the unit of the column, at least 0
 * @param relative a share, at least 0: 0.01 is one percent
 */
public record Tolerance(BigDecimal absolute, BigDecimal relative) {

  /** Nothing is tolerated. */
  public static final Tolerance NONE = new Tolerance(BigDecimal.ZERO, BigDecimal.ZERO);

  public Tolerance {
    Objects.requireNonNull(absolute, "absolute is null");
    Objects.requireNonNull(relative, "relative is null");
    if (absolute.signum() < 0 || relative.signum() < 0) {
      throw new IllegalStateException(
          "negative tolerance: absolute %s, relative %s".formatted(absolute, relative));
    }
  }

  /** At most this far apart. */
  public static Tolerance absolute(String amount) {
    return new Tolerance(new BigDecimal(amount), BigDecimal.ZERO);
  }

  /** At most this share of the larger one apart. */
  public static Tolerance relative(String share) {
    return new Tolerance(BigDecimal.ZERO, new BigDecimal(share));
  }

  boolean isNone() {
    return absolute.signum() == 0 && relative.signum() == 0;
  }

  /** {@code ±0.01}, {@code ±1%} or both. */
  String text() {
    String share = relative.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    String amount = absolute.stripTrailingZeros().toPlainString();
    if (relative.signum() == 0) {
      return "within " + amount;
    }
    return absolute.signum() == 0 ? "within " + share : "within %s or %s".formatted(amount, share);
  }
}
