package dev.bering.slices;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Slices without gaps.
 *
 * @param first the first of them
 * @param until the slice after the last of them
 */
public record SliceRange(Slice first, Slice until) {

  /**
   * @throws UserException SLICE_RANGE if it ends before it begins
   */
  public SliceRange {
    if (!first.grain().equals(until.grain())) {
      throw new IllegalStateException("%s and %s".formatted(first.grain(), until.grain()));
    }
    if (until.compareTo(first) < 0) {
      throw backwards(first, until);
    }
  }

  /** One slice. */
  public static SliceRange of(Slice slice) {
    return new SliceRange(slice, slice.next());
  }

  /**
   * All slices from {@code first} to {@code last}, both among them.
   *
   * @throws UserException SLICE_RANGE if {@code last} is before {@code first}
   */
  public static SliceRange closed(Slice first, Slice last) {
    if (last.compareTo(first) < 0) {
      throw backwards(first, last);
    }
    return new SliceRange(first, last.next());
  }

  private static UserException backwards(Slice first, Slice last) {
    return UserException.usage(
        new Problem(
            "SLICE_RANGE",
            "Cannot take the slices from %s to %s: it ends before it begins."
                .formatted(first, last),
            "name the earlier slice first"));
  }

  /** The slices, from early to late. */
  public List<Slice> slices() {
    return Stream.iterate(first, slice -> slice.compareTo(until) < 0, Slice::next).toList();
  }

  /** How many slices there are. */
  public long size() {
    return Duration.between(start(), end()).toSeconds() / first.grain().length().toSeconds();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return first.equals(until);
  }

  /** Whether {@code slice} is one of them. */
  public boolean contains(Slice slice) {
    return slice.compareTo(first) >= 0 && slice.compareTo(until) < 0;
  }

  /** The first moment in it. */
  public Instant start() {
    return first.start();
  }

  /** The first moment after it. */
  public Instant end() {
    return until.start();
  }

  @Override
  public String toString() {
    return isEmpty() ? "no slice" : first + " to " + until.previous();
  }
}
