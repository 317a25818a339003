package dev.bering.parity;

import dev.bering.engine.SqlType;
import java.util.Optional;

/** In which type the values of two columns are compared. */
enum Commonness {
  /** In one that loses nothing. */
  LOSSLESS {
    @Override
    Optional<SqlType> of(SqlType left, SqlType right) {
      return Harmony.of(left, right);
    }
  },
  /** In floats or doubles that lose nothing. */
  FLOATING {
    @Override
    Optional<SqlType> of(SqlType left, SqlType right) {
      return Harmony.of(left, right).filter(Harmony::isFloating);
    }
  },
  /** As numbers, whose rounding counts against the tolerance. */
  NUMBERS {
    @Override
    Optional<SqlType> of(SqlType left, SqlType right) {
      return Harmony.ofNumbers(left, right);
    }
  };

  /** The common type; empty if there is none. */
  abstract Optional<SqlType> of(SqlType left, SqlType right);

  /** What values are to be compared in that may be apart by {@code tolerance}. */
  static Commonness within(Tolerance tolerance) {
    if (tolerance.isNone()) {
      return LOSSLESS;
    }
    return tolerance.ulps() > 0 ? FLOATING : NUMBERS;
  }
}
