package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.Objects;

/**
 * A stretch of time that ends where a slice begins: the slice itself is not in it.
 *
 * @param length how far it reaches back
 */
public record Last(Duration length) {

  /**
   * @throws UserException FLOW_HISTORY_LENGTH if it does not reach back
   */
  public Last {
    Objects.requireNonNull(length, "length is null");
    if (length.isNegative() || length.isZero()) {
      throw UserException.usage(
          new Problem(
              "FLOW_HISTORY_LENGTH",
              "Cannot read a history of %s: it does not reach back.".formatted(length),
              "name a length such as Last.days(30)"));
    }
  }

  /** The days of 24 hours before a slice. */
  public static Last days(int count) {
    return new Last(Duration.ofDays(count));
  }

  /** The hours before a slice. */
  public static Last hours(int count) {
    return new Last(Duration.ofHours(count));
  }

  @Override
  public String toString() {
    if (length.toSeconds() % Duration.ofDays(1).toSeconds() == 0) {
      return told(length.toDays(), "day");
    }
    return length.toSeconds() % Duration.ofHours(1).toSeconds() == 0
        ? told(length.toHours(), "hour")
        : "last " + length;
  }

  private static String told(long count, String unit) {
    return count == 1 ? "last " + unit : "last %d %ss".formatted(count, unit);
  }
}
