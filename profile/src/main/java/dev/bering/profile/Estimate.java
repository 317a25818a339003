package dev.bering.profile;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * How long something takes, by what it took before.
 *
 * <p>If at least three past runs read different numbers of bytes, a line is laid through them by
 * least squares, and the estimate is its value at the bytes to come; a line that falls is not
 * believed. Otherwise it is the median. The high estimate lies above the typical one by the 95th
 * percentile of what past runs took more than that; with fewer than 20 runs that is the largest
 * excess.
 *
 * @param typical half of the runs take longer
 * @param high one run in twenty takes longer, as far as so many runs can tell
 * @param runs how many runs it is made from
 */
public record Estimate(Duration typical, Duration high, int runs) {
  private static final int LEAST_FOR_LINE = 3;
  private static final double HIGH = 0.95;

  /** What one past run took, and how much it read. */
  record Sample(long bytes, Duration took) {
    private double seconds() {
      return took.toNanos() / 1e9;
    }
  }

  /** From at least one sample. */
  static Estimate of(List<Sample> samples, long bytes) {
    if (samples.isEmpty()) {
      throw new IllegalStateException("There is nothing to estimate from");
    }
    DoubleUnaryOperator line = line(samples);
    double typical = Math.max(0, line.applyAsDouble((double) bytes));
    double[] excess =
        samples.stream()
            .mapToDouble(
                sample ->
                    Math.max(0, sample.seconds() - line.applyAsDouble((double) sample.bytes())))
            .sorted()
            .toArray();
    double high = typical + excess[(int) Math.ceil(HIGH * excess.length) - 1];
    return new Estimate(seconds(typical), seconds(high), samples.size());
  }

  /** Seconds over bytes. */
  private static DoubleUnaryOperator line(List<Sample> samples) {
    if (samples.stream().mapToLong(Sample::bytes).distinct().count() >= LEAST_FOR_LINE) {
      LineFit fit =
          LineFit.through(
              samples.stream()
                  .map(sample -> new LineFit.Point((double) sample.bytes(), sample.seconds()))
                  .toList());
      if (fit.slope() > 0) {
        return fit::at;
      }
    }
    double median = median(samples.stream().mapToDouble(Sample::seconds));
    return bytes -> median;
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
