package dev.bering.semantics;

import java.util.OptionalDouble;

/**
 * Quotients and remainders. Spark 4 fails on a zero divisor, also of doubles, and divides whole
 * numbers into a double.
 */
public final class Division {

  private Division() {}

  /** By zero there is no result. */
  @BehavesAs({"Hive", "Spark 3 without ANSI", "MySQL"})
  public static OptionalDouble nullByZero(double dividend, double divisor) {
    return divisor == 0 ? OptionalDouble.empty() : OptionalDouble.of(dividend / divisor);
  }

  /** By zero it is infinite, or NaN if the dividend is zero too (IEEE 754). */
  @BehavesAs({"C#", "Java", "Kusto", "SCOPE", "DuckDB"})
  public static double ieee(double dividend, double divisor) {
    return dividend / divisor;
  }

  /**
   * What follows the point is cut off: -7 / 2 is -3.
   *
   * @throws ArithmeticException by zero, and if the quotient is beyond 64 bits
   */
  @BehavesAs({"T-SQL", "PostgreSQL", "Presto", "Teradata", "C#", "Java"})
  public static long truncating(long dividend, long divisor) {
    if (dividend == Long.MIN_VALUE && divisor == -1) {
      throw new ArithmeticException("%d / -1 is beyond 64 bits".formatted(dividend));
    }
    return dividend / divisor;
  }

  /**
   * Rounded down: -7 / 2 is -4.
   *
   * @throws ArithmeticException by zero, and if the quotient is beyond 64 bits
   */
  @BehavesAs("Python")
  public static long flooring(long dividend, long divisor) {
    if (dividend == Long.MIN_VALUE && divisor == -1) {
      throw new ArithmeticException("%d / -1 is beyond 64 bits".formatted(dividend));
    }
    return Math.floorDiv(dividend, divisor);
  }

  /**
   * The remainder has the sign of the dividend: -7 % 3 is -1.
   *
   * @throws ArithmeticException by zero
   */
  @BehavesAs({"Spark", "Hive", "T-SQL", "PostgreSQL", "C#", "Java"})
  public static long remainder(long dividend, long divisor) {
    return dividend % divisor;
  }

  /**
   * The remainder has the sign of the divisor: -7 mod 3 is 2.
   *
   * @throws ArithmeticException by zero
   */
  @BehavesAs("Python")
  public static long floorRemainder(long dividend, long divisor) {
    return Math.floorMod(dividend, divisor);
  }
}
