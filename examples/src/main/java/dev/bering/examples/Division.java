package dev.bering.examples;

import dev.bering.porting.LegacyColumns;
import org.apache.spark.sql.Column;

/**
 * What a number divided by zero is. DuckDB follows IEEE 754 and says infinite; Spark's own division
 * follows ANSI SQL and fails the query, so a port has to choose.
 */
public enum Division {
  /** Null: the nearest way to make the query run, and not what the legacy pipeline computes. */
  NULL_BY_ZERO {
    @Override
    Column of(Column dividend, Column divisor) {
      return LegacyColumns.dividedOrNull(dividend, divisor);
    }
  },

  /** Infinite, as the legacy pipeline computes it. */
  INFINITE_BY_ZERO {
    @Override
    Column of(Column dividend, Column divisor) {
      return LegacyColumns.dividedAsIeee(dividend, divisor);
    }
  };

  /** The quotient of two numbers. */
  abstract Column of(Column dividend, Column divisor);
}
