package dev.bering.parity;

import java.math.BigDecimal;
import java.util.Optional;

/** Two values of one column that differ. */
record Cell(Value left, Value right) {

  /**
   * One of them.
   *
   * @param text as SQL prints it; empty for null
   * @param exact its value if it is a finite number, seconds since 1970 if it is a time
   */
  record Value(boolean isNull, String text, Optional<BigDecimal> exact) {

    static final Value NULL = new Value(true, "", Optional.empty());

    /** {@link #exact} as a double; NaN if there is none. */
    double number() {
      return exact.map(BigDecimal::doubleValue).orElse(Double.NaN);
    }

    BigDecimal decimal() {
      return exact.orElseThrow(() -> new IllegalStateException("no number: " + text));
    }

    boolean is(String value) {
      return !isNull && text.equals(value);
    }
  }

  boolean areFinite() {
    return left.exact().isPresent() && right.exact().isPresent();
  }

  boolean arePresent() {
    return !left.isNull() && !right.isNull();
  }

  double ratio() {
    return right.number() / left.number();
  }

  double offset() {
    return areFinite() ? right.decimal().subtract(left.decimal()).doubleValue() : Double.NaN;
  }

  /** The same difference seen from the other side. */
  @SuppressWarnings("ArgumentSelectionDefectChecker") // changing places is the point
  Cell mirrored() {
    return new Cell(right, left);
  }
}
