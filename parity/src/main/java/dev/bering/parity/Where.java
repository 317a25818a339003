package dev.bering.parity;

import java.util.Objects;

/**
 * Which rows are compared: a SQL condition on each side, over the columns of its own table.
 *
 * @param left empty for all rows of the left
 * @param right empty for all rows of the right
 */
public record Where(String left, String right) {

  /** All rows of both. */
  public static final Where ALL = new Where("", "");

  public Where {
    Objects.requireNonNull(left, "left is null");
    Objects.requireNonNull(right, "right is null");
  }

  /** The condition of one side; empty for all rows. */
  public String of(Side side) {
    return side == Side.LEFT ? left : right;
  }
}
