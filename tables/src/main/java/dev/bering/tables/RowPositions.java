package dev.bering.tables;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Positions of rows within one file, 0-based and ascending; what a deletion vector marks. */
public final class RowPositions {

  /** No rows. */
  public static final RowPositions NONE = new RowPositions(new long[0]);

  private final long[] positions;

  private RowPositions(long[] positions) {
    this.positions = positions;
  }

  /** The given positions, in any order. */
  public static RowPositions of(long... positions) {
    long[] sorted = positions.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? NONE : new RowPositions(sorted);
  }

  /** How many rows. */
  public int count() {
    return positions.length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return positions.length == 0;
  }

  /** The positions, ascending. */
  public LongStream stream() {
    return Arrays.stream(positions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowPositions that && Arrays.equals(positions, that.positions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(positions);
  }

  @Override
  public String toString() {
    return positions.length + " rows";
  }
}
