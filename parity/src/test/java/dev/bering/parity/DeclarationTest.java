package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bering.model.UserException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a declaration says of single columns and rows. */
class DeclarationTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void saysWhyAColumnIsIgnoredAndNamesThoseWithoutAReason() {
    ComparisonReport report =
        TABLES.report(
            "id|a|b|c\n1|1|1|1",
            "id|a|b\n1|2|2",
            Comparison.by("id")
                .ignoringBecause("a", "the load's time")
                .ignoring("B")
                .ignoringBecause("c", "dropped on purpose"));
    assertThat(report.verdict()).isEqualTo(Rung.EXACT);
    assertThat(report.columns())
        .extracting(column -> column.plan().reason(), ColumnResult::rung)
        .containsExactly(
            tuple("ignored: the load's time", Rung.NOT_COMPARED),
            tuple("ignored", Rung.NOT_COMPARED),
            tuple("only on the left, ignored: dropped on purpose", Rung.NOT_COMPARED));
    assertThat(report.notes()).contains("column 'b' is ignored without a reason");
  }

  @Test
  void comparesAColumnWithTheOneItIsMappedTo() {
    assertThat(
            TABLES.compare(
                "id|amount|rest\n1|10|x\n2|20|y",
                "nr|amount_eur|rest\n1|10|x\n2|21|y",
                Comparison.by("id").mapping("ID", "nr").mapping("amount", "AMOUNT_EUR")))
        .contains("* id='2'  amount: '20' -> '21'")
        .contains("= 1 equal");
  }

  @Test
  void comparesColumnsThatHaveChangedTheirNames() {
    Comparison swapped = Comparison.by("id").mapping("a", "b").mapping("b", "a");
    assertThat(TABLES.report("id|a|b\n1|1|2", "id|a|b\n1|2|1", swapped).verdict())
        .isEqualTo(Rung.EXACT);
    assertThat(TABLES.report("id|a|b\n1|1|2", "id|a|b\n1|1|2", swapped).rows().changed())
        .isEqualTo(1);
  }

  @Test
  void refusesMappingsThatMakeNoSenseAllAtOnce() {
    Comparison comparison =
        Comparison.by("id")
            .mapping("a", "x")
            .mapping("b", "x")
            .mapping("nothing", "a")
            .mapping("c", "nowhere")
            .mapping("d", "y");
    assertThatThrownBy(
            () -> TABLES.report("id|a|b|c|d\n1|1|1|1|1", "id|x|y|a|d\n1|1|1|1|1", comparison))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot compare /left with /right: columns 'a' and 'b' are both mapped to 'x' of the right.
            Cannot compare /left with /right: column 'nothing', mapped to 'a' of the right, is not on the left.
            Cannot compare /left with /right: column 'c' is mapped to 'nowhere', which is not on the right.
            Cannot compare /left with /right: column 'd' is mapped to 'y', but the right has a column 'd' too.\
            """);
  }

  @Test
  void comparesOnlyTheRowsThatItIsAbout() {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|day VARCHAR|v INTEGER\n1|mon|1\n2|tue|2\n3|tue|3",
            "id INTEGER|weekday VARCHAR|v INTEGER\n1|mon|1\n2|tue|9",
            Comparison.by("id")
                .mapping("day", "weekday")
                .where(new Where("day = 'mon'", "weekday = 'mon' OR weekday IS NULL")));
    assertThat(report.verdict()).isEqualTo(Rung.EXACT);
    assertThat(report.rows()).isEqualTo(new RowCounts(1, 1, 0, 0, 0, 1));
    assertThat(report.plan().left().summary()).endsWith(" where day = 'mon'");
  }

  @Test
  void callsNothingEqualIfNoRowIsChosen() {
    assertThat(
            TABLES
                .report(
                    "id|v\n1|1",
                    "id|v\n1|1",
                    Comparison.by("id").where(new Where("false", "id = '2'")))
                .verdict())
        .isEqualTo(Rung.NOT_COMPARED);
  }

  @Test
  void refusesWhatIsNoConditionOnBothSides() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id|v\n1|1",
                    "id|v\n1|1",
                    Comparison.by("id").where(new Where("nr = 1", "true; DROP TABLE x"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot choose rows of /left by 'nr = 1': Binder Error: Referenced column "nr" not found in FROM clause.
            Cannot choose rows of /right by 'true; DROP TABLE x': it holds a semicolon or a comment.\
            """);
  }

  @Test
  void namesPartsThatOneSideLacksAsAWhole() {
    ComparisonReport report =
        TABLES.report(
            "day|id|v\nmon|1|1\nmon|2|2\ntue|1|1\ntue|2|2\nwed|1|1",
            "day|id|v\nmon|1|1\nwed|1|1\nthu|7|1\nthu|8|1",
            Comparison.by("day", "id"));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.notes())
        .containsExactly(
            "all 2 rows with day = 'tue' are only on the left",
            "all 2 rows with id = '2' are only on the left",
            "all 2 rows with day = 'thu' are only on the right");
  }
}
