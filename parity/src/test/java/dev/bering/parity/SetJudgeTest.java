package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts in, verdict out. */
class SetJudgeTest {

  private static final SetComparison ALERTS = SetComparison.of("id").atLeast(0.9, 0, 0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100 |  95 |  95 | SET_LEVEL | Jaccard 95.00 %, precision 100.00 %, recall 95.00 %",
        "100 |  90 |  90 | SET_LEVEL | Jaccard 90.00 %, precision 100.00 %, recall 90.00 %",
        "100 |  89 |  89 | MISMATCH  | Jaccard is 89.00 %, below 90.00 %",
        "  0 |   5 |   0 | MISMATCH  | Jaccard is 0.00 %, below 90.00 %",
        "  5 |   0 |   0 | MISMATCH  | Jaccard is 0.00 %, below 90.00 %",
        "  0 |   0 |   0 | UNDECIDED | both sets are empty: how alike they are cannot be said"
      })
  void knowsWholeSets(long left, long right, long both, Rung rung, String reason) {
    SetVerdict verdict = judge(ALERTS, left, right, both);
    assertThat(verdict.rung()).isEqualTo(rung);
    assertThat(verdict.reason()).isEqualTo(reason);
  }

  /** 95 of 100 could come of sets that are 89 % or 98 % alike. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000 | 1000 |  960 | SET_LEVEL | Jaccard 92.30 %, precision 96.00 %, recall 96.00 %",
        " 100 |   95 |   95 | UNDECIDED | Jaccard is 95.00 %, by these samples between 88.82 % and 97.84 %, which does not settle 90.00 %",
        " 100 |   80 |   80 | MISMATCH  | Jaccard is 80.00 %, below 90.00 %",
        "   5 |    5 |    5 | UNDECIDED | Jaccard is 100.00 %, by these samples between 56.55 % and 100.00 %, which does not settle 90.00 %"
      })
  void doesNotSayMoreThanASampleCan(long left, long right, long both, Rung rung, String reason) {
    SetVerdict verdict = judge(ALERTS.covering(SetCoverage.SAMPLE), left, right, both);
    assertThat(verdict.rung()).isEqualTo(rung);
    assertThat(verdict.reason()).isEqualTo(reason);
  }

  @Test
  void cannotProveTwoSetsTheSameByASampleButCanProveThemDifferent() {
    SetComparison sampled = SetComparison.of("id").covering(SetCoverage.SAMPLE);
    assertThat(judge(sampled, 1_000_000, 1_000_000, 1_000_000).rung()).isEqualTo(Rung.UNDECIDED);
    assertThat(judge(sampled, 1_000_000, 1_000_000, 999_999).rung()).isEqualTo(Rung.MISMATCH);
  }

  /** Precision 0.8, recall 0.5. */
  @ParameterizedTest
  @CsvSource({"1, 0.6153846", "0.5, 0.7142857", "2, 0.5405405"})
  void weighsRecallBetaTimesAsMuchAsPrecision(double beta, double expected) {
    SetComparison wanted =
        SetComparison.of("id").atLeast(new SetThresholds(0, 0, 0, expected - 1e-6, beta));
    SetComparison tooMuch =
        SetComparison.of("id").atLeast(new SetThresholds(0, 0, 0, expected + 1e-6, beta));
    assertThat(judge(wanted, 16, 10, 8).rung()).isEqualTo(Rung.SET_LEVEL);
    assertThat(judge(tooMuch, 16, 10, 8).rung()).isEqualTo(Rung.MISMATCH);
  }

  @Test
  void holdsFBetaOfASampleBetweenThoseOfTheBoundsOfPrecisionAndRecall() {
    SetComparison sampled =
        SetComparison.of("id")
            .atLeast(new SetThresholds(0, 0, 0, 0.9, 1))
            .covering(SetCoverage.SAMPLE);
    assertThat(judge(sampled, 100, 100, 93).reason())
        .isEqualTo(
            "F-beta is 93.00 %, by these samples between 84.99 % and 96.89 %, which does not settle 90.00 %");
    assertThat(judge(sampled, 1000, 1000, 930).rung()).isEqualTo(Rung.SET_LEVEL);
    assertThat(judge(sampled, 100, 100, 0).rung()).isEqualTo(Rung.MISMATCH);
  }

  @Test
  void showsAsManyDigitsAsItTakesToSeeThatAThresholdIsMissed() {
    assertThat(
            judge(SetComparison.of("id").atLeast(0.99999, 0, 0), 1_000_000, 1_000_000, 999_994)
                .reason())
        .isEqualTo("Jaccard is 99.998 %, below 99.999 %");
  }

  @Test
  void refusesThresholdsThatHoldForAnything() {
    assertThatThrownBy(() -> SetComparison.of("id").atLeast(0, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("thresholds that any two sets meet");
    assertThatThrownBy(() -> SetComparison.of("id").atLeast(Double.NaN, 1, 1))
        .hasMessage("not a share between 0 and 1: NaN");
    assertThatThrownBy(() -> new SetThresholds(1, 1, 1, 1, 0))
        .hasMessage("not a weight above 0: 0.0");
  }

  private static SetVerdict judge(SetComparison comparison, long left, long right, long both) {
    return new SetJudge(comparison).judge(new SetCounts(left, right, both));
  }
}
