package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.AcceptedResult;
import dev.bering.parity.CellSample;
import dev.bering.parity.ColumnResult;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.Explanation;
import dev.bering.parity.PlanLimits;
import dev.bering.parity.RowCounts;
import dev.bering.parity.Rung;
import dev.bering.parity.TestTables;
import dev.bering.parity.TieFinding;
import dev.bering.parity.ValuePair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * DuckDB and Spark, side by side. All tests of a process share them, as a process has one Spark and
 * every further one begins cold; {@link #leave} makes room for another one.
 */
final class TwoEngines implements AutoCloseable {

  private static Optional<TwoEngines> running = Optional.empty();

  /** How few rows are compared, and how many. */
  static final List<PlanLimits> BOTH_WAYS = List.of(PlanLimits.DEFAULT, TestTables.FINGERPRINTS);

  private final DuckDbEngine duckDb = DuckDbEngine.open();
  private final SparkEngine spark =
      SparkEngine.connect(
          "local[2]",
          Map.of(
              // Tiny tables cost what planning costs.
              "spark.sql.shuffle.partitions", "1",
              "spark.sql.adaptive.enabled", "false",
              "spark.databricks.delta.snapshotPartitions", "1",
              // What would hide rows and change values has no effect.
              "spark.sql.files.ignoreCorruptFiles", "true",
              "spark.sql.ansi.enabled", "false"));
  private final TestTables onDuckDb = new TestTables(duckDb);
  private final TestTables onSpark = new TestTables(spark);

  private TwoEngines() {}

  /** Those of this process, started if they are not there. */
  static synchronized TwoEngines shared() {
    TwoEngines engines = running.orElseGet(TwoEngines::new);
    running = Optional.of(engines);
    return engines;
  }

  /** Ends those of this process, if they are there. */
  static synchronized void leave() {
    running.ifPresent(TwoEngines::close);
    running = Optional.empty();
  }

  DuckDbEngine duckDb() {
    return duckDb;
  }

  SparkEngine spark() {
    return spark;
  }

  /** What both come to, asked in the same way. */
  <T> T same(Function<TestTables, T> question) {
    T expected = question.apply(onDuckDb);
    assertThat(question.apply(onSpark)).isEqualTo(expected);
    return expected;
  }

  /**
   * How a comparison ended.
   *
   * @param report empty if it was refused
   * @param refusal the codes and messages of what was wrong with it
   */
  record Outcome(Optional<ComparisonReport> report, List<String> refusal) {

    static Outcome of(TestTables tables, String left, String right, Comparison how, PlanLimits by) {
      try {
        return new Outcome(Optional.of(tables.report(left, right, how, by)), List.of());
      } catch (UserException e) {
        return new Outcome(Optional.empty(), e.problems().stream().map(Outcome::text).toList());
      }
    }

    private static String text(Problem problem) {
      return "%s: %s".formatted(problem.code(), problem.message());
    }

    /** What engines must agree on. */
    Object facts() {
      return report.<Object>map(Facts::of).orElse(refusal);
    }

    /** How often each cause was found, in the order in which columns were looked at. */
    List<String> causes() {
      return report
          .map(found -> found.explanations().stream().map(Outcome::cause).toList())
          .orElse(List.of());
    }

    private static String cause(Explanation explanation) {
      return "%s %s: %d of %d, where %d"
          .formatted(
              explanation.column(),
              explanation.kind(),
              explanation.explained(),
              explanation.of(),
              explanation.where().size());
    }

    /** In short. */
    String text() {
      return report
          .map(found -> found.verdict().toString())
          .orElseGet(() -> "refused, " + refusal.get(0).split(":", 2)[0]);
    }
  }

  /** How a comparison ended on each engine. */
  record Outcomes(Outcome onDuckDb, Outcome onSpark) {}

  /** Compared by both engines in several ways, which all must agree. */
  Outcomes agreed(String left, String right, Comparison comparison, List<PlanLimits> ways) {
    Outcome first = Outcome.of(onDuckDb, left, right, comparison, ways.get(0));
    Outcome found = first;
    for (PlanLimits limits : ways) {
      Outcome expected =
          limits.equals(ways.get(0))
              ? first
              : Outcome.of(onDuckDb, left, right, comparison, limits);
      found = Outcome.of(onSpark, left, right, comparison, limits);
      String pair = "%s\nagainst\n%s\nby %s".formatted(left, right, limits);
      assertThat(found.facts()).as(pair).isEqualTo(first.facts());
      assertThat(found.causes()).as(pair).isEqualTo(expected.causes());
    }
    return new Outcomes(first, found);
  }

  /** Likewise, with the rows that were chosen from; in the way of few rows. */
  ComparisonReport agreed(String left, String right, String candidates, Comparison comparison) {
    ComparisonReport expected =
        onDuckDb.report(left, right, candidates, comparison, PlanLimits.DEFAULT);
    ComparisonReport found =
        onSpark.report(left, right, candidates, comparison, PlanLimits.DEFAULT);
    assertThat(Facts.of(found)).isEqualTo(Facts.of(expected));
    return found;
  }

  /** What they come to, which need not be the same. */
  Outcomes each(String left, String right, Comparison comparison) {
    return new Outcomes(
        Outcome.of(onDuckDb, left, right, comparison, PlanLimits.DEFAULT),
        Outcome.of(onSpark, left, right, comparison, PlanLimits.DEFAULT));
  }

  /** What a report says that is not the engine's own spelling. */
  private record Facts(
      Rung verdict,
      String reason,
      RowCounts rows,
      Map<String, String> columns,
      Map<String, List<List<String>>> keysOfChanges,
      List<List<String>> onlyLeft,
      List<List<String>> onlyRight,
      List<AcceptedResult> accepted,
      TieFinding ties,
      Object absent) {

    static Facts of(ComparisonReport report) {
      return new Facts(
          report.verdict(),
          report.reason(),
          report.rows(),
          report.columns().stream()
              .collect(Collectors.toMap(column -> column.plan().name(), Facts::column)),
          report.columns().stream()
              .collect(
                  Collectors.toMap(
                      column -> column.plan().name(),
                      column -> column.samples().stream().map(CellSample::key).toList())),
          report.onlyLeft(),
          report.onlyRight(),
          report.accepted(),
          report.ties(),
          report.absent());
    }

    private static String column(ColumnResult column) {
      return "%s, %d changed, %d accepted, %d tolerated, at most %s and %s, normalised %s, often %s"
          .formatted(
              column.rung(),
              column.changed(),
              column.accepted(),
              column.tolerated(),
              column.largestAbsolute(),
              column.largestRelative(),
              column.normalisers(),
              column.pairs().stream().map(ValuePair::rows).toList());
    }
  }

  @Override
  public void close() {
    onSpark.close();
    spark.close();
    onDuckDb.close();
    duckDb.close();
  }
}
