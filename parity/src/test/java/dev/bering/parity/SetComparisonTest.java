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
    assertThat(report.counts()).isEqualTo(new SetCounts(3, 4, 2));
    assertThat(report.measures())
        .extracting(SetMeasure::value)
        .containsExactly(2.0 / 5, 2.0 / 4, 2.0 / 3, 4.0 / 7);
    assertThat(report.onlyLeft())
        .containsExactly(new SetMember(List.of("'a'", "2026-01-01"), 1, 0));
    assertThat(report.onlyRight())
        .containsExactly(
            new SetMember(List.of("'d'", "2026-01-01"), 0, 1),
            new SetMember(List.of("'e'", "NULL"), 0, 1));
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
    assertThat(report.counts()).isEqualTo(new SetCounts(2, 2, 2));
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
  void takesNaNForItselfAndBothZerosForOne() {
    assertThat(
            compare(
                    "v DOUBLE\nnan\n0.0\ninf\nNULL",
                    "v DOUBLE\nNULL\n-0.0\nnan\n-inf",
                    SetComparison.of("v"))
                .counts())
        .isEqualTo(new SetCounts(4, 4, 3));
  }

  @Test
  void countsEachOccurrenceIfToldTo() {
    SetReport report =
        compare(
            "user\na\na\na\nb",
            "user\na\na\nb\nb\nc",
            SetComparison.of("user")
                .counting(SetCounting.AS_OFTEN_AS_IT_OCCURS)
                .atLeast(0.5, 0, 0));
    assertThat(report.counts()).isEqualTo(new SetCounts(4, 5, 3));
    assertThat(report.verdict()).isEqualTo(Rung.SET_LEVEL);
    assertThat(report.onlyLeft()).containsExactly(new SetMember(List.of("'a'"), 3, 2));
    assertThat(report.onlyRight())
        .containsExactly(new SetMember(List.of("'b'"), 1, 2), new SetMember(List.of("'c'"), 0, 1));
    assertThat(report.plan().toString())
        .isEqualTo("compare /left with /right as multisets of (user)\n");
  }

  @Test
  void doesNotLetAGoodWholeHideATenantAtZero() {
    StringBuilder left = new StringBuilder("id|tenant");
    StringBuilder right = new StringBuilder("ID|Tenant");
    for (int i = 0; i < 1000; i++) {
      left.append("\n").append(i).append("|big");
      right.append("\n").append(i).append("|big");
    }
    left.append("\n1|small\n2|small\n7|NULL");
    right.append("\n7|NULL\n1|new");
    SetComparison whole = SetComparison.of("id", "tenant").atLeast(0.99, 0, 0);
    assertThat(compare(left.toString(), right.toString(), whole).verdict())
        .isEqualTo(Rung.SET_LEVEL);
    SetReport report =
        compare(left.toString(), right.toString(), whole.inSegmentsOf("tenant").sampling(3));
    assertThat(TextReports.withoutPlaces(SetText.of(report)))
        .isEqualTo(
            """
            * MISMATCH: 2 of 4 segments too unlike, such as tenant='small': Jaccard is 0.00 %, below 99.00 %

            measures
              = Jaccard     99.70 %  wanted 99.00 %
              = precision   99.90 %
              = recall      99.80 %

            members
              = 1,001 on both sides
              - 2 only on the left
              + 1 only on the right

            segments
              * tenant='small'  Jaccard is 0.00 %, below 99.00 %  (2 left, 0 right)
              * tenant='new'  Jaccard is 0.00 %, below 99.00 %  (0 left, 1 right)

            only on the left
              - tenant='small' id='1'
              - tenant='small' id='2'

            only on the right
              + tenant='new' id='1'
            """);
  }

  @Test
  void namesTheWorstSegmentEvenIfItIsGoodEnough() {
    SetReport report =
        compare(
            "id|t\n1|a\n2|a\n1|b\n2|b",
            "id|t\n1|a\n2|a\n1|b",
            SetComparison.of("id").inSegmentsOf("t").atLeast(0.5, 0, 0));
    assertThat(report.reason())
        .isEqualTo("Jaccard 75.00 %, precision 100.00 %, recall 75.00 %; so is each of 2 segments");
    assertThat(SetText.of(report))
        .contains("\n  = t='b'  Jaccard 50.00 %, precision 100.00 %, recall 50.00 %  (2 left");
  }

  @Test
  void leavesSegmentsUndecidedThatAreTooSmallForASample() {
    StringBuilder left = new StringBuilder("id|t\n1|b\n2|b");
    for (int i = 0; i < 500; i++) {
      left.append("\n").append(i).append("|a");
    }
    SetReport report =
        compare(
            left.toString(),
            left.toString(),
            SetComparison.of("id")
                .inSegmentsOf("t")
                .atLeast(0.9, 0, 0)
                .covering(SetCoverage.SAMPLE));
    assertThat(report.verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(report.reason())
        .isEqualTo(
            "1 of 2 segments not settled, such as t='b': Jaccard is 100.00 %, by these samples"
                + " between 34.23 % and 100.00 %, which does not settle 90.00 %");
  }

  @Test
  void readsTextsAsWhatTheOtherSideHas() {
    assertThat(compare("nr\n1\n2.0", "nr BIGINT\n1\n2", SetComparison.of("nr")).counts())
        .isEqualTo(new SetCounts(2, 2, 2));
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

  @Test
  void wantsItsSegmentsOnBothSides() {
    assertThatThrownBy(
            () -> compare("a|t\n1|1", "a\n1", SetComparison.of("a").inSegmentsOf("t", "u")))
        .hasMessage(
            """
            Cannot compare /left with /right: segment column 't' is missing on the right.
            Cannot compare /left with /right: segment column 'u' is missing on both sides.""");
  }

  private static SetReport compare(String left, String right, SetComparison comparison) {
    SetPlan plan =
        new ComparisonPlanner()
            .plan(comparison, TABLES.table("left", left), TABLES.table("right", right));
    return new SetComparisonRunner(TABLES.engine()).run(plan);
  }
}
