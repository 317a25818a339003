package dev.bering.flow;

import java.time.Duration;
import java.util.Objects;

/**
 * How often a write is tried whose failure may pass: an executor that was lost, a shuffle that
 * could not be fetched, a commit that another writer got in between, a time-out. Failures of the
 * rows, of components and of their expressions are never tried again.
 *
 * @param attempts how often at most, from 1
 * @param pause how long to wait before the second attempt; twice as long before each further one
 * @param longest how long to wait at most
 */
public record Retry(int attempts, Duration pause, Duration longest) {

  public Retry {
    Objects.requireNonNull(pause, "pause is null");
    Objects.requireNonNull(longest, "longest is null");
    if (attempts < 1) {
      throw new IllegalStateException("%d attempts".formatted(attempts));
    }
  }

  /** Three attempts, one and two seconds apart. */
  public static Retry standard() {
    return new Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  /** One attempt. */
  public static Retry none() {
    return new Retry(1, Duration.ZERO, Duration.ZERO);
  }

  /** How long to wait after this many attempts. */
  Duration pauseAfter(int attempt) {
    Duration next = pause;
    for (int i = 1; i < attempt && next.compareTo(longest) < 0; i++) {
      next = next.multipliedBy(2);
    }
    return next.compareTo(longest) < 0 ? next : longest;
  }
}
