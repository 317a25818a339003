package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.CellSample;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.ParityCases;
import dev.bering.parity.PlanLimits;
import dev.bering.parity.RowCounts;
import dev.bering.parity.Rung;
import dev.bering.parity.TestTables;
import dev.bering.parity.Tolerance;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One plan, two engines: DuckDB and Spark come to the same verdict, the same counts of rows and
 * cells and the same keys, on every pair of tables that is known to lead comparisons astray.
 *
 * <p>Cases of one row lie on the diagonal of one wide table: case i differs in row i and in its own
 * columns only. Every row has a bucket of its own, so that no case hides behind another.
 */
class ConformanceTest {

  private static final PlanLimits JOIN = PlanLimits.DEFAULT;
  private static final PlanLimits BUCKETS = TestTables.FINGERPRINTS;
  private static final Comparison BY_ID = Comparison.by("id").sampling(1000);

  private static TestTables onDuckDb;
  private static SparkEngine spark;
  private static TestTables onSpark;

  @BeforeAll
  static void open() {
    onDuckDb = new TestTables(DuckDbEngine.open());
    spark =
        SparkEngine.connect(
            "local[2]",
            Map.of(
                // Tiny tables cost what planning costs.
                "spark.sql.shuffle.partitions", "1",
                "spark.sql.adaptive.enabled", "false",
                "spark.databricks.delta.snapshotPartitions", "1"));
    onSpark = new TestTables(spark);
  }

  @AfterAll
  static void close() {
    onSpark.close();
    spark.close();
    onDuckDb.close();
  }

  /** What engines must agree on. */
  private record Found(
      Rung verdict,
      String reason,
      RowCounts rows,
      Map<String, String> columns,
      Map<String, List<List<String>>> keysOfChanges,
      List<List<String>> onlyLeft,
      List<List<String>> onlyRight) {

    static Found of(ComparisonReport report) {
      return new Found(
          report.verdict(),
          report.reason(),
          report.rows(),
          report.columns().stream()
              .collect(
                  Collectors.toMap(
                      column -> column.plan().name(),
                      column ->
                          "%s, %d changed, %d tolerated, at most %s and %s"
                              .formatted(
                                  column.rung(),
                                  column.changed(),
                                  column.tolerated(),
                                  column.largestAbsolute(),
                                  column.largestRelative()))),
          report.columns().stream()
              .collect(
                  Collectors.toMap(
                      column -> column.plan().name(),
                      column -> column.samples().stream().map(CellSample::key).toList())),
          report.onlyLeft(),
          report.onlyRight());
    }
  }

  private static Object outcome(
      TestTables tables, String left, String right, Comparison comparison, PlanLimits limits) {
    try {
      return Found.of(tables.report(left, right, comparison, limits));
    } catch (UserException e) {
      return e.problems().stream().map(Problem::message).toList();
    }
  }

  /** Compared by both engines, by Spark in several ways, which all must agree. */
  private static Object agreed(
      String left, String right, Comparison comparison, PlanLimits... ways) {
    Object expected = outcome(onDuckDb, left, right, comparison, PlanLimits.DEFAULT);
    for (PlanLimits limits : ways) {
      assertThat(outcome(onSpark, left, right, comparison, limits))
          .as("%s\nagainst\n%s\nby %s", left, right, limits)
          .isEqualTo(expected);
    }
    return expected;
  }

  @Test
  void findsEveryDifferenceThatOthersMiss() {
    Diagonal table = new Diagonal();
    for (ParityCases.Different pair : ParityCases.different()) {
      if (Diagonal.takes(pair.left(), pair.right())) {
        table.add(pair.left(), pair.right());
      } else if (isTyped(pair.left())) {
        Object found = agreed(pair.left(), pair.right(), BY_ID, BUCKETS, JOIN);
        assertThat(found instanceof Found report && report.verdict().isGreen())
            .as(pair.name())
            .isFalse();
      }
    }
    Found found = (Found) agreed(table.left(), table.right(), BY_ID, BUCKETS);
    assertThat(found.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(found.rows().changed()).isEqualTo(table.rowCount()).isGreaterThan(15);
    assertThat(found.keysOfChanges().values()).allMatch(keys -> keys.size() == 1);
  }

  @Test
  void callsEqualWhatIs() {
    Diagonal table = new Diagonal();
    for (ParityCases.Equal pair : ParityCases.equal()) {
      if (isTyped(pair.left()) && !isRefusedOnSpark(pair)) {
        if (Diagonal.takes(pair.left(), pair.right())) {
          table.add(pair.left(), pair.right());
        } else {
          agreed(pair.left(), pair.right(), BY_ID, BUCKETS, JOIN);
        }
      }
    }
    Found found = (Found) agreed(table.left(), table.right(), BY_ID, BUCKETS);
    assertThat(found.verdict()).isEqualTo(Rung.NORMALISED);
    assertThat(found.rows().equal()).isEqualTo(table.rowCount()).isGreaterThan(10);
  }

  @Test
  void refusesOnSparkByNameWhatSparkReadsAsSomethingElse() {
    ParityCases.equal().stream()
        .filter(ConformanceTest::isRefusedOnSpark)
        .forEach(
            pair ->
                assertThat(
                        outcome(onSpark, pair.left(), pair.right(), BY_ID, PlanLimits.DEFAULT))
                    .asString()
                    .contains("which this engine cannot hold faithfully"));
    assertThat(outcome(onSpark, "id|v\n1|a", "id|v\n1|a", BY_ID, PlanLimits.DEFAULT))
        .isEqualTo(
            List.of(
                "Cannot read /left on Spark: it is a CSV file, of which Spark takes empty texts,"
                    + " nulls and malformed lines for something else."));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreeOnRandomTablesOfEdgeValues(boolean inBuckets) {
    RandomPair pair = RandomPair.of(new Random(inBuckets ? 1 : 2), 120);
    Comparison comparison =
        Comparison.by("id", "k")
            .tolerating("near", new Tolerance(new BigDecimal("0.01"), BigDecimal.ZERO))
            .tolerating("whole", new Tolerance(new BigDecimal("5"), new BigDecimal("1e-9")))
            .tolerating("money", new Tolerance(new BigDecimal("0.0000000005"), BigDecimal.ZERO))
            .sampling(1000);
    Object found = agreed(pair.left(), pair.right(), comparison, inBuckets ? BUCKETS : JOIN);
    assertThat(found).isInstanceOf(Found.class);
    assertThat(((Found) found).rows().changed()).isPositive();
  }

  @Test
  void agreeOnKeysThatOccurTwice() {
    RandomPair pair = RandomPair.of(new Random(4), 60);
    String twice = pair.left() + "\n" + pair.left().lines().skip(7).findFirst().orElseThrow();
    assertThat(agreed(twice, pair.right(), Comparison.by("id", "k"), BUCKETS))
        .asString()
        .contains("occurs 2 times on the left");
  }

  private static boolean isTyped(String table) {
    return table.lines().findFirst().orElse("").contains(" ");
  }

  private static boolean isRefusedOnSpark(ParityCases.Equal pair) {
    return isTyped(pair.left())
        && (pair.left() + pair.right()).contains("TIMESTAMP_NS");
  }
}
