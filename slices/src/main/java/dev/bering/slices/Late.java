package dev.bering.slices;

import java.time.Duration;
import java.time.Instant;

/**
 * What is done about an input that changes in slices that have been published.
 *
 * @param changes whether changes count
 * @param grace how long after its end a slice is still looked at
 * @param lookback how many slices before a new one are run again, whether they changed or not
 */
public record Late(Changes changes, Duration grace, int lookback) {

  /** Which changes make a published slice stale. */
  public enum Changes {
    IGNORED,
    WITHIN_GRACE,
    ALWAYS
  }

  public Late {
    if (grace.isNegative() || lookback < 0) {
      throw new IllegalStateException("grace %s, lookback %d".formatted(grace, lookback));
    }
  }

  /** What is published stays, whatever the input says later. */
  public static Late ignored() {
    return new Late(Changes.IGNORED, Duration.ZERO, 0);
  }

  /** Changes count until {@code grace} after the end of their slice. */
  public static Late within(Duration grace) {
    return new Late(Changes.WITHIN_GRACE, grace, 0);
  }

  /** Every change counts, however late. */
  public static Late always() {
    return new Late(Changes.ALWAYS, Duration.ZERO, 0);
  }

  /** With every new slice the {@code count} slices before it are run again too. */
  public Late lookback(int count) {
    return new Late(changes, grace, count);
  }

  /** Whether a change of {@code slice} that is seen at {@code now} counts. */
  boolean counts(Slice slice, Instant now) {
    return switch (changes) {
      case IGNORED -> false;
      case ALWAYS -> true;
      case WITHIN_GRACE -> now.isBefore(slice.end().plus(grace));
    };
  }
}
