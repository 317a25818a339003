package dev.bering.app.charts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * One side of a chart.
 *
 * @param label what is measured
 * @param low what lies at its beginning
 * @param high what lies at its end; more than {@code low}
 * @param ticks where it is written on, all between its ends
 */
public record Axis(String label, Steps steps, double low, double high, List<Tick> ticks) {

  /** How values become places. */
  public enum Steps {
    /** Equal differences lie equally far apart. */
    LINEAR,
    /** Equal ratios do; values have to be more than zero. */
    LOGARITHMIC
  }

  /** A place that is written on. */
  public record Tick(double value, String text) {}

  private static final int WANTED_TICKS = 5;
  private static final long[] TIME_STEPS = {
    1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800
  };
  private static final int MOST_TIME_TICKS = 8;
  private static final int LONGEST_NAME = 12;

  public Axis {
    ticks = List.copyOf(ticks);
  }

  /** An axis from zero, or below if a value is, to a round number at or above the highest value. */
  public static Axis fromZero(
      String label, Collection<Double> values, DoubleFunction<String> text) {
    double least = Math.min(0, least(values, 0));
    double most = Math.max(0, most(values, 0));
    double step = roundStep((most > least ? most - least : 1) / WANTED_TICKS);
    double low = Math.floor(least / step) * step;
    double high = Math.ceil((most > least ? most : 1) / step) * step;
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; low + i * step <= high + step / 2; i++) {
      double value = BigDecimal.valueOf(low + i * step).round(MathContext.DECIMAL32).doubleValue();
      ticks.add(new Tick(value, text.apply(value)));
    }
    return new Axis(label, Steps.LINEAR, low, high, ticks);
  }

  /** An axis over powers of ten that holds all values that are more than zero. */
  public static Axis logarithmic(
      String label, Collection<Double> values, DoubleFunction<String> text) {
    List<Double> positive = values.stream().filter(value -> value > 0).toList();
    int first = (int) Math.floor(Math.log10(least(positive, 1)));
    int last = Math.max(first + 1, (int) Math.ceil(Math.log10(most(positive, 1))));
    int stride = (last - first) / (2 * WANTED_TICKS) + 1;
    List<Tick> ticks = new ArrayList<>();
    for (int power = first; power <= last; power += stride) {
      for (int digit : last - first > 2 ? new int[] {1} : new int[] {1, 2, 5}) {
        double value = digit * Math.pow(10, power);
        if (value <= Math.pow(10, last)) {
          ticks.add(new Tick(value, text.apply(value)));
        }
      }
    }
    return new Axis(label, Steps.LOGARITHMIC, Math.pow(10, first), Math.pow(10, last), ticks);
  }

  /** An axis of time in UTC, whose values are seconds since 1970. */
  public static Axis time(Instant from, Instant to) {
    long low = from.getEpochSecond();
    long high = Math.max(low + 1, to.getEpochSecond());
    long step =
        Arrays.stream(TIME_STEPS)
            .filter(seconds -> (high - low) / seconds <= MOST_TIME_TICKS)
            .findFirst()
            .orElseGet(() -> ((high - low) / MOST_TIME_TICKS / 604_800 + 1) * 604_800);
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern(
                step >= 86_400
                    ? "yyyy-MM-dd"
                    : high - low > 86_400 ? "MM-dd HH:mm" : step < 60 ? "HH:mm:ss" : "HH:mm",
                Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    List<Tick> ticks = new ArrayList<>();
    for (long at = -Math.floorDiv(-low, step) * step; at <= high; at += step) {
      ticks.add(new Tick(at, format.format(Instant.ofEpochSecond(at))));
    }
    return new Axis("time, UTC", Steps.LINEAR, low, high, ticks);
  }

  /** An axis of things that have an order and no distance; the first is 1. */
  public static Axis places(String label, List<String> names) {
    boolean areShort = names.stream().allMatch(name -> name.length() <= LONGEST_NAME);
    int stride = Math.max(1, (names.size() + WANTED_TICKS) / (WANTED_TICKS + 1));
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; areShort && i < names.size(); i += stride) {
      ticks.add(new Tick(i + 1, names.get(i)));
    }
    return new Axis(label, Steps.LINEAR, 0.5, names.size() + 0.5, ticks);
  }

  /** Where a value lies: 0 at the beginning, 1 at the end; what is beyond lies at the end. */
  double place(double value) {
    double place =
        steps == Steps.LINEAR
            ? (value - low) / (high - low)
            : (Math.log10(Math.max(value, low)) - Math.log10(low))
                / (Math.log10(high) - Math.log10(low));
    return Math.max(0, Math.min(1, place));
  }

  private static double least(Collection<Double> values, double none) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(none);
  }

  private static double most(Collection<Double> values, double none) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(none);
  }

  /** 1, 2 or 5 times a power of ten, at least as much. */
  private static double roundStep(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    double digits = step / power;
    return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
  }
}
