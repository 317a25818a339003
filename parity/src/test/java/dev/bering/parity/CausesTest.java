package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Progress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Every cause of the catalogue, planted into a column and found by its exact sentence. */
class CausesTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void namesTheFactorBetweenTwoUnits() {
    assertThat(causes("i * 3.5", "i * 3.5 * 1024")).containsExactly("the right is the left * 1024");
    assertThat(causes("i * 100", "i")).containsExactly("the right is the left / 100");
    assertThat(causes("(i * 7)::DOUBLE", "(i * 7)::DOUBLE * 1e-6"))
        .containsExactly("the right is the left / 1000000");
  }

  @Test
  void namesTheUnitsOfTimesSince1970() {
    assertThat(causes("1700000000 + i * 37", "(1700000000 + i * 37) * 1000"))
        .containsExactly("the right is the left * 1000: seconds since 1970 against milliseconds");
    assertThat(causes("(1700000000 + i * 37) * 1000000", "1700000000 + i * 37"))
        .containsExactly(
            "the right is the left / 1000000: seconds since 1970 against microseconds");
  }

  @Test
  void namesTheDistanceOfTimes() {
    String time = "TIMESTAMP '2026-01-01 00:00:00.5' + to_minutes((i * 977)::INT)";
    assertThat(causes(time, time + " + INTERVAL 345 MINUTES"))
        .containsExactly("the right is the left + 345 minutes");
    assertThat(causes(time, time + " - INTERVAL 1 DAY"))
        .containsExactly("the right is the left - 1 day");
    assertThat(causes(time, time + " + INTERVAL 1500 MILLISECONDS"))
        .containsExactly("the right is the left + 1.5 s");
    assertThat(
            causes("(" + time + ")::TIMESTAMPTZ", "(" + time + " + INTERVAL 2 HOURS)::TIMESTAMPTZ"))
        .containsExactly("the right is the left + 2 hours");
  }

  @Test
  void findsBothOffsetsOfAZoneWithSummerTime() {
    assertThat(
            causes(
                "TIMESTAMP '2026-01-01' + to_minutes((i * 4321)::INT)",
                "TIMESTAMP '2026-01-01' + to_minutes((i * 4321)::INT) + to_hours(if(i < 30, 1, 2))",
                40))
        .containsExactly(
            "the right is the left + 1 hour; in all of them id <= 29, and in none of the other 11 rows (29 of 40)",
            "the right is the left + 2 hours; in all of them id >= 30, and in none of the other 29 rows (11 of 40)");
  }

  @Test
  void tellsTheWaysOfRoundingApart() {
    String halves = "(i * 0.125)::DECIMAL(12,3)";
    assertThat(causes(halves, "round(i * 0.125, 2)::DECIMAL(12,3)"))
        .containsExactly("the right is the left rounded, halves away from zero, to 2 decimals");
    assertThat(causes(halves, "round_even(i * 0.125, 2)::DECIMAL(12,3)"))
        .containsExactly("the right is the left rounded, halves to even, to 2 decimals");
    assertThat(causes(halves, "(trunc((i * 0.125) * 100) / 100)::DECIMAL(12,3)"))
        .containsExactly("the right is the left cut to 2 decimals");
    assertThat(causes("i / 7", "round(i / 7, 3)", 60))
        .containsExactly("the right is the left rounded to 3 decimals");
    assertThat(causes("-i / 7", "floor(-i / 7)", 60))
        .containsExactly("the right is the left rounded down to a whole number");
    assertThat(causes("i * 371", "(i * 371 + 50) // 100 * 100"))
        .containsExactly("the right is the left rounded to a multiple of 100");
  }

  @Test
  void findsTheTraceOfTwoWaysOfRounding() {
    String exact = "((2 * i + 1) * 0.005)::DECIMAL(12,3)";
    assertThat(causes("round_even(%s, 2)".formatted(exact), "round(%s, 2)".formatted(exact)))
        .containsExactly(
            "the sides are 0.01 apart, one unit of the last digit: as if the left rounded halves to"
                + " even and the right away from zero");
    assertThat(
            causes(
                "(i * i * 0.03)::DECIMAL(12,2)",
                "(i * i * 0.03 + if(i % 2 = 0, 0.01, -0.01))::DECIMAL(12,2)"))
        .containsExactly("the sides are 0.01 apart, one unit of the last digit");
  }

  @Test
  void findsFloatsOf32Bits() {
    assertThat(causes("i / 7", "(i / 7)::FLOAT::DOUBLE", 40))
        .containsExactly("the right is the left as a float of 32 bits");
  }

  @Test
  void findsTheNoiseOfFloatingPointSums() {
    assertThat(causes("i * 0.1::DOUBLE", "i * 0.1::DOUBLE * (1 + 2e-15 * (1 + i % 3))"))
        .singleElement()
        .asString()
        .matches(
            "the sides are at most [0-9.]+e-15 of the value apart, as another order of additions"
                + " leaves them");
  }

  @Test
  void findsWhatOverflowLeaves() {
    assertThat(causes("i * 1111111111", "((i * 1111111111) & 4294967295)", 60))
        .containsExactly("the right is the left wrapped around to 32 bits");
    assertThat(
            causes(
                "40000 + i * 997",
                "CASE WHEN (40000 + i * 997) % 65536 >= 32768"
                    + " THEN (40000 + i * 997) % 65536 - 65536 ELSE (40000 + i * 997) % 65536 END"))
        .containsExactly("the right is the left wrapped around to 16 bits");
  }

  @Test
  void findsSignsAndSwappedInfinities() {
    assertThat(causes("i * i", "-i * i")).containsExactly("the sides differ only in sign");
    assertThat(causes("'inf'::DOUBLE", "'-inf'::DOUBLE"))
        .containsExactly("the sides differ only in sign");
  }

  @Test
  void findsWhatStandsForNull() {
    assertThat(causes("''", "NULL::VARCHAR"))
        .containsExactly("the right is null where the left is ''");
    assertThat(causes("NULL::INT", "0")).containsExactly("the left is null where the right is 0");
    assertThat(causes("'N/A'", "NULL::VARCHAR"))
        .containsExactly("the right is null where the left is 'N/A'");
    assertThat(causes("-1", "NULL::INT")).containsExactly("the right is null where the left is -1");
    assertThat(causes("NULL::DATE", "DATE '9999-12-31'"))
        .containsExactly("the left is null where the right is 9999-12-31");
    assertThat(causes("if(i % 2 = 0, 'nan'::DOUBLE, '-inf'::DOUBLE)", "NULL::DOUBLE"))
        .containsExactly("the right is null where the left is -Infinity or NaN");
  }

  @Test
  void findsTimesThatLostTheirPrecision() {
    String time = "TIMESTAMP '2026-01-01 10:11:12.345678' + to_minutes((i * 977)::INT)";
    assertThat(causes(time, "date_trunc('second', %s)".formatted(time)))
        .containsExactly("the right is the left cut to whole seconds");
    assertThat(causes("date_trunc('millisecond', %s)".formatted(time), time))
        .containsExactly("the left is the right cut to whole milliseconds");
    assertThat(causes(time, "date_trunc('day', %s)".formatted(time)))
        .containsExactly("the right is the left cut to whole days");
  }

  @Test
  void findsDaysOfTheJulianCalendar() {
    assertThat(
            causes(
                "DATE '1001-03-10' + (i * 3652)::INT",
                // Six days apart in the 11th century, ten in the 16th.
                "CASE WHEN i < 10 THEN DATE '1001-03-10' + (i * 3652)::INT - 6"
                    + " WHEN i < 30 THEN DATE '1001-03-10' + (i * 3652)::INT - 7"
                    + " WHEN i < 40 THEN DATE '1001-03-10' + (i * 3652)::INT - 8"
                    + " WHEN i < 50 THEN DATE '1001-03-10' + (i * 3652)::INT - 9"
                    + " ELSE DATE '1001-03-10' + (i * 3652)::INT - 10 END",
                57))
        .containsExactly(
            "the right is the left in the Julian calendar, which files of old writers use before"
                + " 1582-10-15");
  }

  @Test
  void findsDayAndMonthThatChangedPlaces() {
    assertThat(
            causes(
                "make_date(2026, 1 + i % 5, 6 + i % 7)", "make_date(2026, 6 + i % 7, 1 + i % 5)"))
        .containsExactly("day and month have changed places");
  }

  @Test
  void findsTextsThatAreSpelledDifferently() {
    assertThat(causes("'x' || i", "rpad('x' || i, 10, ' ')"))
        .containsExactly("the right is the left padded with blanks to 10 characters");
    assertThat(causes("lpad(i::VARCHAR, 5, '0')", "i::VARCHAR"))
        .containsExactly("the left is the right padded with zeros to 5 characters");
    assertThat(causes("'x' || i", "repeat(' ', (i % 3 + 1)::INT) || 'x' || i || chr(9)"))
        .containsExactly("the sides differ only in blanks at the ends");
    assertThat(causes("'Ab' || i", "'aB' || i")).containsExactly("the sides differ only in case");
    assertThat(causes("'Z' || chr(252) || i", "'Zu' || chr(776) || i"))
        .containsExactly(
            "the sides differ only in Unicode form: composed against decomposed characters");
    assertThat(causes("'Z' || chr(252) || i", "'Z' || chr(195) || chr(188) || i"))
        .containsExactly("the right is the UTF-8 of the left read as ISO 8859-1");
    assertThat(causes("'Z' || chr(252) || i", "'Z?' || i"))
        .containsExactly("the right has ? or \ufffd where the left has letters beyond ASCII");
    assertThat(causes("'a long text number ' || i", "left('a long text number ' || i, 17)"))
        .containsExactly("the right is the left cut to 17 characters");
  }

  @Test
  void findsOneValueInTwoFormsOfText() {
    assertThat(causes("i::VARCHAR", "i || '.0'"))
        .containsExactly("the sides spell the same number differently");
    assertThat(causes("if(i % 2 = 0, 'true', 'false')", "if(i % 2 = 0, 'Y', 'N')"))
        .containsExactly("the sides spell true and false differently");
    assertThat(
            causes(
                "'{\"a\": ' || i || ', \"b\": [1.50, {}]}'",
                "'{\"b\":[1.5,{}],\"a\":' || i || '}'"))
        .containsExactly("the sides spell the same JSON differently");
  }

  @Test
  void findsColumnsThatChangedPlaces() {
    assertThat(
            explain(
                "SELECT i AS id, 'a' || i AS first, 'b' || i * i AS last FROM range(9) t(i)",
                "SELECT i AS id, 'b' || i * i AS first, 'a' || i AS last FROM range(9) t(i)"))
        .containsExactly(
            "first: first and last have changed places",
            "last: last and first have changed places");
  }

  @Test
  void findsAColumnThatWasReadForAnother() {
    assertThat(
            explain(
                "SELECT i AS id, 'a' || i AS a, 'b' || i * i AS b FROM range(9) t(i)",
                "SELECT i AS id, 'b' || i * i AS a, 'b' || i * i AS b FROM range(9) t(i)"))
        .containsExactly("a: the right is b of the left");
  }

  @Test
  void findsAWindowThatIsOffByOneRow() {
    String left = "SELECT i AS id, i * i AS v FROM range(30) t(i)";
    assertThat(
            explain(
                left,
                "SELECT i AS id, coalesce(lag(i * i) OVER (ORDER BY i), 0) AS v FROM range(30) t(i)"))
        .containsExactly("v: the right is the left of the row before, in order of id");
    assertThat(
            explain(
                left,
                "SELECT i AS id, coalesce(lead(i * i) OVER (ORDER BY i), -7) AS v FROM range(30)"
                    + " t(i)"))
        .containsExactly("v: the right is the left of the next row, in order of id");
  }

  @Test
  void findsArraysInAnotherOrder() {
    assertThat(causes("[i, 3 * i + 1, 7]", "[7, i, 3 * i + 1]"))
        .containsExactly("the sides have the same elements in another order");
  }

  @Test
  void findsTruthTurnedRound() {
    assertThat(causes("i % 2 = 0", "i % 2 <> 0"))
        .containsExactly("the right is the opposite of the left");
  }

  @Test
  void findsOneValueForMany() {
    assertThat(causes("'x' || i", "'unknown'"))
        .containsExactly("the right is 'unknown' whatever the left is");
    assertThat(causes("'x' || i", "NULL::VARCHAR"))
        .containsExactly("the right is null whatever the left is");
  }

  @Test
  void tellsSeveralCausesOfOneColumnAndCountsEachDifferenceOnce() {
    assertThat(
            explain(
                "SELECT i AS id, CASE WHEN i % 10 < 5 THEN 'Ab' || i WHEN i % 10 < 8 THEN ''"
                    + " ELSE 'q' || i END AS v FROM range(100) t(i)",
                "SELECT i AS id, CASE WHEN i % 10 < 5 THEN 'ab' || i WHEN i % 10 < 8 THEN NULL"
                    + " ELSE ' q' || i END AS v FROM range(100) t(i)"))
        .containsExactly(
            "v: the sides differ only in case (50 of 100)",
            "v: the right is null where the left is '' (30 of 100)",
            "v: the sides differ only in blanks at the ends (20 of 100)");
  }

  @Test
  void seesNoCauseWhereThereIsNone() {
    assertThat(causes("(i * 7919) % 1009", "(i * 104729) % 997", 200)).isEmpty();
    assertThat(causes("md5('a' || i)", "md5('b' || i)", 200)).isEmpty();
    assertThat(causes("i % 5", "(i * i + 1) % 5 + 0.5", 200)).isEmpty();
  }

  private static List<String> causes(String left, String right) {
    return causes(left, right, 20);
  }

  /** Sentences for a column of {@code rows} rows, i from 1. */
  private static List<String> causes(String left, String right, int rows) {
    String from = " AS v FROM range(1, %d) t(i)".formatted(rows + 1);
    return explain("SELECT i AS id, " + left + from, "SELECT i AS id, " + right + from).stream()
        .map(text -> text.substring("v: ".length()))
        .toList();
  }

  private static List<String> explain(String left, String right) {
    ComparisonPlan plan =
        new ComparisonPlanner()
            .plan(
                Comparison.by("id"), TABLES.parquet("left", left), TABLES.parquet("right", right));
    ComparisonReport report = new ComparisonRunner(TABLES.engine(), Progress.NONE).run(plan);
    boolean isShared =
        report.explanations().stream().anyMatch(e -> e.explained() * 20 < e.of() * 16);
    return report.explanations().stream()
        .map(
            e ->
                isShared
                    ? "%s: %s (%d of %d)".formatted(e.column(), e.sentence(), e.explained(), e.of())
                    : "%s: %s".formatted(e.column(), e.sentence()))
        .toList();
  }
}
