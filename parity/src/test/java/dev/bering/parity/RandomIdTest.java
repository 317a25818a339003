package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RandomIdTest {

  private static final TestTables TABLES = new TestTables();
  private static final Comparison COMPARISON = Comparison.by("id").randomId("s");

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void callsRenamedIdsEqualUpToABijection() {
    assertThat(
            TABLES.compare(
                "id|s\n1|a\n2|a\n3|b\n4|NULL", "id|s\n1|x\n2|x\n3|a\n4|NULL", COMPARISON))
        .isEqualTo(
            """
            = UP_TO_BIJECTION: all 4 rows are equal, 1 column by other names of the same ids

            rows
              = 4 equal

            columns
              = s  3 by another name, one to one\
            """);
    assertThat(TABLES.report("id|s\n1|a", "id|s\n1|a", COMPARISON).verdict()).isEqualTo(Rung.EXACT);
  }

  @Test
  void showsWhereOneIdBecomesTwo() {
    ComparisonReport report =
        TABLES.report("id|s\n1|a\n2|a\n3|b", "id|s\n1|x\n2|y\n3|z", COMPARISON);
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.columns().get(0).changed()).isEqualTo(2);
    assertThat(report.columns().get(0).samples())
        .extracting(CellSample::left, CellSample::right)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("'a'", "'x'"),
            org.assertj.core.api.Assertions.tuple("'a'", "'y'"));
  }

  @Test
  void showsWhereTwoIdsBecomeOneAndWhereNullDoesNotStayNull() {
    assertThat(
            TABLES
                .report("id|s\n1|a\n2|b\n3|c", "id|s\n1|x\n2|x\n3|c", COMPARISON)
                .columns()
                .get(0)
                .changed())
        .isEqualTo(2);
    assertThat(TABLES.report("id|s\n1|a\n2|b", "id|s\n1|NULL\n2|x", COMPARISON).verdict())
        .isEqualTo(Rung.MISMATCH);
  }

  @Test
  void refusesRandomKeysAndTolerances() {
    assertThatThrownBy(
            () ->
                TABLES.report(
                    "id INTEGER|s INTEGER\n1|1",
                    "id INTEGER|s INTEGER\n1|1",
                    COMPARISON.randomId("id").tolerating("s", Tolerance.absolute("1"))))
        .hasMessage(
            """
            Cannot compare /left with /right: key column 'id' is a random id, by which no rows can be paired.
            Cannot compare /left with /right: column 's' is a random id and has a tolerance.\
            """);
  }
}
