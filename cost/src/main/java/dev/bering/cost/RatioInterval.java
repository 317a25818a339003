package dev.bering.cost;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The median of paired ratios, and where it is with 95 % confidence.
 *
 * <p>The interval is the wider one, at each end, of two: the percentile bootstrap of the median
 * (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13), of {@link #RESAMPLES}
 * resamples with a fixed seed, so that the same ratios give the same interval; and the interval
 * between two order statistics whose coverage is at least 95 % whatever the ratios are distributed
 * like (David and Nagaraja, Order Statistics, 2003, section 7.1), as the bootstrap of a median is
 * too narrow for few values. It takes six values for the second: of five it is from the least to
 * the most, which holds the median with 93.75 %, and less for fewer.
 *
 * @param count of pairs
 */
public record RatioInterval(int count, double median, double lower, double upper) {

  /** How often pairs are drawn anew. */
  static final int RESAMPLES = 10_000;

  private static final long SEED = 20_260_301;
  private static final double OUTSIDE = 0.05;

  /**
   * Of some ratios.
   *
   * @param ratios at least one, all finite
   */
  static RatioInterval of(List<Double> ratios) {
    double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      throw new IllegalStateException("an interval of no ratios");
    }
    double[] medians = new double[RESAMPLES];
    SplittableRandom random = new SplittableRandom(SEED);
    double[] drawn = new double[n];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < n; j++) {
        drawn[j] = sorted[random.nextInt(n)];
      }
      Arrays.sort(drawn);
      medians[i] = median(drawn);
    }
    Arrays.sort(medians);
    int rank = rank(n);
    return new RatioInterval(
        n,
        median(sorted),
        Math.min(medians[(int) (RESAMPLES * OUTSIDE / 2)], sorted[rank]),
        Math.max(medians[(int) (RESAMPLES * (1 - OUTSIDE / 2)) - 1], sorted[n - 1 - rank]));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** How many values at each end may be left out; none if that would be too many already. */
  private static int rank(int n) {
    double term = Math.pow(0.5, n);
    double below = 0;
    int rank = 0;
    for (int i = 0; i < n / 2; i++) {
      below += term;
      if (2 * below > OUTSIDE) {
        break;
      }
      rank = i;
      term = term * (n - i) / (i + 1);
    }
    return rank;
  }
}
