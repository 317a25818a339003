package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts in, verdict out. */
class NoiseRuleTest {

  @ParameterizedTest(name = "{0} of {1} against {2} of {3}: {4}")
  @CsvSource({
    // nothing differs
    "0, 1000, 0, 1000, EXACT",
    "0, 1000, 50, 1000, EXACT",
    "0, 0, 0, 0, EXACT",
    // legacy runs agree, however few their rows: the bound is not 0 then, but no excuse either
    "1, 1000, 0, 1000, MISMATCH",
    "1, 1000, 0, 1, MISMATCH",
    "1, 1000, 0, 0, MISMATCH",
    // not more often than legacy runs
    "50, 1000, 50, 1000, WITHIN_LEGACY_NOISE",
    "1, 10, 1, 10, WITHIN_LEGACY_NOISE",
    "1000, 1000, 1000, 1000, WITHIN_LEGACY_NOISE",
    // a little more often: by chance up to 6.25 %
    "62, 1000, 50, 1000, WITHIN_LEGACY_NOISE",
    "63, 1000, 50, 1000, MISMATCH",
    "502, 10000, 50, 1000, WITHIN_LEGACY_NOISE",
    // the more legacy rows, the less chance explains
    "5400, 100000, 5000, 100000, MISMATCH",
    "5100, 100000, 5000, 100000, WITHIN_LEGACY_NOISE",
    // one difference between legacy runs does not lend four
    "2, 1000, 1, 1000, UNDECIDED",
    "4, 1000, 1, 1000, UNDECIDED",
    "6, 1000, 1, 1000, MISMATCH",
    "3, 10, 1, 10, UNDECIDED",
    // everything differs, but legacy runs agree in some rows
    "1000, 1000, 999, 1000, MISMATCH",
    "1000, 1000, 5, 5, WITHIN_LEGACY_NOISE"
  })
  void takesForNoiseWhatIsNotMoreOftenThanNoise(
      long seen, long seenOf, long noise, long noiseOf, Rung rung) {
    assertThat(NoiseRule.judge(new Proportion(seen, seenOf), new Proportion(noise, noiseOf)))
        .isEqualTo(rung);
  }

  @Test
  void takesNumbersForNoiseThatAreNotMoreThanTwiceAsFarApart() {
    assertThat(NoiseRule.isOfSize(0.002, 0.001)).isTrue();
    assertThat(NoiseRule.isOfSize(0.0021, 0.001)).isFalse();
    assertThat(NoiseRule.isOfSize(0, 0)).isTrue();
    assertThat(NoiseRule.isOfSize(1e-300, 0)).isFalse();
    assertThat(NoiseRule.isOfSize(1, Double.POSITIVE_INFINITY)).isFalse();
    assertThat(NoiseRule.isOfSize(0, Double.POSITIVE_INFINITY)).isTrue();
  }

  @ParameterizedTest(name = "{0} of {1}: {2}")
  @CsvSource({
    "0, 0, false",
    "0, 10, false",
    "5, 10, false",
    "6, 10, true",
    "10, 10, true",
    "1, 1, true"
  })
  void lendsNothingWithoutASizeWhereMostDiffers(long part, long whole, boolean isMost) {
    assertThat(NoiseRule.isMostOf(new Proportion(part, whole))).isEqualTo(isMost);
  }

  @ParameterizedTest(name = "{0} and {1} rows, {2} of the left alone: {3}")
  @CsvSource({
    // nothing is paired: an empty table on either side, or other keys in each run
    "0, 0, 0, false",
    "1000, 0, 1000, false",
    "0, 1000, 0, false",
    "1000, 1000, 1000, false",
    // hardly anything is, or just enough
    "1000, 1000, 501, false",
    "1000, 1000, 500, true",
    "1, 1, 0, true",
    "1000, 9000, 0, true"
  })
  void isMeasuredByRunsThatHaveHalfOfTheRows(
      long left, long right, long onlyLeft, boolean isMeasured) {
    RowCounts run =
        new RowCounts(left, right, onlyLeft, right - left + onlyLeft, 0, left - onlyLeft);
    assertThat(NoiseRule.isMeasuredBy(run)).isEqualTo(isMeasured);
  }
}
