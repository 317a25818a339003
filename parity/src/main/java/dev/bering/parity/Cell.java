package dev.bering.parity;

/** Two values of one column that differ. */
record Cell(Value left, Value right) {

  /**
   * One of them.
   *
   * @param text as SQL prints it; empty for null
   * @param number its value if it is a number, seconds since 1970 if it is a time, else NaN
   */
  record Value(boolean isNull, String text, double number) {}

  boolean areFinite() {
    return Double.isFinite(left.number()) && Double.isFinite(right.number());
  }

  boolean arePresent() {
    return !left.isNull() && !right.isNull();
  }

  double ratio() {
    return right.number() / left.number();
  }

  double offset() {
    return right.number() - left.number();
  }

  /** The same difference seen from the other side. */
  @SuppressWarnings("ArgumentSelectionDefectChecker") // changing places is the point
  Cell mirrored() {
    return new Cell(right, left);
  }
}
