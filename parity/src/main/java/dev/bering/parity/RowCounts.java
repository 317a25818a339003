package dev.bering.parity;

/**
 * How many rows of which kind.
 *
 * @param left on the left in all
 * @param right on the right in all
 * @param onlyLeft whose key the right does not have
 * @param onlyRight whose key the left does not have
 * @param changed with a key on both sides and some column that differs
 * @param equal the rest
 */
public record RowCounts(
    long left, long right, long onlyLeft, long onlyRight, long changed, long equal) {

  /** On this side, without a partner on the other. */
  long onlyOn(Side side) {
    return side == Side.LEFT ? onlyLeft : onlyRight;
  }

  /** With a key on both sides. */
  long paired() {
    return left - onlyLeft;
  }
}
