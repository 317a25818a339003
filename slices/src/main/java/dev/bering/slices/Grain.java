package dev.bering.slices;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * How long the slices of a flow are. Slices are counted from 1970-01-01T00:00 UTC without gaps, so
 * hours and days begin where UTC begins them; seven days begin on a Thursday.
 *
 * @param length whole seconds
 */
public record Grain(Duration length) {
  public static final Grain HOURLY = new Grain(Duration.ofHours(1));
  public static final Grain DAILY = new Grain(Duration.ofDays(1));

  private static final DateTimeFormatter DAY = formatter("yyyy-MM-dd");
  private static final DateTimeFormatter HOUR = formatter("yyyy-MM-dd'T'HH");
  private static final DateTimeFormatter MINUTE = formatter("yyyy-MM-dd'T'HH:mm");
  private static final DateTimeFormatter SECOND = formatter("yyyy-MM-dd'T'HH:mm:ss");

  /**
   * @throws UserException SLICE_GRAIN if it is not a positive number of whole seconds
   */
  public Grain {
    Objects.requireNonNull(length, "length is null");
    if (length.compareTo(Duration.ZERO) <= 0
        || !length.equals(length.truncatedTo(ChronoUnit.SECONDS))) {
      throw UserException.usage(
          new Problem(
              "SLICE_GRAIN",
              "Cannot cut time into slices of %s: it is not a positive number of whole seconds."
                  .formatted(length),
              "choose Grain.HOURLY, Grain.DAILY or Grain.every(Duration.ofMinutes(15))"));
    }
  }

  /** Slices of any whole number of seconds. */
  public static Grain every(Duration length) {
    return new Grain(length);
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  /** The slice that {@code time} is in. */
  public Slice at(Instant time) {
    long seconds = length.toSeconds();
    return new Slice(
        Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds), this);
  }

  /**
   * The slice of a label: {@code 2026-01-01}, {@code 2026-01-01T03}, {@code 2026-01-01T03:15}.
   *
   * @throws UserException SLICE_LABEL if no slice of this length begins there
   */
  public Slice slice(String label) {
    Instant start = LabelText.instant(label);
    Slice slice = at(start);
    if (!slice.start().equals(start)) {
      throw UserException.usage(
          new Problem(
              "SLICE_LABEL",
              "Cannot read slice '%s': slices of %s begin at %s and %s."
                  .formatted(label, this, slice.label(), slice.next().label()),
              "name one of them"));
    }
    return slice;
  }

  String label(Instant start) {
    if (length.toSeconds() % Duration.ofDays(1).toSeconds() == 0) {
      return DAY.format(start);
    }
    if (length.toSeconds() % Duration.ofHours(1).toSeconds() == 0) {
      return HOUR.format(start);
    }
    return (length.toSeconds() % 60 == 0 ? MINUTE : SECOND).format(start);
  }

  @Override
  public String toString() {
    return equals(HOURLY) ? "an hour" : equals(DAILY) ? "a day" : length.toString();
  }
}
