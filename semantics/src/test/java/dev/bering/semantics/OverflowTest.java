package dev.bering.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverflowTest {

  @Test
  void sumsAndProductsWrapAround() {
    assertThat(Overflow.wrappingSum(Integer.MAX_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
    assertThat(Overflow.wrappingSum(Long.MIN_VALUE, -1L)).isEqualTo(Long.MAX_VALUE);
    assertThat(Overflow.wrappingSum(2, 3)).isEqualTo(5);
    assertThat(Overflow.wrappingProduct(Integer.MAX_VALUE, 2)).isEqualTo(-2);
    assertThat(Overflow.wrappingProduct(Long.MAX_VALUE, 2L)).isEqualTo(-2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4294967297, 1", "2147483648, -2147483648", "-2147483649, 2147483647"})
  void narrowingKeepsTheLowerBits(long value, int narrowed) {
    assertThat(Overflow.narrowed(value)).isEqualTo(narrowed);
  }

  @ParameterizedTest
  @CsvSource({"1.9, 1", "-1.9, -1", "1e20, 2147483647", "-Infinity, -2147483648", "NaN, 0"})
  void doublesAreCutToWhatAnIntCanHold(double value, int saturated) {
    assertThat(Overflow.saturated(value)).isEqualTo(saturated);
  }
}
