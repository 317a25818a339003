package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Progress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Rules that differences follow, found by both ways of comparing. */
class ExplanationTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void findsNullWhereTheOtherSideDividedByZero() {
    String legacy =
        "SELECT i AS id, CASE WHEN i % 10 = 0 THEN 0 ELSE i END AS dst_bytes,"
            + " CASE WHEN i % 10 = 0 THEN 'inf'::DOUBLE ELSE 1 / i END AS ratio"
            + " FROM range(1, 1000) t(i)";
    String modern = legacy.replace("'inf'::DOUBLE", "NULL");
    assertThat(explain(legacy, modern))
        .containsExactly(
            "ratio: the right is null where the left is Infinity; in all of them dst_bytes = 0, and in"
                + " none of the other 900 rows (99 of 99)");
    assertThat(explain(modern, legacy))
        .containsExactly(
            "ratio: the left is null where the right is Infinity; in all of them dst_bytes = 0, and in"
                + " none of the other 900 rows (99 of 99)");
  }

  @Test
  void findsAConstantRatioAndItsExceptions() {
    String left = "SELECT i AS id, i * 3 AS v FROM range(1, 101) t(i)";
    String right =
        "SELECT i AS id, CASE WHEN i > 95 THEN -7 ELSE i * 3000 END AS v FROM range(1, 101) t(i)";
    assertThat(explain(left, right))
        .containsExactly(
            "v: the right is the left * 1000 (95 of 100)",
            "v: the right is -7 whatever the left is (5 of 100)");
    assertThat(explain(right, left)).containsExactly("v: the right is the left / 1000 (95 of 100)");
  }

  @Test
  void findsAConstantOffset() {
    assertThat(
            explain(
                "SELECT i AS id, i / 7 AS v FROM range(1, 10) t(i)",
                "SELECT i AS id, i / 7 - 2.5 AS v FROM range(1, 10) t(i)"))
        .containsExactly("v: the right is the left - 2.5 (9 of 9)");
  }

  @Test
  void findsATimeZoneThatWasForgotten() {
    assertThat(
            explain(
                "SELECT i AS id, TIMESTAMP '2026-01-01' + to_minutes(i * 7) AS t FROM range(9) t(i)",
                "SELECT i AS id, TIMESTAMP '2026-01-01 02:00:00' + to_minutes(i * 7) AS t"
                    + " FROM range(9) t(i)"))
        .containsExactly("t: the right is the left + 2 hours (9 of 9)");
    assertThat(
            explain(
                "SELECT i AS id, DATE '2026-01-01' + i::INT AS t FROM range(9) t(i)",
                "SELECT i AS id, DATE '2026-01-02' + i::INT AS t FROM range(9) t(i)"))
        .containsExactly("t: the right is the left + 1 day (9 of 9)");
  }

  @Test
  void findsRounding() {
    assertThat(
            explain(
                "SELECT i AS id, i / 7 AS v FROM range(1, 100) t(i) WHERE i % 7 <> 0",
                "SELECT i AS id, round(i / 7, 3) AS v FROM range(1, 100) t(i) WHERE i % 7 <> 0"))
        .containsExactly("v: the right is the left rounded to 3 decimals (85 of 85)");
  }

  @Test
  void findsASwappedSign() {
    assertThat(
            explain(
                "SELECT i AS id, i AS v FROM range(1, 9) t(i)",
                "SELECT i AS id, -i AS v FROM range(1, 9) t(i)"))
        .containsExactly("v: the sides differ only in sign (8 of 8)");
  }

  @Test
  void findsBlanksCaseAndEmptyTexts() {
    assertThat(
            explain(
                "SELECT i AS id, 'Ab' || i AS a, 'c' || i AS b, '' AS c FROM range(5) t(i)",
                "SELECT i AS id, 'aB' || i AS a, ' c' || i AS b, NULL::VARCHAR AS c"
                    + " FROM range(5) t(i)"))
        .containsExactly(
            "a: the sides differ only in case (5 of 5)",
            "b: the sides differ only in blanks at the ends (5 of 5)",
            "c: the right is null where the left is '' (5 of 5)");
  }

  @Test
  void tellsInHowManyOtherRowsTheSharedValueIsToo() {
    String left =
        "SELECT i AS id, i AS v, CASE WHEN i < 22 THEN 'FR' ELSE 'DE' || i END AS country,"
            + " 'all' AS everywhere FROM range(1000) t(i)";
    String right = left.replace("i AS v", "i + CASE WHEN i < 20 THEN i * i + 1 ELSE 0 END AS v");
    assertThat(explain(left, right))
        .containsExactly(
            "v: in all of them country = 'FR', and in 2 of the other 980 rows (20 of 20)");
  }

  @Test
  void findsASharedPartOfTheKeyAndSharedNulls() {
    String left =
        "SELECT i AS id, CASE WHEN i < 20 THEN DATE '2026-01-01' ELSE DATE '2026-01-02' END AS day,"
            + " CASE WHEN i >= 20 THEN i END AS parent, i AS v FROM range(1000) t(i)";
    String right = left.replace("i AS v", "i + CASE WHEN i < 20 THEN i * i + 1 ELSE 0 END AS v");
    assertThat(explanations(left, right, Comparison.by("day", "id"), PlanLimits.DEFAULT))
        .containsExactly(
            "v: in all of them day = 2026-01-01, and in none of the other 980 rows; in all of them"
                + " parent is null, and in none of the other 980 rows (20 of 20)");
  }

  @Test
  void namesTheDivisorThatIsZero() {
    String left =
        "SELECT i AS id, i * 7 AS done, i % 11 AS failed, i % 3 AS other,"
            + " CASE WHEN i % 11 = 0 THEN 'inf'::DOUBLE ELSE i * 7 / (i % 11) END AS rate"
            + " FROM range(1, 1001) t(i)";
    assertThat(explain(left, left.replace("'inf'::DOUBLE", "NULL")))
        .containsExactly(
            "rate: the right is null where the left is Infinity; the divisor failed is 0 in all of"
                + " them, and in none of the other 910 rows (elsewhere rate = done / failed) (90 of"
                + " 90)");
  }

  @Test
  void namesTheDivisorAlsoWhereItIsZeroWithoutHarm() {
    String left =
        "SELECT i AS id, i % 2 AS done, CASE WHEN i % 4 < 3 THEN 0 ELSE 1 + i % 5 END AS failed,"
            + " CASE WHEN i % 2 = 0 THEN 0::DOUBLE WHEN i % 4 < 3 THEN 'inf'::DOUBLE"
            + " ELSE 1 / (1 + i % 5) END AS rate FROM range(1, 1001) t(i)";
    assertThat(explain(left, left.replace("'inf'::DOUBLE", "NULL")))
        .containsExactly(
            "rate: the right is null where the left is Infinity; the divisor failed is 0 in all of"
                + " them, and in 500 of the other 750 rows (elsewhere rate = done / failed) (250 of"
                + " 250)");
  }

  @Test
  void toleratesExceptionsToAConditionAndCountsThem() {
    String left =
        "SELECT i AS id, i * i AS v, CASE WHEN i % 50 = 7 THEN 'FR' ELSE 'DE' || i % 13 END AS"
            + " country FROM range(2000) t(i)";
    String right =
        left.replace(
            "i * i AS v", "CASE WHEN i % 50 = 7 OR i IN (1, 2) THEN -i * i ELSE i * i END AS v");
    assertThat(explain(left, right))
        .containsExactly(
            "v: the sides differ only in sign; in 40 of 42 of them country = 'FR', and in none of"
                + " the other 1,958 rows (42 of 42)");
  }

  @Test
  void findsTheThresholdBeyondWhichRowsDiffer() {
    String left =
        "SELECT i AS id, (i * 7919) % 1009 AS amount, i AS v,"
            + " DATE '2026-01-01' + ((i * 31) % 97)::INT AS day FROM range(1, 1001) t(i)";
    assertThat(explain(left, left.replace("i AS v", "if((i * 7919) % 1009 >= 950, -i, i) AS v")))
        .containsExactly(
            "v: the sides differ only in sign; in all of them amount >= 950, and in none of the"
                + " other 941 rows (59 of 59)");
    assertThat(
            explain(
                left, left.replace("i AS v", "if((i * 31) % 97 BETWEEN 40 AND 44, -i, i) AS v")))
        .containsExactly(
            "v: the sides differ only in sign; in all of them day is from 2026-02-10 to 2026-02-14,"
                + " and in none of the other 949 rows (51 of 51)");
  }

  @Test
  void saysHowManyOtherRowsWereLookedAtIfThereAreTooMany() {
    String left =
        "SELECT i AS id, i AS v, if(i % 1000 = 3, 'FR', 'DE') AS country FROM range(120000) t(i)";
    assertThat(
            explanations(
                left,
                left.replace("i AS v", "if(i % 1000 = 3, -i, i) AS v"),
                Comparison.by("id"),
                PlanLimits.DEFAULT))
        .singleElement()
        .asString()
        .matches(
            "v: the sides differ only in sign; in all of the 120 looked at country = 'FR', and in none of"
                + " [0-9,]+ other rows looked at \\(120 of 120\\)");
  }

  @Test
  void keepsToTheRangeOfKeysInWhichAllDifferencesAreKnown() {
    String left = "SELECT i AS id, i AS v, i % 7 AS m FROM range(1, 120001) t(i)";
    assertThat(
            explanations(
                left,
                left.replace("i AS v", "if(i % 7 = 0, i, -i) AS v"),
                Comparison.by("id"),
                PlanLimits.DEFAULT))
        .singleElement()
        .asString()
        .matches(
            "v: the sides differ only in sign; in all of the 1,000 looked at m >= 1, and in none of [0-9,]+ other"
                + " rows looked at \\(([0-9]+) of \\1\\)");
  }

  @Test
  void makesNoRuleOfOneOrTwoRows() {
    assertThat(
            explain(
                "SELECT i AS id, i AS v, 'x' || i AS t FROM range(9) t(i)",
                "SELECT i AS id, i + (i < 2)::INT AS v, 'x' || i AS t FROM range(9) t(i)"))
        .isEmpty();
  }

  private static List<String> explain(String left, String right) {
    List<String> direct = explanations(left, right, Comparison.by("id"), PlanLimits.DEFAULT);
    assertThat(explanations(left, right, Comparison.by("id"), new PlanLimits(0, 1, 4096, 1)))
        .isEqualTo(direct);
    return direct;
  }

  private static List<String> explanations(
      String left, String right, Comparison comparison, PlanLimits limits) {
    ComparisonPlan plan =
        new ComparisonPlanner(limits)
            .plan(comparison, TABLES.parquet("left", left), TABLES.parquet("right", right));
    return new ComparisonRunner(TABLES.engine(), Progress.NONE)
        .run(plan).explanations().stream()
            .map(
                e -> "%s: %s (%d of %d)".formatted(e.column(), e.sentence(), e.explained(), e.of()))
            .toList();
  }
}
