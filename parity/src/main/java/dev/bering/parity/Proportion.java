package dev.bering.parity;

/**
 * A share that was counted, and what it says of the share behind it. The bounds are Wilson's score
 * bounds: they hold near 0 and 1 and for few trials, where the plain normal ones do not.
 *
 * <p>Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
 * 1927.
 *
 * @param part how many of {@code whole}
 * @param whole how many in all; a share of nothing is 0, and could be anything
 */
record Proportion(long part, long whole) {

  /** Standard deviations that leave 2.5 % on either side. */
  static final double TWO_SIDED_95 = 1.959964;

  /** Standard deviations that leave 1.25 % on either side. */
  static final double TWO_SIDED_97_5 = 2.241403;

  /** Standard deviations that leave 5 % on one side. */
  static final double ONE_SIDED_95 = 1.644854;

  Proportion {
    if (part < 0 || part > whole) {
      throw new IllegalStateException("not a share: %d of %d".formatted(part, whole));
    }
  }

  double value() {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** The smallest share that {@code deviations} allow. */
  double lower(double deviations) {
    return part == 0 ? 0 : centre(deviations) - reach(deviations);
  }

  /** The largest share that {@code deviations} allow. */
  double upper(double deviations) {
    return part == whole ? 1 : centre(deviations) + reach(deviations);
  }

  private double centre(double deviations) {
    double square = deviations * deviations;
    return (part + square / 2) / (whole + square);
  }

  private double reach(double deviations) {
    double square = deviations * deviations;
    double spread = value() * (1 - value()) * whole + square / 4;
    return deviations * Math.sqrt(spread) / (whole + square);
  }
}
