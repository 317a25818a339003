package dev.bering.semantics;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Rounding to a number of digits after the point, before it if negative. What a double is rounded
 * from differs too: from the shortest text that names it (2.675), or from the number it is
 * (2.67499999999999982236431605997495353221893310546875). NaN and the infinities stay as they are.
 */
public final class Rounding {

  private Rounding() {}

  /** Halves go away from zero: 2.5 is 3, -2.5 is -3. */
  @BehavesAs({"Spark", "Hive", "T-SQL", "Oracle", "PostgreSQL numeric"})
  public static BigDecimal halfUp(BigDecimal value, int digits) {
    return value.setScale(digits, RoundingMode.HALF_UP);
  }

  /** Halves go to the even neighbour: 2.5 is 2, 3.5 is 4. */
  @BehavesAs({".NET Math.Round", "numpy", "R", "Teradata", "Spark bround"})
  public static BigDecimal halfEven(BigDecimal value, int digits) {
    return value.setScale(digits, RoundingMode.HALF_EVEN);
  }

  /** Cut off towards zero. */
  @BehavesAs({"T-SQL ROUND with a third argument", "Oracle TRUNC"})
  public static BigDecimal truncated(BigDecimal value, int digits) {
    return value.setScale(digits, RoundingMode.DOWN);
  }

  /** Of the text, halves away from zero: 2.675 to two digits is 2.68. */
  @BehavesAs({"Spark", "Hive"})
  public static double halfUp(double value, int digits) {
    return Double.isFinite(value) ? halfUp(BigDecimal.valueOf(value), digits).doubleValue() : value;
  }

  /** Of the number itself, halves away from zero: 2.675 to two digits is 2.67. */
  @BehavesAs("C printf")
  public static double halfUpOfBinary(double value, int digits) {
    return Double.isFinite(value) ? halfUp(new BigDecimal(value), digits).doubleValue() : value;
  }

  /** Of the text, halves to even: 2.5 is 2, 0.125 to two digits is 0.12. */
  @BehavesAs("Spark bround")
  public static double halfEven(double value, int digits) {
    return Double.isFinite(value)
        ? halfEven(BigDecimal.valueOf(value), digits).doubleValue()
        : value;
  }
}
