package dev.bering.profile;

import java.time.Duration;
import java.util.List;
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
    Line line = Line.through(samples);
    double typical = Math.max(0, line.at(bytes));
    double[] excess =
        samples.stream()
            .mapToDouble(sample -> Math.max(0, sample.seconds() - line.at(sample.bytes())))
            .sorted()
            .toArray();
    double high = typical + excess[(int) Math.ceil(HIGH * excess.length) - 1];
    return new Estimate(seconds(typical), seconds(high), samples.size());
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** Seconds as a line over bytes. */
  private record Line(double base, double perByte) {

    static Line through(List<Sample> samples) {
      double meanBytes = samples.stream().mapToLong(Sample::bytes).average().orElse(0);
      double meanSeconds = samples.stream().mapToDouble(Sample::seconds).average().orElse(0);
      double spread = samples.stream().mapToDouble(s -> Math.pow(s.bytes() - meanBytes, 2)).sum();
      double together =
          samples.stream()
              .mapToDouble(s -> (s.bytes() - meanBytes) * (s.seconds() - meanSeconds))
              .sum();
      long sizes = samples.stream().mapToLong(Sample::bytes).distinct().count();
      if (sizes < LEAST_FOR_LINE || together <= 0) {
        return new Line(median(samples.stream().mapToDouble(Sample::seconds)), 0);
      }
      double perByte = together / spread;
      return new Line(meanSeconds - perByte * meanBytes, perByte);
    }

    private static double median(DoubleStream values) {
      double[] sorted = values.sorted().toArray();
      int half = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double at(long bytes) {
      return base + perByte * bytes;
    }
  }
}
