package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

  /** The intervals are those that textbooks print for Wilson's score. */
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0, 0.2775",
    "1, 10, 0.0179, 0.4042",
    "5, 10, 0.2366, 0.7634",
    "10, 10, 0.7225, 1",
    "81, 263, 0.2553, 0.3662",
    "990, 1000, 0.9817, 0.9946"
  })
  void boundsTheShareBehindTheShareThatWasCounted(long part, long whole, double low, double high) {
    Proportion proportion = new Proportion(part, whole);
    assertThat(proportion.lower(Proportion.TWO_SIDED_95)).isCloseTo(low, within(0.0001));
    assertThat(proportion.upper(Proportion.TWO_SIDED_95)).isCloseTo(high, within(0.0001));
  }

  @Test
  void knowsNothingOfAShareOfNothing() {
    Proportion nothing = new Proportion(0, 0);
    assertThat(nothing.value()).isZero();
    assertThat(nothing.lower(Proportion.ONE_SIDED_95)).isZero();
    assertThat(nothing.upper(Proportion.ONE_SIDED_95)).isEqualTo(1);
  }

  @Test
  void isNeverMoreThanTheWhole() {
    assertThatThrownBy(() -> new Proportion(3, 2)).hasMessage("not a share: 3 of 2");
  }
}
