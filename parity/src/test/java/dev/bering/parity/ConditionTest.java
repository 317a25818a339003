package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions are refused where they would fail later, or answer otherwise each time. */
class ConditionTest {

  private static final TestTables TABLES = new TestTables();
  private static final TableSide TABLE =
      TableSide.of(TABLES.parquet("left", "SELECT 1 AS id, 'now (x)' AS note"));

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"row_number() OVER (ORDER BY id) = 1", "count(*) > 0", "id = 'x' OR nr"})
  void refusesWhatCannotChooseRows(String condition) {
    assertThat(Condition.problem(TABLES.engine(), TABLE, Side.LEFT, condition))
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.code()).isEqualTo("COMPARE_CONDITION_INVALID");
              assertThat(problem.message())
                  .startsWith("Cannot choose rows of /left by '%s': ".formatted(condition));
            });
  }

  @Test
  void refusesWhatCannotStandBesideColumns() {
    assertThat(Condition.problemBesideColumns(TABLES.engine(), TABLE, Side.LEFT, "count(*) > 0"))
        .isPresent();
    assertThat(
            Condition.problemBesideColumns(
                TABLES.engine(), TABLE, Side.LEFT, "row_number() OVER (ORDER BY id) = 1"))
        .isEmpty();
  }

  @Test
  void refusesWhatAnswersOtherwiseEachTimeByName() {
    assertThat(Condition.problem(TABLES.engine(), TABLE, Side.LEFT, "id > \"random\" ()"))
        .contains(
            new Problem(
                "COMPARE_CONDITION_INVALID",
                "Cannot choose rows of /left by 'id > \"random\" ()': it asks for random, which need not be the same each time.",
                "write one SQL condition over the columns of the left"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"uuid() = note", "now() > DATE '2026-01-01'", "current_date > DATE '2026-01-01'"})
  void knowsFunctionsWithAndWithoutParentheses(String condition) {
    assertThat(Condition.problem(TABLES.engine(), TABLE, Side.LEFT, condition)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"note = 'now (x)'", "id IN (1, 2) AND note LIKE 'n%'", "note <> ''"})
  void leavesTextsAndColumnsAlone(String condition) {
    assertThat(Condition.problem(TABLES.engine(), TABLE, Side.LEFT, condition)).isEmpty();
  }

  @Test
  void knowsEveryFunctionOfDuckDbThatAnswersOtherwiseEachTime() {
    assertThat(
            TABLES
                .engine()
                .query(
                    "SELECT DISTINCT function_name FROM duckdb_functions()"
                        + " WHERE stability <> 'CONSISTENT' AND function_type = 'scalar'",
                    row -> row.text(0).orElseThrow()))
        .isNotEmpty()
        .allMatch(FickleFunctions::contains);
  }
}
