package dev.bering.parity;

import java.util.List;

/**
 * What the fingerprints said.
 *
 * @param total how many buckets each side was split into; 0 if no fingerprints were taken
 * @param red those whose fingerprints differ, in order
 */
public record Buckets(int total, List<Bucket> red) {

  /** No fingerprints were taken. */
  public static final Buckets NONE = new Buckets(0, List.of());

  public Buckets {
    red = List.copyOf(red);
  }

  /** How many rows of a side are in buckets that differ. */
  long redRows(Side side) {
    return red.stream()
        .mapToLong(bucket -> side == Side.LEFT ? bucket.leftRows() : bucket.rightRows())
        .sum();
  }

  /**
   * A bucket that differs.
   *
   * @param number from 0
   * @param leftRows rows of the left in it
   * @param rightRows rows of the right in it
   */
  public record Bucket(int number, long leftRows, long rightRows) {}
}
