package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is equal and what is not, told by the printed report; both ways of comparing agree. */
class ComparisonTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void tellsWhichCellsDiffer() {
    assertThat(TABLES.compare("id|amt\n1|10\n2|20", "id|amt\n1|10\n2|21"))
        .isEqualTo(
            """
            * MISMATCH: 1 row changed

            rows
              = 1 equal
              * 1 changed

            columns
              * amt  1 changed

            changed
              * id='2'  amt: '20' -> '21'""");
  }

  @Test
  void findsRowsThatOnlyOneSideHas() {
    assertThat(
            TABLES.compare(
                "id BIGINT|amt INTEGER\n1|10\n2|20\n3|30", "id BIGINT|amt INTEGER\n1|10\n4|20"))
        .isEqualTo(
            """
            * MISMATCH: 2 rows only on the left, 1 row only on the right

            rows
              = 1 equal
              - 2 only on the left
              + 1 only on the right

            columns
              = amt

            only on the left
              - id=2
              - id=3

            only on the right
              + id=4""");
  }

  @Test
  void measuresHowFarNumbersAreApart() {
    assertThat(
            TABLES.compare(
                "id INTEGER|amt DOUBLE\n1|100\n2|8\n3|NULL\n4|nan",
                "id INTEGER|amt DOUBLE\n1|101\n2|6\n3|1\n4|inf"))
        .contains("* amt  4 changed, at most 2 apart (25 %)")
        .contains("* id=4  amt: nan -> inf");
  }

  @Test
  void measuresWholeNumbersWithoutGoingThroughDouble() {
    assertThat(
            TABLES.compare(
                "id INTEGER|amt BIGINT\n1|9007199254740992",
                "id INTEGER|amt BIGINT\n1|9007199254740993"))
        .contains("* amt  1 changed, at most 1 apart");
  }

  @Test
  void pairsRowsBySeveralKeysAndTakesNullForAKeyLikeAnyOther() {
    String left = "a INTEGER|b VARCHAR|amt INTEGER\n1|x|1\n1|NULL|2\nNULL|x|3\nNULL|NULL|4";
    String right = "a INTEGER|b VARCHAR|amt INTEGER\nNULL|NULL|4\nNULL|x|3\n1|NULL|7\n1|x|1";
    assertThat(TABLES.compare(left, right, Comparison.by("a", "b")))
        .contains("* MISMATCH: 1 row changed")
        .contains("* a=1 b=NULL  amt: 2 -> 7");
  }

  @Test
  void takesNullForAValueEqualToItselfAndToNothingElse() {
    assertThat(TABLES.compare("id|t\n1|NULL\n2|''\n3|x", "id|t\n1|NULL\n2|''\n3|x"))
        .startsWith("= EXACT: all 3 rows are equal");
    assertThat(TABLES.compare("id|t\n1|NULL\n2|''\n3|x", "id|t\n1|''\n2|NULL\n3|x "))
        .contains("* id='1'  t: NULL -> ''")
        .contains("* id='2'  t: '' -> NULL")
        .contains("* id='3'  t: 'x' -> 'x '");
  }

  @Test
  void matchesColumnNamesWithoutRegardToCaseAndSaysSo() {
    ComparisonReport report = TABLES.report("ID|Amt\n1|10", "id|amt\n1|10", Comparison.by("Id"));
    assertThat(report.verdict()).isEqualTo(Rung.EXACT);
    assertThat(report.notes())
        .containsExactly(
            "column 'ID' of the left is spelled 'id' on the right",
            "column 'Amt' of the left is spelled 'amt' on the right");
  }

  @Test
  void callsAColumnOfOneSideADifferenceUnlessItIsIgnored() {
    String left = "id|amt\n1|10";
    String right = "id|amt|note\n1|10|x";
    assertThat(TABLES.compare(left, right))
        .isEqualTo(
            """
            * MISMATCH: column 'note' is only on the right

            rows
              = 1 equal

            columns
              = amt
              * note  only on the right""");
    assertThat(TABLES.compare(left, right, Comparison.by("id").ignoring("NOTE")))
        .isEqualTo(
            """
            = EXACT: the only row is equal

            rows
              = 1 equal

            columns
              = amt
              ! note  ignored, only on the right""");
  }

  @Test
  void comparesTheKeyAloneIfThereIsNothingElse() {
    ComparisonReport report = TABLES.report("id\n1\n2", "id\n2\n3", Comparison.by("id"));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.rows()).isEqualTo(new RowCounts(2, 2, 1, 1, 0, 1));
    assertThat(report.notes()).contains("only the key is compared");
  }

  @Test
  void doesNotCallTwoEmptyTablesEqualUnlessTold() {
    ComparisonReport report = TABLES.report("id|amt", "id|amt", Comparison.by("id"));
    assertThat(report.verdict()).isEqualTo(Rung.NOT_COMPARED);
    assertThat(report.verdict().exitCode().number()).isEqualTo(4);
    assertThat(report.reason()).isEqualTo("both tables are empty: there was nothing to compare");
    assertThat(
            TABLES
                .report("id|amt", "id|amt", Comparison.by("id").whenEmpty(WhenEmpty.EQUAL))
                .reason())
        .isEqualTo("both tables are empty, which was declared to be equal");
  }

  @Test
  void callsAnEmptyTableAndAFullOneDifferent() {
    assertThat(TABLES.compare("id|amt", "id|amt\n1|1"))
        .startsWith("* MISMATCH: 1 row only on the right");
  }

  @Test
  void refusesToPairRowsThatShareAKey() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id|amt\n1|10\n2|20\n2|21\n2|22",
                    "id|amt\n1|10\n1|11\n2|20",
                    Comparison.by("id")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot pair the rows of /left: key id = '2' occurs 3 times on the left.\n"
                + "Cannot pair the rows of /right: key id = '1' occurs 2 times on the right.");
  }

  @Test
  void refusesManyNullKeysInsteadOfMultiplyingThem() {
    String nulls = "SELECT NULL::INTEGER AS id, i AS amt FROM range(100000) t(i)";
    ComparisonPlan plan =
        new ComparisonPlanner()
            .plan(
                Comparison.by("id"),
                TABLES.parquet("left", nulls),
                TABLES.parquet("right", nulls + " WHERE i > 0"));
    assertThatThrownBy(
            () -> new ComparisonRunner(TABLES.engine(), dev.bering.model.Progress.NONE).run(plan))
        .hasMessage(
            "Cannot pair the rows of /left: key id = NULL occurs 100000 times on the left.\n"
                + "Cannot pair the rows of /right: key id = NULL occurs 99999 times on the right.");
  }

  @Test
  void callsSharedKeysEqualWhileFingerprintsAreAndSaysWhatThatMeans() {
    String table = "id INTEGER|amt INTEGER\n1|1\n1|1\n1|2";
    ComparisonReport report =
        TABLES.report(table, table, Comparison.by("id"), TestTables.FINGERPRINTS);
    assertThat(report.verdict()).isEqualTo(Rung.EXACT);
    assertThat(report.notes())
        .contains(
            "the tables are equal as multisets of rows; whether a key occurs twice was not asked");
  }

  @Test
  void leavesNothingBehindInTheEngine() {
    TABLES.report("id|amt\n1|10\n2|20", "id|amt\n1|10\n2|21", Comparison.by("id"));
    assertThat(
            TABLES
                .engine()
                .query(
                    "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'parity%'",
                    row -> row.string(0)))
        .isEmpty();
  }
}
