package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that DuckDB's hash cannot tell apart, and fingerprints that can. */
class FingerprintsTest {

  private static final TestTables TABLES = new TestTables();
  private static final PlanLimits ONE_BUCKET = new PlanLimits(0, 1, 1, 1);

  @AfterAll
  static void close() {
    TABLES.close();
  }

  static Stream<Arguments> collisions() {
    return Stream.of(
        Arguments.of("VARCHAR", "'000000010000000100'", "'0000000q0000000q00'"),
        Arguments.of("VARCHAR", "'order 010000000100000000'", "'order 0q0000000q00000000'"),
        Arguments.of("HUGEINT", "0", "-1"),
        Arguments.of("DECIMAL(38,0)", "0", "-1"),
        Arguments.of("DECIMAL(19,2)", "0", "-0.01"),
        Arguments.of("BIGINT", "NULL", "-2930909409056394622"),
        Arguments.of("TIMESTAMP", "NULL", "make_timestamp(-2930909409056394622)"),
        Arguments.of("INTEGER[]", "[]", "NULL"),
        Arguments.of("INTEGER[]", "[NULL]", "[]"),
        Arguments.of("STRUCT(a INTEGER)", "{'a': NULL}", "NULL"));
  }

  @ParameterizedTest
  @MethodSource("collisions")
  void tellsValuesApartThatShareAHash(String type, String one, String other) {
    String hashes =
        "SELECT hash(CAST(%s AS %s)) = hash(CAST(%s AS %s))".formatted(one, type, other, type);
    assertThat(TABLES.engine().query(hashes, row -> row.flag(0)))
        .as("DuckDB's hash of these has changed: is there still a collision to guard against?")
        .containsExactly(true);
    assertThat(verdictOfColumn(type, one, other)).isEqualTo(Rung.MISMATCH);
    assertThat(verdictOfColumn(type, one, one)).isEqualTo(Rung.EXACT);
  }

  private static Rung verdictOfColumn(String type, String one, String other) {
    String row = "SELECT i AS id, 'same' AS t, CAST(%s AS %s) AS v FROM range(3) x(i)";
    return run(
            row.formatted(one, type), row.formatted(other, type), Comparison.by("id"), ONE_BUCKET)
        .verdict();
  }

  static Stream<Arguments> collisionsOfKeys() {
    return collisions().limit(7);
  }

  @ParameterizedTest
  @MethodSource("collisionsOfKeys")
  void tellsKeysApartThatShareAHash(String type, String one, String other) {
    String row = "SELECT CAST(%s AS %s) AS id, 7 AS v";
    ComparisonReport report =
        run(row.formatted(one, type), row.formatted(other, type), Comparison.by("id"), ONE_BUCKET);
    assertThat(report.rows()).isEqualTo(new RowCounts(1, 1, 1, 1, 0, 0));
  }

  @Test
  void seesValuesThatChangedPlacesWithinABucket() {
    String left = "SELECT i AS id, i AS a, 'x' || i AS b FROM range(100) t(i)";
    String swapped =
        "SELECT i AS id, CASE i WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE i END AS a, 'x' || i AS b"
            + " FROM range(100) t(i)";
    String wholeRows =
        "SELECT i AS id, CASE i WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE i END AS a,"
            + " 'x' || CASE i WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE i END AS b FROM range(100) t(i)";
    assertThat(run(left, swapped, Comparison.by("id"), ONE_BUCKET).rows().changed()).isEqualTo(2);
    assertThat(run(left, wholeRows, Comparison.by("id"), ONE_BUCKET).rows().changed()).isEqualTo(2);
  }

  @Test
  void readsOnlyTheRowsOfBucketsThatDiffer() {
    String left = "SELECT i AS id, i AS a, i AS b FROM range(20000) t(i)";
    String right =
        "SELECT i AS id, i + (i = 5)::INT AS a, i AS b FROM range(20000) t(i) WHERE i <> 77";
    ComparisonReport report =
        run(left, right, Comparison.by("id"), new PlanLimits(0, 20, 65_536, 0.15));
    assertThat(report.rows()).isEqualTo(new RowCounts(20_000, 19_999, 1, 0, 1, 19_998));
    assertThat(report.buckets().total()).isEqualTo(1024);
    assertThat(report.buckets().red()).hasSize(2);
    assertThat(report.buckets().red().stream().mapToLong(Buckets.Bucket::leftRows).sum())
        .isBetween(2L, 100L);
  }

  @Test
  void joinsEverythingIfManyBucketsDiffer() {
    String left = "SELECT i AS id, i AS a, i AS b FROM range(1000) t(i)";
    String right = "SELECT i AS id, i + (i % 2) AS a, i AS b FROM range(1000) t(i)";
    ComparisonReport report =
        run(left, right, Comparison.by("id"), new PlanLimits(0, 10, 65_536, 0.15));
    assertThat(report.rows().changed()).isEqualTo(500);
    assertThat(report.buckets().red().size()).isGreaterThan(100);
  }

  @Test
  void comparesTolerantAndNestedColumnsRowByRowBesideTheFingerprints() {
    String left = "SELECT i AS id, i AS a, i / 3 AS d, [i, NULL] AS l FROM range(1000) t(i)";
    String right =
        "SELECT i AS id, i + (i = 5)::INT AS a, i / 3 + 1e-9 + (i = 6)::INT AS d,"
            + " CASE i WHEN 7 THEN [i] ELSE [i, NULL] END AS l FROM range(1000) t(i)";
    ComparisonReport report =
        run(
            left,
            right,
            Comparison.by("id").tolerating("d", Tolerance.absolute("1e-6")),
            new PlanLimits(0, 10, 65_536, 0.15));
    assertThat(report.rows()).isEqualTo(new RowCounts(1000, 1000, 0, 0, 3, 997));
    assertThat(report.columns())
        .extracting(
            column -> column.plan().name() + " " + column.changed() + " " + column.tolerated())
        .containsExactly("a 1 0", "d 1 999", "l 1 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5          | 90000      | row counts and pairs agree, yet 5 occurs twice on the left",
        "90000      | 5          | likewise on the right",
        "5          | 5          | on both sides",
        "i % 7      | i % 7      | so often that the join would have 400 times as many rows"
      })
  void refusesKeysThatOccurTwiceHoweverTheyHideInTheCounts(
      String moreOnTheLeft, String moreOnTheRight, String why) {
    String table =
        "SELECT i AS id, i AS a FROM range(5000) t(i) UNION ALL SELECT %s, 1 FROM range(%d) t(i)";
    int more = why.startsWith("so often") ? 3000 : 1;
    assertThatThrownBy(
            () ->
                run(
                    table.formatted(moreOnTheLeft, more),
                    table.formatted(moreOnTheRight, more).replace("i AS a", "i + 1 AS a"),
                    Comparison.by("id"),
                    new PlanLimits(0, 10, 65_536, 0.15)))
        .as(why)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Cannot pair the rows of");
  }

  private static ComparisonReport run(
      String left, String right, Comparison comparison, PlanLimits limits) {
    ComparisonPlan plan =
        new ComparisonPlanner(limits)
            .plan(comparison, TABLES.parquet("left", left), TABLES.parquet("right", right));
    return new ComparisonRunner(TABLES.engine(), dev.bering.model.Progress.NONE).run(plan);
  }
}
