package dev.bering.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people read them: from a minute on the two largest units. */
public final class Durations {

  private static final Pattern LENGTH =
      Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,4})h)?(?:(\\d{1,5})m)?(?:(\\d{1,6})s)?");

  private Durations() {}

  /** Reads a length as people write it: {@code 60m}, {@code 1h30m}; empty if it is none, or 0. */
  public static Optional<Duration> read(String text) {
    Matcher parts = LENGTH.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Duration length =
        Duration.ofDays(number(parts, 1))
            .plusHours(number(parts, 2))
            .plusMinutes(number(parts, 3))
            .plusSeconds(number(parts, 4));
    return length.isZero() ? Optional.empty() : Optional.of(length);
  }

  /** Writes a length of whole seconds so that {@link #read} reads it: {@code 1h30m}. */
  public static String written(Duration length) {
    StringBuilder text = new StringBuilder();
    part(text, length.toDays(), "d");
    part(text, length.toHoursPart(), "h");
    part(text, length.toMinutesPart(), "m");
    part(text, length.toSecondsPart(), "s");
    return text.toString();
  }

  private static void part(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }

  private static long number(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** How long something took: {@code 0.4 s}, {@code 59.9 s}, {@code 3 min 20 s}. */
  public static String text(Duration time) {
    long tenths = time.plusMillis(50).toMillis() / 100;
    return tenths < 600
        ? String.format(Locale.ROOT, "%.1f s", tenths / 10.0)
        : ofSeconds((tenths + 5) / 10);
  }

  /**
   * How long something will take, in whole seconds, rounded up: {@code 42 s}, {@code 2 h 5 min}.
   */
  public static String left(Duration time) {
    return ofSeconds(time.plusMillis(999).toSeconds());
  }

  private static String ofSeconds(long seconds) {
    if (seconds < 60) {
      return "%d s".formatted(seconds);
    }
    if (seconds < 3600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60)
        : "%d d %d h".formatted(seconds / 86_400, seconds / 3600 % 24);
  }
}
