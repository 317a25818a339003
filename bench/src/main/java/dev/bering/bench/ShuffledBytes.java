package dev.bering.bench;

import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonPlanner;
import dev.bering.parity.ComparisonRunner;
import dev.bering.parity.PlanLimits;
import dev.bering.spark.SparkEngine;
import dev.bering.tables.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * How many bytes Spark's tasks write for other tasks to fetch: our comparison against one full
 * outer join that counts differing values per column. {@code ShuffledBytes LEFT RIGHT KEY}.
 */
public final class ShuffledBytes {

  /** No table is too small for fingerprints here: on a cluster they are for larger ones. */
  private static final PlanLimits LIMITS = new PlanLimits(0, 5_000, 65_536, 0.15);

  private ShuffledBytes() {}

  /** What is measured. */
  private interface Work {
    String run(SparkEngine engine, Relation left, Relation right);
  }

  /** Prints both figures and their ratio. */
  public static void main(String[] args) {
    long ours = measure(args, (engine, left, right) -> compared(engine, left, right, args[2]));
    long peer = measure(args, (engine, left, right) -> joined(engine, left, args[2]));
    System.out.printf(
        Locale.ROOT,
        "shuffled: ours %d bytes, full outer join %d bytes, ratio %.3f%n",
        ours,
        peer,
        (double) ours / peer);
  }

  private static long measure(String[] args, Work work) {
    AtomicLong bytes = new AtomicLong();
    try (SparkEngine engine = SparkEngine.connect("local[2]", Map.of())) {
      Relation left = engine.register("left", Tables.open(Location.of(args[0])));
      Relation right = engine.register("right", Tables.open(Location.of(args[1])));
      SparkSession.active()
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                  bytes.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
                }
              });
      System.out.println(work.run(engine, left, right));
    } // Listeners have heard everything when Spark has stopped.
    return bytes.get();
  }

  private static String compared(SparkEngine engine, Relation left, Relation right, String key) {
    return new ComparisonRunner(engine, Progress.NONE)
        .run(new ComparisonPlanner(LIMITS).plan(Comparison.by(key), left, right))
        .reason();
  }

  private static String joined(SparkEngine engine, Relation left, String key) {
    SqlDialect dialect = engine.dialect();
    List<String> columns = left.columns().stream().map(RelationColumn::name).toList();
    String counts =
        columns.stream()
            .map(dialect::identifier)
            .map("count_if(NOT l.%1$s <=> r.%1$s)"::formatted)
            .collect(Collectors.joining(", "));
    return "differing values: "
        + engine.query(
            "SELECT concat_ws(' ', %1$s) FROM `left` l FULL OUTER JOIN `right` r ON l.%2$s <=> r.%2$s"
                .formatted(counts, dialect.identifier(key)),
            row -> row.string(0));
  }
}
