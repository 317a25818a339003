package dev.bering.parity;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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

  /** As many steps as a float has bits; more would be no tolerance of rounding any more. */
  private static final long MAX_ULPS = 1L << 32;

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

  /** A limit that would call everything equal, and what to write in its place. */
  public record Excess(String fact, String hint) {}

  /** What is too much of it; empty if nothing is. */
  public Optional<Excess> excess() {
    if (relative.compareTo(BigDecimal.ONE) >= 0) {
      return Optional.of(
          new Excess(
              "a relative tolerance of 1 or more calls any two numbers of one sign equal",
              "write a share: 5 % is rel:0.05, or relative: 0.05 in a document"));
    }
    if (Double.isInfinite(absolute.doubleValue())) {
      return Optional.of(
          new Excess(
              "the absolute tolerance is larger than any number", "write a number such as 0.01"));
    }
    if (ulps > MAX_ULPS) {
      return Optional.of(
          new Excess(
              "%d ulps are more than %d".formatted(ulps, MAX_ULPS),
              "declare a relative tolerance, such as 1e-9"));
    }
    return Optional.empty();
  }

  boolean isNone() {
    return absolute.signum() == 0 && relative.signum() == 0 && ulps == 0;
  }

  /** {@code within 0.01}, {@code within 1 %}, {@code within 4 ulps}, or several with "or". */
  public String text() {
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
