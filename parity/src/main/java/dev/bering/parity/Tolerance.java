package dev.bering.parity;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How far apart two numbers may be and still count as equal: {@code |a-b| <= absolute} or {@code
 * |a-b| <= relative * max(|a|, |b|)}, or at most {@code ulps} steps from one float or double to the
 * next. It holds between finite numbers only; null, NaN and the infinities must be the same on both
 * sides. Both zeros are one step.
 *
 * @param absolute in the unit of the column, at least 0
 * @param relative a share, at least 0: 0.01 is one percent
 * @param ulps steps between neighbouring numbers of the column's type, at least 0
 */
public record Tolerance(BigDecimal absolute, BigDecimal relative, long ulps) {

  /** Nothing is tolerated. */
  public static final Tolerance NONE = new Tolerance(BigDecimal.ZERO, BigDecimal.ZERO);

  public Tolerance {
    Objects.requireNonNull(absolute, "absolute is null");
    Objects.requireNonNull(relative, "relative is null");
    if (absolute.signum() < 0 || relative.signum() < 0) {
      throw new IllegalStateException(
          "negative tolerance: absolute %s, relative %s".formatted(absolute, relative));
    }
    if (ulps < 0) {
      throw new IllegalStateException("negative tolerance: ulps " + ulps);
    }
  }

  /** Without steps. */
  public Tolerance(BigDecimal absolute, BigDecimal relative) {
    this(absolute, relative, 0);
  }

  /** At most this far apart. */
  public static Tolerance absolute(String amount) {
    return new Tolerance(new BigDecimal(amount), BigDecimal.ZERO);
  }

  /** At most this share of the larger one apart. */
  public static Tolerance relative(String share) {
    return new Tolerance(BigDecimal.ZERO, new BigDecimal(share));
  }

  /** At most this many steps apart. */
  public static Tolerance ulps(long steps) {
    return new Tolerance(BigDecimal.ZERO, BigDecimal.ZERO, steps);
  }

  boolean isNone() {
    return absolute.signum() == 0 && relative.signum() == 0 && ulps == 0;
  }

  /** {@code within 0.01}, {@code within 1 %}, {@code within 4 ulps}, or several with "or". */
  String text() {
    List<String> limits = new ArrayList<>();
    if (absolute.signum() > 0) {
      limits.add(absolute.stripTrailingZeros().toPlainString());
    }
    if (relative.signum() > 0) {
      limits.add(relative.movePointRight(2).stripTrailingZeros().toPlainString() + " %");
    }
    if (ulps > 0) {
      limits.add(ulps == 1 ? "1 ulp" : ulps + " ulps");
    }
    return "within " + String.join(" or ", limits);
  }
}
