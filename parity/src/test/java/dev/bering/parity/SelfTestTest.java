package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import dev.bering.parity.SelfTestReport.Outcome;
import dev.bering.parity.SelfTestReport.Trial;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Differences planted into real tables: what a declaration sees, and what it cannot see. */
class SelfTestTest {

  private static final TestTables TABLES = new TestTables();

  private static final String EVERY_TYPE =
      "SELECT i AS id, if(i % 5 = 0, NULL, if(i % 5 = 1, '', 'text ' || i)) AS name, if(i % 7 = 0,"
          + " NULL, i % 3) AS n, (i * 0.37)::DECIMAL(12,2) AS price, CASE i % 6 WHEN 0 THEN NULL"
          + " WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN 0 ELSE i / 7 END AS x, (i / 3)::FLOAT AS f, i %"
          + " 2 = 0 AS flag, DATE '2026-01-01' + i::INT AS day, TIMESTAMP '2026-01-01 10:00:00' +"
          + " to_minutes(i::INT) AS t, [7, i, 3] AS list, MAP {'a': i} AS map, {'p': i, 'q': 'x'}"
          + " AS struct FROM range(1, 61) r(i)";

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void seesEveryPlantedDifferenceButTheSignOfZero() {
    SelfTestReport report = test(EVERY_TYPE, Comparison.by("id"));
    assertThat(report.trials()).filteredOn(trial -> trial.outcome() == Outcome.MISSED).isEmpty();
    assertThat(report.trials())
        .filteredOn(trial -> trial.outcome() == Outcome.EXCUSED)
        .containsExactly(
            new Trial("0.0 becomes -0.0", "x", Outcome.EXCUSED, "0.0 and -0.0 are equal"));
    assertThat(report.count(Outcome.CAUGHT)).isEqualTo(45);
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(report.trials())
        .contains(
            new Trial("a row is missing", "", Outcome.CAUGHT, ""),
            new Trial("a row occurs twice", "", Outcome.CAUGHT, "refused: COMPARE_DUPLICATE_KEY"),
            new Trial("null becomes ''", "name", Outcome.CAUGHT, ""),
            new Trial("one step in the last place", "x", Outcome.CAUGHT, ""),
            new Trial("elements change places", "list", Outcome.CAUGHT, ""),
            new Trial("values of two rows change places", "map", Outcome.CAUGHT, ""),
            new Trial("NaN becomes null", "x", Outcome.CAUGHT, ""));
  }

  @Test
  void saysWhatTheDeclarationHides() {
    Comparison declared =
        Comparison.by("id")
            .ignoringBecause("flag", "made up")
            .tolerating("price", Tolerance.absolute("0.10"))
            .tolerating("x", Tolerance.relative("1e-6"))
            .with("name", ColumnRule.NONE.normalisedBy(List.of(new Normaliser.Trim())));
    SelfTestReport report = test(EVERY_TYPE, declared);
    assertThat(report.trials()).filteredOn(trial -> trial.outcome() == Outcome.MISSED).isEmpty();
    assertThat(report.trials())
        .contains(
            new Trial("a value becomes null", "flag", Outcome.EXCUSED, "ignored: made up"),
            new Trial("a blank is added", "name", Outcome.EXCUSED, "normalised by trim"),
            new Trial(
                "a number moves within the tolerance",
                "price",
                Outcome.EXCUSED,
                "tolerated within 0.1"),
            new Trial("a number moves beyond the tolerance", "price", Outcome.CAUGHT, ""),
            new Trial(
                "a number moves within the tolerance",
                "x",
                Outcome.EXCUSED,
                "tolerated within 0.0001 %"),
            new Trial("a number moves beyond the tolerance", "x", Outcome.CAUGHT, ""));
  }

  @Test
  void testsMultisetsDifferenceByDifference() {
    SelfTestReport report =
        test("SELECT i % 3 AS a, 'x' || i AS b FROM range(9) r(i)", Comparison.ofMultisets());
    assertThat(report.trials()).filteredOn(trial -> trial.outcome() == Outcome.MISSED).isEmpty();
    assertThat(report.trials())
        .contains(
            new Trial("a row occurs three times", "", Outcome.CAUGHT, ""),
            new Trial("values of two rows change places", "a", Outcome.CAUGHT, ""));
  }

  @Test
  void printsATableThatSaysWhatCannotBeCaught() {
    SelfTestReport report =
        test(
            "SELECT i AS id, i * 0.5 AS v, 'n' AS note FROM range(1, 3) r(i)",
            Comparison.by("id").ignoringBecause("note", "free text"));
    assertThat(report.toString())
        .isEqualTo(
            """
            self-test of /left: 8 of 11 planted differences were caught, 3 not by declaration, 0 missed

            cannot be caught
              - a value becomes null              note  ignored: free text
              - a blank is added                  note  ignored: free text
              - case changes                      note  ignored: free text

            caught
              = a row is missing
              = a row occurs twice                      refused: COMPARE_DUPLICATE_KEY
              = a row occurs three times                refused: COMPARE_DUPLICATE_KEY
              = a value becomes null              id
              = a value becomes null              v
              = one unit of the last digit        id
              = one unit of the last digit        v
              = values of two rows change places  v

            not planted
                null becomes 0                    id    no such value
                null becomes 0                    v     no such value
                0 becomes null                    id    no such value
                0 becomes null                    v     no such value
                null becomes ''                   note  no such value
                '' becomes null                   note  no such value
                values of two rows change places  id    a key
                values of two rows change places  note  no two values
            """);
  }

  @Test
  void worksOnTheFirstRowsOfALargeTableAndSaysSo() {
    SelfTestReport report =
        test("SELECT i AS id, i * 3 AS v FROM range(12000) r(i)", Comparison.by("id"));
    assertThat(report.rows()).isEqualTo(10_000);
    assertThat(report.toString())
        .contains("planted into copies of the first 10,000 of 12,000 rows");
  }

  @Test
  void isNotGreenWhereNothingCanBePlanted() {
    SelfTestReport report = test("SELECT 1 AS id, 2 AS v FROM range(0) r(i)", Comparison.by("id"));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void endsRedIfSomethingIsMissed() {
    SelfTestReport report =
        new SelfTestReport(
            "/left", 1, 1, "", List.of(new Trial("a row is missing", "", Outcome.MISSED, "")));
    assertThat(report.exitCode()).isEqualTo(ExitCode.BLIND);
    assertThat(report.exitCode().number()).isEqualTo(6);
  }

  @Test
  void usesTheZoneOfTheLeftForBothCopies() {
    SelfTestReport report =
        test(
            "SELECT i AS id, TIMESTAMP '2026-01-01 10:00:00' + to_minutes(i::INT) AS t FROM"
                + " range(1, 9) r(i)",
            "SELECT i AS id, TIMESTAMPTZ '2026-01-01 09:00:00+00' + to_minutes(i::INT) AS t FROM"
                + " range(1, 9) r(i)",
            Comparison.by("id").normalising("t", new Normaliser.Zone("Europe/Berlin", "")));
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.OK);
    assertThat(report.trials())
        .filteredOn(trial -> trial.column().equals("t") && trial.outcome() == Outcome.CAUGHT)
        .isNotEmpty()
        .allMatch(trial -> trial.why().isEmpty());
  }

  @Test
  void isUndecidedWhereTheLeftCannotBeComparedWithItself() {
    SelfTestReport report =
        new SelfTest(TABLES.engine())
            .run(
                Comparison.by("id").normalising("flag", new Normaliser.BooleanText()),
                TABLES.table("left", "id|flag\n1|true\n2|false"),
                TABLES.table("right", "id INTEGER|flag BOOLEAN\n1|true\n2|false"));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.trials()).isEmpty();
    assertThat(report.toString())
        .startsWith(
            "self-test of /left: undecided, nothing was planted: the unchanged copy cannot be"
                + " compared with its table: COMPARE_");
  }

  @Test
  void isUndecidedWhereTheUnchangedCopyIsNotEqual() {
    AcceptedDifference expired =
        new AcceptedDifference(
            List.of("v"),
            AcceptedDifference.Value.ANY,
            AcceptedDifference.Value.ANY,
            "",
            "known",
            "ann",
            9,
            LocalDate.of(2020, 1, 31));
    SelfTestReport report =
        test(
            "SELECT i AS id, i * 3 AS v FROM range(1, 9) r(i)",
            Comparison.by("id").accepting(expired));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.toString())
        .startsWith(
            "self-test of /left: undecided, nothing was planted: the unchanged copy is not equal to"
                + " its table: ");
  }

  @Test
  void isUndecidedWhereKeysOccurTwiceAlready() {
    SelfTestReport report =
        test(
            "SELECT i % 4 AS id, i AS v FROM range(1, 9) r(i)",
            "SELECT i AS id, i AS v FROM range(1, 9) r(i)", Comparison.by("id"));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.undecided())
        .startsWith(
            "the unchanged copy cannot be compared with its table: COMPARE_DUPLICATE_KEY: ");
  }

  @Test
  void plantsWhatNoTieAllows() {
    String candidates =
        "SELECT i AS id, i % 5 AS u, i // 30 AS score, 'n' || i AS last, i AS place FROM range(60)"
            + " r(i)";
    String left =
        "SELECT * FROM (%s) QUALIFY row_number() OVER (PARTITION BY u ORDER BY score DESC, id) <= 8"
            .formatted(candidates);
    Ties ties =
        Ties.topK(List.of("u"), List.of(TieOrder.of("score desc"))).keeping(8).from("/candidates");
    SelfTestReport report =
        new SelfTest(TABLES.engine())
            .run(
                Comparison.by("id").ties(ties),
                TABLES.parquet("left", left),
                TABLES.parquet("right", left),
                TABLES.parquet("candidates", candidates));
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.OK);
    assertThat(report.toString())
        .contains("= a tied row becomes one that never was")
        .contains("= a candidate takes a place that no tie leaves open");
  }

  @Test
  void excusesAKeyThatBecomesThatOfATiedCandidate() {
    String candidates = "SELECT i AS id, 1 AS u, 7 AS score FROM range(20) r(i)";
    Ties ties =
        Ties.topK(List.of("u"), List.of(TieOrder.of("score desc"))).keeping(1).from("/candidates");
    SelfTestReport report =
        new SelfTest(TABLES.engine())
            .run(
                Comparison.by("id").ties(ties),
                TABLES.parquet("left", candidates + " WHERE i = 5"),
                TABLES.parquet("right", candidates + " WHERE i = 5"),
                TABLES.parquet("candidates", candidates));
    assertThat(report.trials())
        .as(report.toString())
        .anySatisfy(
            trial -> {
              assertThat(trial.column()).isEqualTo("id");
              assertThat(trial.outcome()).isEqualTo(Outcome.EXCUSED);
              assertThat(trial.why()).isEqualTo("it makes the row one that is tied with it");
            });
  }

  @Test
  void leavesNumbersOfTiedRowsToTheDeclaration() {
    SelfTestReport report =
        test(
            "SELECT i AS id, i // 4 AS score, i + 1 AS rn FROM range(12) r(i)",
            Comparison.by("id")
                .ties(Ties.rowNumber("rn", List.of(), List.of(TieOrder.of("score")))));
    assertThat(report.exitCode()).as(report.toString()).isEqualTo(ExitCode.OK);
    assertThat(report.trials())
        .contains(
            new Trial(
                "values of two rows change places",
                "rn",
                Outcome.EXCUSED,
                "a choice among tied rows"),
            new Trial("numbers of rows that are not tied change places", "", Outcome.CAUGHT, ""));
  }

  private static SelfTestReport test(String left, String right, Comparison comparison) {
    return new SelfTest(TABLES.engine())
        .run(comparison, TABLES.parquet("left", left), TABLES.parquet("right", right));
  }

  private static SelfTestReport test(String select, Comparison comparison) {
    return test(select, select, comparison);
  }

  @Test
  void refusesTextsThatAreNoValuesAsAComparisonDoes() {
    assertThatThrownBy(
            () ->
                TABLES.selfTest(
                    "id|amt\n1|10\n2|1.5", "id INTEGER|amt INTEGER\n1|10", Comparison.by("id")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compare column 'amt' of /left: 1 text is not a INTEGER without loss, such as"
                + " '1.5'.");
  }
}
