package dev.bering.parity;

/**
 * When differences are noise: counts in, verdict out.
 *
 * <p>Where legacy runs agree, nothing is noise. Where they differ, a rate of differences is noise
 * if it is not above the rate at which they differ, or above it by no more than chance explains: up
 * to the one-sided 95 % Wilson bound of their rate. If that bound is more than twice the rate, too
 * little noise was seen to lend it so much, and what lies between is undecided.
 *
 * <p>A rate says nothing of size: two runs that differ by 1e-12 in every row excuse no run that
 * differs by 50 in every row. So numbers may not be more than twice as far apart as they were, and
 * where there is no size to look at, a rate above one half excuses nothing.
 *
 * <p>Noise is measured on pairs of rows. A run that has no partner for most rows measures none.
 */
final class NoiseRule {

  /** Of the bound. */
  static final double CONFIDENCE = 0.95;

  private static final double LENIENCE = 2;

  private NoiseRule() {}

  /**
   * The rung that differences stand on.
   *
   * @param seen differences that ask to be noise, of how many
   * @param noise differences between runs that should be the same, of how many
   * @return EXACT if there are no differences, else WITHIN_LEGACY_NOISE, UNDECIDED or MISMATCH
   */
  static Rung judge(Proportion seen, Proportion noise) {
    if (seen.part() == 0) {
      return Rung.EXACT;
    }
    if (seen.value() > bound(noise)) {
      return Rung.MISMATCH;
    }
    boolean isSafe = seen.value() <= noise.value() || bound(noise) <= LENIENCE * noise.value();
    return isSafe ? Rung.WITHIN_LEGACY_NOISE : Rung.UNDECIDED;
  }

  /** The largest rate that is still noise; 0 where runs agree, however few their rows. */
  static double bound(Proportion noise) {
    return noise.part() == 0 ? 0 : noise.upper(Proportion.ONE_SIDED_95);
  }

  /** Whether so much differs that it would excuse anything that has no size. */
  static boolean isMostOf(Proportion noise) {
    return 2 * noise.part() > noise.whole();
  }

  /** Whether enough rows of the left have a partner for a run to measure noise. */
  static boolean isMeasuredBy(RowCounts run) {
    return run.paired() > 0 && 2 * run.paired() >= run.left();
  }

  /** Whether deviations are of the size of those that are noise; an infinite one excuses none. */
  static boolean isOfSize(double deviation, double noise) {
    return deviation == 0 || (Double.isFinite(noise) && deviation <= LENIENCE * noise);
  }
}
