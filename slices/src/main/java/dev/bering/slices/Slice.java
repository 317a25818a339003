package dev.bering.slices;

import java.time.Instant;
import java.util.Objects;

/**
 * A stretch of time in UTC, half-open: its end is the start of the next.
 *
 * @param start a multiple of the grain since 1970-01-01T00:00 UTC
 */
public record Slice(Instant start, Grain grain) implements Comparable<Slice> {

  public Slice {
    Objects.requireNonNull(start, "start is null");
    Objects.requireNonNull(grain, "grain is null");
    if (start.getNano() != 0
        || Math.floorMod(start.getEpochSecond(), grain.length().toSeconds()) != 0) {
      throw new IllegalStateException("no slice of %s begins at %s".formatted(grain, start));
    }
  }

  /** The first moment after it. */
  public Instant end() {
    return start.plus(grain.length());
  }

  /** The slice after it. */
  public Slice next() {
    return new Slice(end(), grain);
  }

  /** The slice before it. */
  public Slice previous() {
    return new Slice(start.minus(grain.length()), grain);
  }

  /** Whether {@code time} is in it. */
  public boolean contains(Instant time) {
    return !time.isBefore(start) && time.isBefore(end());
  }

  /** Its start, as short as its grain allows: {@code 2026-01-01T03}. */
  public String label() {
    return grain.label(start);
  }

  /** As {@link #label}. */
  @Override
  public String toString() {
    return label();
  }

  /** By start, then by length. */
  @Override
  public int compareTo(Slice other) {
    int byStart = start.compareTo(other.start);
    return byStart != 0 ? byStart : grain.length().compareTo(other.grain.length());
  }
}
