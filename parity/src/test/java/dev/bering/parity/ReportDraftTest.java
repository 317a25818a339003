package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.Relation;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReportDraftTest {

  private static final TestTables TABLES = new TestTables();
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);
  private static final String LEFT = "id INTEGER|v INTEGER|w DOUBLE\n1|1|1\n2|2|2";

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void believesFingerprintsThatNoAcceptedDifferenceExplains() {
    ComparisonReport report =
        ofARedBucket("id INTEGER|v INTEGER|w DOUBLE\n1|1|1\n2|2|3", accepting("w"));

    assertThat(report.verdict()).isEqualTo(Rung.UNDECIDED);
    assertThat(report.reason())
        .isEqualTo(
            "the fingerprints of 1 bucket differ but no row of them does: did the data change meanwhile?");
  }

  @Test
  void explainsFingerprintsByAnAcceptedDifferenceThatTheyHold() {
    ComparisonReport report =
        ofARedBucket("id INTEGER|v INTEGER|w DOUBLE\n1|1|1\n2|3|2", accepting("v"));

    assertThat(report.verdict()).isEqualTo(Rung.ACCEPTED);
  }

  @Test
  void passesNoColumnOfWhichNoPairWasSeen() {
    for (String right :
        List.of("id INTEGER|v INTEGER|w DOUBLE\n7|1|1", "id INTEGER|v INTEGER|w DOUBLE")) {
      ComparisonReport report = TABLES.report(LEFT, right, Comparison.by("id").ignoring("w"));

      assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
      assertThat(report.columns())
          .extracting(ColumnResult::rung)
          .containsExactly(Rung.UNDECIDED, Rung.NOT_COMPARED);
    }
  }

  @Test
  void callsTablesNotEmptyOfWhichNoRowIsChosen() {
    Comparison comparison =
        Comparison.by("id").where(new Where("v > 5", "v > 5")).whenEmpty(WhenEmpty.EQUAL);
    String empty = "id INTEGER|v INTEGER|w DOUBLE";

    for (String right : List.of(LEFT, empty)) {
      ComparisonReport report = TABLES.report(LEFT, right, comparison);
      assertThat(report.verdict()).isEqualTo(Rung.NOT_COMPARED);
      assertThat(report.reason())
          .isEqualTo("no row of either table is chosen by where: there was nothing to compare");
    }
    assertThat(TABLES.report(empty, empty, comparison).verdict()).isEqualTo(Rung.EXACT);
  }

  @Test
  void countsTheRowsThatAConditionLeavesOut() {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|v INTEGER\n1|1\n2|6\n3|NULL\n4|2",
            "id INTEGER|v INTEGER\n1|1\n2|6",
            Comparison.by("id").where(new Where("v > 5", "v > 5")));

    assertThat(report.verdict()).isEqualTo(Rung.EXACT);
    assertThat(report.notes())
        .contains(
            "3 of 4 rows of the left are left out by where, 1 of them because the condition is null there",
            "1 of 2 rows of the right is left out by where");
  }

  /** With a tolerance for w, so that fingerprints are of v alone. */
  private static Comparison accepting(String column) {
    return Comparison.by("id")
        .tolerating("w", Tolerance.absolute("0.001"))
        .accepting(
            new AcceptedDifference(
                List.of(column),
                AcceptedDifference.Value.ANY,
                AcceptedDifference.Value.ANY,
                "",
                "known",
                "ann",
                5,
                TODAY));
  }

  private static ComparisonReport ofARedBucket(String right, Comparison comparison) {
    Relation leftTable = TABLES.table("left", LEFT);
    Relation rightTable = TABLES.table("right", right);
    ComparisonPlan plan =
        new ComparisonPlanner(TestTables.FINGERPRINTS).plan(comparison, leftTable, rightTable);
    RowsSql rows = new RowsSql(TABLES.engine().dialect(), plan);
    List<Slot> columns = Slot.columns(plan);
    Pairing pairing =
        new Pairing(
            TABLES.engine(),
            plan,
            columns,
            "(" + rows.select(Side.LEFT, columns) + ")",
            "(" + rows.select(Side.RIGHT, columns) + ")",
            false);
    ReportDraft draft = new ReportDraft(TABLES.engine(), plan);
    draft.buckets(new Buckets(4, List.of(new Buckets.Bucket(1, 1, 1))));
    return draft.ofPairs(pairing, new Acceptances(plan, TODAY).examine(pairing), TieFinding.NONE);
  }
}
