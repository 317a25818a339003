package dev.bering.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundingTest {

  @ParameterizedTest
  @CsvSource({
    // value, digits, half up, half even, truncated
    "2.5, 0, 3, 2, 2",
    "3.5, 0, 4, 4, 3",
    "-2.5, 0, -3, -2, -2",
    "0.125, 2, 0.13, 0.12, 0.12",
    "0.135, 2, 0.14, 0.14, 0.13",
    "1250, -2, 1.3E+3, 1.2E+3, 1.2E+3",
    "1.999, 2, 2.00, 2.00, 1.99",
  })
  void decimals(BigDecimal value, int digits, String up, String even, String cut) {
    assertThat(Rounding.halfUp(value, digits)).isEqualTo(new BigDecimal(up));
    assertThat(Rounding.halfEven(value, digits)).isEqualTo(new BigDecimal(even));
    assertThat(Rounding.truncated(value, digits)).isEqualTo(new BigDecimal(cut));
  }

  @ParameterizedTest
  @CsvSource({
    // value, digits, of the text, of the number, half even
    "2.675, 2, 2.68, 2.67, 2.68", "2.5, 0, 3, 3, 2", "0.285, 2, 0.29, 0.28, 0.28",
    "1.005, 2, 1.01, 1.0, 1.0", "-2.675, 2, -2.68, -2.67, -2.68", "NaN, 2, NaN, NaN, NaN",
    "-Infinity, 2, -Infinity, -Infinity, -Infinity",
  })
  void doubles(double value, int digits, Double text, Double number, Double even) {
    assertThat(Rounding.halfUp(value, digits)).isEqualTo(text);
    assertThat(Rounding.halfUpOfBinary(value, digits)).isEqualTo(number);
    assertThat(Rounding.halfEven(value, digits)).isEqualTo(even);
  }
}
