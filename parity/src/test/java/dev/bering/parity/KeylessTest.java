package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class KeylessTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void countsHowOftenARowOccurs() {
    assertThat(TABLES.compare("v|w\na|1\na|1\nb|2", "v|w\nb|2\na|1\nc|3", Comparison.ofMultisets()))
        .isEqualTo(
            """
            * MISMATCH: 1 row only on the left, 1 row only on the right

            rows
              = 2 equal
              - 1 only on the left
              + 1 only on the right

            columns
              ! v
              ! w

            only on the left
              - v='a' w='1'

            only on the right
              + v='c' w='3'\
            """);
  }

  @Test
  void callsTwiceNotOnce() {
    ComparisonReport report = TABLES.report("v\na\na\na", "v\na", Comparison.ofMultisets());
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.rows()).isEqualTo(new RowCounts(3, 1, 2, 0, 0, 1));
    assertThat(report.onlyLeft()).containsExactly(List.of("'a'"), List.of("'a'"));
  }

  @Test
  void callsRowsEqualInAnyOrder() {
    ComparisonReport report =
        TABLES.report(
            "v DOUBLE|t INTEGER[]\nnan|[1]\n0.0|NULL\nNULL|[]\nnan|[1]",
            "v DOUBLE|t INTEGER[]\nNULL|[]\nnan|[1]\n-0.0|NULL\nnan|[1]",
            Comparison.ofMultisets());
    assertThat(report.verdict()).isEqualTo(Rung.EXACT);
    assertThat(report.rows().equal()).isEqualTo(4);
  }

  @Test
  void ignoresColumnsAndReadsTexts() {
    ComparisonReport report =
        TABLES.report(
            "v|at\n1|x\n1|y",
            "v INTEGER|at VARCHAR\n1|z\n1|z",
            Comparison.ofMultisets().ignoringBecause("at", "load time"));
    assertThat(report.verdict()).isEqualTo(Rung.NORMALISED);
  }

  @Test
  void refusesWhatIsSaidOfPairs() {
    Comparison comparison =
        Comparison.ofMultisets()
            .tolerating("v", Tolerance.absolute("1"))
            .randomId("w")
            .accepting(
                new AcceptedDifference(
                    List.of("v"),
                    AcceptedDifference.Value.ANY,
                    AcceptedDifference.Value.ANY,
                    "",
                    "r",
                    "o",
                    1,
                    LocalDate.of(2099, 1, 1)));
    assertThatThrownBy(
            () -> TABLES.report("v INTEGER|w INTEGER\n1|1", "v INTEGER|w INTEGER\n1|1", comparison))
        .hasMessage(
            """
            Cannot compare /left with /right: column 'v' has a tolerance, but without a key nobody can tell which rows are to be close.
            Cannot compare /left with /right: column 'w' is a random id, but without a key nobody can tell which ids correspond.
            Cannot compare /left with /right: differences are accepted, but without a key nobody can tell which rows have changed.\
            """);
  }

  @Test
  void refusesToCountRowsOfNoColumns() {
    assertThatThrownBy(() -> TABLES.report("v\n1", "v\n1", Comparison.ofMultisets().ignoring("v")))
        .hasMessage("Cannot compare /left with /right: no column is left to compare.");
  }
}
