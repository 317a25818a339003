package dev.bering.engine;

import java.util.Optional;

/** One row of a result; columns are counted from 0. Null is refused except where it says so. */
public interface Row {

  /** A whole number; a wider one than 64 bits is refused. */
  long number(int column);

  /** A double; null is {@link Double#NaN}. */
  double real(int column);

  /** True or false. */
  boolean flag(int column);

  /** The value as the engine prints it; empty for null. */
  Optional<String> text(int column);

  /** The value as the engine prints it. */
  default String string(int column) {
    return text(column)
        .orElseThrow(() -> new IllegalStateException("null in result column " + column));
  }
}
