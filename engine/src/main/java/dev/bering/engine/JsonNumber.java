package dev.bering.engine;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers of JSON, which has one kind of them and many spellings. */
final class JsonNumber {

  /** Beyond it a number is written with an exponent. */
  private static final int MOST_ZEROS = 400;

  private JsonNumber() {}

  /**
   * The one text that all spellings of a number share.
   *
   * @throws ArithmeticException if its exponent is out of all bounds
   */
  static String text(String spelled) {
    BigDecimal number = value(spelled);
    return Math.abs((long) number.scale()) <= MOST_ZEROS
        ? number.toPlainString()
        : number.toString();
  }

  /** Whether some double is written so, with as many digits. */
  static boolean isOfDouble(String spelled) {
    BigDecimal number = value(spelled);
    double nearest = number.doubleValue();
    return Double.isFinite(nearest)
        && new BigDecimal(nearest).round(new MathContext(number.precision())).compareTo(number)
            == 0;
  }

  private static BigDecimal value(String spelled) {
    try {
      BigDecimal number = new BigDecimal(spelled);
      return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    } catch (NumberFormatException e) {
      throw new ArithmeticException("the number %s has too large an exponent".formatted(spelled));
    }
  }
}
