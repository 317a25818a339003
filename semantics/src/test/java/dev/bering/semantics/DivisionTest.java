package dev.bering.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DivisionTest {

  @ParameterizedTest
  @CsvSource({
    "1, 2, 0.5",
    "1, 0, ",
    "0, 0, ",
    "-1, -0.0, ",
    "Infinity, 2, Infinity",
    "NaN, 1, NaN",
  })
  void byZeroIsNull(double dividend, double divisor, Double quotient) {
    assertThat(Division.nullByZero(dividend, divisor))
        .isEqualTo(quotient == null ? OptionalDouble.empty() : OptionalDouble.of(quotient));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 0.5",
    "1, 0, Infinity",
    "-1, 0, -Infinity",
    "1, -0.0, -Infinity",
    "0, 0, NaN",
    "NaN, 0, NaN",
  })
  void byZeroIsInfinite(double dividend, double divisor, Double quotient) {
    assertThat(Division.ieee(dividend, divisor)).isEqualTo(quotient);
  }

  @ParameterizedTest
  @CsvSource({
    // dividend, divisor, truncated, floored, remainder, floored remainder
    "7, 2, 3, 3, 1, 1",
    "-7, 2, -3, -4, -1, 1",
    "7, -2, -3, -4, 1, -1",
    "-7, -2, 3, 3, -1, -1",
    "-7, 3, -2, -3, -1, 2",
    "1, 3, 0, 0, 1, 1",
    "-9223372036854775808, 1, -9223372036854775808, -9223372036854775808, 0, 0",
  })
  void wholeNumbers(
      long dividend, long divisor, long cut, long floored, long remainder, long floorRemainder) {
    assertThat(Division.truncating(dividend, divisor)).isEqualTo(cut);
    assertThat(Division.flooring(dividend, divisor)).isEqualTo(floored);
    assertThat(Division.remainder(dividend, divisor)).isEqualTo(remainder);
    assertThat(Division.floorRemainder(dividend, divisor)).isEqualTo(floorRemainder);
  }

  @Test
  void wholeNumbersHaveNoQuotientByZeroOrBeyondTheirType() {
    assertThatThrownBy(() -> Division.truncating(1, 0))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("/ by zero");
    assertThatThrownBy(() -> Division.truncating(Long.MIN_VALUE, -1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("-9223372036854775808 / -1 is beyond 64 bits");
    assertThatThrownBy(() -> Division.flooring(Long.MIN_VALUE, -1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("-9223372036854775808 / -1 is beyond 64 bits");
  }
}
