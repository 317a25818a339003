package dev.bering.examples;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

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
      return try_divide(dividend, divisor);
    }
  },

  /** Infinite, as IEEE 754 has it for a dividend above zero. */
  INFINITE_BY_ZERO {
    @Override
    Column of(Column dividend, Column divisor) {
      return when(divisor.equalTo(0), lit(Double.POSITIVE_INFINITY))
          .otherwise(dividend.divide(divisor));
    }
  };

  /** The quotient of two numbers of which the first is above zero. */
  abstract Column of(Column dividend, Column divisor);
}
