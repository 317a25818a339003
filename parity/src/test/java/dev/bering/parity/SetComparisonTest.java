package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SetComparisonTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void measuresHowAlikeTwoSetsAre() {
    SetReport report =
        compare(
            "user VARCHAR|day DATE\na|2026-01-01\nb|2026-01-01\nc|2026-01-01",
            "user VARCHAR|day DATE\nb|2026-01-01\nc|2026-01-01\nd|2026-01-01\ne|NULL",
            SetComparison.of("user", "day").atLeast(0.4, 0.5, 0.6));
    assertThat(report.jaccard()).isEqualTo(2.0 / 5);
    assertThat(report.precision()).isEqualTo(2.0 / 4);
    assertThat(report.recall()).isEqualTo(2.0 / 3);
    assertThat(report.onlyLeft()).containsExactly(List.of("'a'", "2026-01-01"));
    assertThat(report.onlyRight())
        .containsExactly(List.of("'d'", "2026-01-01"), List.of("'e'", "NULL"));
    assertThat(report.verdict()).isEqualTo(Rung.SET_LEVEL);
    assertThat(report.reason()).isEqualTo("Jaccard 40.00 %, precision 50.00 %, recall 66.66 %");
  }

  @Test
  void failsBelowAnyThresholdAndSaysBelowWhich() {
    SetReport report =
        compare("user\na\nb\nc", "user\na\nb", SetComparison.of("user").atLeast(0.7, 1, 0.6));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.reason()).isEqualTo("Jaccard is 66.66 %, below 70.00 %");
  }

  @Test
  void countsAMemberOnceHoweverOftenItOccursAndTakesNullForAMember() {
    SetReport report =
        compare(
            "user VARCHAR\na\na\nNULL\nNULL", "user VARCHAR\nNULL\na", SetComparison.of("user"));
    assertThat(report.left()).isEqualTo(2);
    assertThat(report.both()).isEqualTo(2);
    assertThat(report.verdict()).isEqualTo(Rung.SET_LEVEL);
  }

  @Test
  void cannotTellHowAlikeTwoEmptySetsAreUnlessTold() {
    SetComparison comparison = SetComparison.of("user");
    SetReport report = compare("user", "user", comparison);
    assertThat(report.verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(report.verdict().exitCode().number()).isEqualTo(4);
    assertThat(report.reason()).isEqualTo("both sets are empty: how alike they are cannot be said");
    assertThat(compare("user", "user", comparison.whenEmpty(WhenEmpty.EQUAL)).verdict())
        .isEqualTo(Rung.SET_LEVEL);
    assertThat(compare("user\na", "user", comparison.atLeast(0, 0, 0.1)).verdict())
        .isEqualTo(Rung.MISMATCH);
  }

  @Test
  void readsTextsAsWhatTheOtherSideHas() {
    assertThat(compare("nr\n1\n2.0", "nr BIGINT\n1\n2", SetComparison.of("nr")).jaccard())
        .isEqualTo(1);
    assertThatThrownBy(() -> compare("nr\nx", "nr BIGINT\n1", SetComparison.of("nr")))
        .hasMessage(
            "Cannot compare column 'nr' of /left: 1 text is not a BIGINT without loss, such as"
                + " 'x'.");
  }

  @Test
  void wantsItsColumnsOnBothSides() {
    assertThatThrownBy(() -> compare("a\n1", "b\n1", SetComparison.of("a", "b", "c")))
        .hasMessage(
            """
            Cannot compare /left with /right: column 'a' is missing on the right.
            Cannot compare /left with /right: column 'b' is missing on the left.
            Cannot compare /left with /right: column 'c' is missing on both sides.""");
  }

  private static SetReport compare(String left, String right, SetComparison comparison) {
    SetPlan plan =
        new ComparisonPlanner()
            .plan(comparison, TABLES.table("left", left), TABLES.table("right", right));
    return new SetComparisonRunner(TABLES.engine()).run(plan);
  }
}
