package dev.bering.jobs;

import java.util.OptionalInt;

/**
 * Where a value was written.
 *
 * @param place a file, an option such as {@code --set}, or {@code built in}
 * @param line counted from 1; empty where a place has no lines
 */
public record Origin(String place, OptionalInt line) {

  /** What Bering assumes where nobody says anything. */
  static final Origin BUILT_IN = new Origin("built in", OptionalInt.empty());

  static Origin of(String place) {
    return new Origin(place, OptionalInt.empty());
  }

  static Origin of(String place, int line) {
    return new Origin(place, OptionalInt.of(line));
  }

  /** As in {@code jobs/features.yaml:12}. */
  public String text() {
    return line.isPresent() ? "%s:%d".formatted(place, line.getAsInt()) : place;
  }
}
