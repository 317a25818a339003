package dev.bering.profile;

import dev.bering.model.Durations;
import java.time.Duration;

/** Lengths of time where the parts of a second matter. */
final class Times {
  private static final Duration SHORT = Duration.ofSeconds(1);

  private Times() {}

  /** {@code 0 ms}, {@code 999 ms}, {@code 1.0 s}, {@code 3 min 20 s}. */
  static String text(Duration time) {
    return time.compareTo(SHORT) < 0 ? time.toMillis() + " ms" : Durations.text(time);
  }
}
