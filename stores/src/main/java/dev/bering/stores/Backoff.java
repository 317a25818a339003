package dev.bering.stores;

import java.time.Duration;
import java.util.Objects;

/**
 * How often something is tried and how long it waits in between: twice as long after each failure,
 * of which a random half is left out, so that many threads do not come back at the same moment.
 *
 * @param attempts in all, the first one counted; 1 never tries again
 * @param first the longest wait before the second attempt
 * @param longest the longest wait before any attempt
 */
public record Backoff(int attempts, Duration first, Duration longest) {

  /** Eight attempts within about half a minute. */
  public static final Backoff STANDARD =
      new Backoff(8, Duration.ofMillis(200), Duration.ofSeconds(10));

  public Backoff {
    Objects.requireNonNull(first, "first is null");
    Objects.requireNonNull(longest, "longest is null");
    if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalStateException(
          "Backoff of %d attempts, %s to %s".formatted(attempts, first, longest));
    }
  }

  /**
   * The wait after a failure.
   *
   * @param failures so far, at least 1
   * @param chance at least 0, below 1
   */
  Duration delay(int failures, double chance) {
    double doubled = first.toNanos() * Math.pow(2, failures - 1);
    double most = Math.min(doubled, (double) longest.toNanos());
    return Duration.ofNanos((long) (most * (1 + chance) / 2));
  }
}
