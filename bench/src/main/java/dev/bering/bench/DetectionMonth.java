package dev.bering.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.bering.examples.ConnectionSource;
import dev.bering.examples.platform.LoginSource;
import dev.bering.examples.platform.PlatformFolder;
import dev.bering.examples.platform.SourceTables;
import dev.bering.flow.LocalSpark;
import dev.bering.model.Progress;
import dev.bering.slices.LedgerEntry;
import dev.bering.slices.Slice;
import dev.bering.slices.SliceLedger;
import dev.bering.slices.SlicePlan;
import dev.bering.slices.SlicePlanner;
import dev.bering.slices.SliceRange;
import dev.bering.slices.SliceRun;
import dev.bering.slices.SliceRunner;
import dev.bering.slices.SliceTable;
import dev.bering.slices.SlicedFlow;
import dev.bering.slices.SlicedReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The detection platform over its 720 hours, a step a call: {@code DetectionMonth STEP FOLDER
 * [ARGUMENT...]}. What the steps are is in {@code bench/month}, which calls them.
 */
public final class DetectionMonth {
  private final PlatformFolder platform;
  private final SparkSession spark;

  private DetectionMonth(PlatformFolder platform, SparkSession spark) {
    this.platform = platform;
    this.spark = spark;
  }

  /** Arguments: the step, the folder, what else the step needs. */
  public static void main(String[] args) {
    SparkSession spark =
        LocalSpark.named("detection month")
            .withSettings(
                Map.of( // as platform.yaml says
                    "spark.sql.codegen.wholeStage", "false",
                    "spark.sql.codegen.factoryMode", "NO_CODEGEN"))
            .start();
    spark.sparkContext().setLogLevel("ERROR");
    var month = new DetectionMonth(PlatformFolder.month(Path.of(args[1])), spark);
    switch (args[0]) {
      case "lay" -> month.lay(args[2], args[3]);
      case "run" -> month.run();
      case "late" -> month.late();
      case "plan" -> month.plan();
      case "costs" -> month.costs();
      case "export" -> month.export();
      default -> throw new IllegalStateException("no step " + args[0]);
    }
    spark.stop();
  }

  /** Lays down the sources: the real files where they are, generated ones where not. */
  private void lay(String connections, String log) {
    Path kdd = Path.of(connections);
    Path sshd = Path.of(log);
    new SourceTables(platform, spark)
        .lay(
            Files.exists(kdd)
                ? ConnectionSource.file(kdd)
                : ConnectionSource.generated(42, 494_021),
            Files.exists(sshd) ? LoginSource.file(sshd) : LoginSource.generated());
  }

  private void run() {
    SlicedFlow flow = platform.sliced();
    SlicedReport report =
        new SliceRunner(spark, Clock.systemUTC(), Progress.NONE)
            .run(SliceRun.of(flow, platform.hours()));
    List<Slice> ran = report.slices();
    System.out.printf(
        "ran %d slices%s, %d up to date, %d days rolled up%n",
        ran.size(), ranges(ran), report.current(), report.rolledUp().size());
  }

  private void plan() {
    SlicePlan plan =
        new SlicePlanner(spark, Clock.systemUTC())
            .plan(SliceRun.of(platform.sliced(), platform.hours()));
    System.out.printf("to run for a reason of their own:%n");
    plan.steps().stream()
        .filter(SlicePlan.Step::runs)
        .forEach(step -> System.out.printf("  %s %s%n", step.slice(), step.reasons()));
    System.out.printf(
        "perhaps, if what an earlier one leaves changes: %d%n",
        plan.steps().stream().filter(step -> !step.runs() && !step.reasons().isEmpty()).count());
  }

  private static String ranges(List<Slice> slices) {
    var text = new StringBuilder();
    Slice last = null;
    for (Slice slice : slices) {
      if (last == null || !last.next().equals(slice)) {
        text.append(last == null ? ": " : " to " + last + ", ").append(slice);
      }
      last = slice;
    }
    return last == null ? "" : text.append(" to ").append(last).toString();
  }

  /** Three late arrivals, see {@code bench/month}. */
  private void late() {
    var sources = new SourceTables(platform, spark);
    Dataset<Row> connections = spark.read().format("delta").load(platform.table("connections"));
    sources.append("connections", hour(connections, "2026-03-30", 8).limit(50));
    sources.append(
        "connections",
        hour(connections, "2026-04-09", 12)
            .where("connection_id % 5 = 0")
            .withColumn("connection_id", col("connection_id").plus(10_000_000)));
    Dataset<Row> lines = spark.read().format("delta").load(platform.table("lines"));
    Dataset<Row> failure = lines.where("line LIKE '%Failed password%'").orderBy("line").limit(1);
    sources.append(
        "lines",
        failure.withColumn("slice_day", expr("DATE'2026-04-12'")).withColumn("slice_hour", lit(5)));
    sources.append(
        "lines",
        failure
            .withColumn("line", lit("Apr  5 23:59:59 gate sshd[1]: a line that nobody understands"))
            .withColumn("slice_day", expr("DATE'2026-04-05'"))
            .withColumn("slice_hour", lit(23)));
  }

  private static Dataset<Row> hour(Dataset<Row> rows, String day, int hour) {
    return rows.where("slice_day = DATE'%s' AND slice_hour = %d".formatted(day, hour));
  }

  /**
   * What is published, each slice as it was published, for {@code bering diff}; of states what the
   * last slice left.
   */
  private void export() {
    SlicedFlow flow = platform.sliced();
    var runner = new SliceRunner(spark, Clock.systemUTC(), Progress.NONE);
    for (SliceTable table : flow.outputs()) {
      boolean state = table.port().endsWith(".after");
      SliceRange hours =
          state ? SliceRange.of(platform.hours().until().previous()) : platform.hours();
      runner
          .published(flow, table.port(), hours)
          .coalesce(1)
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(
              platform.table("published/" + Path.of(table.location().toString()).getFileName()));
    }
  }

  /** What a slice cost over the run, by tenths of it. */
  private void costs() {
    List<LedgerEntry> entries =
        new SliceLedger(platform.sliced().ledger())
            .entries().stream().filter(entry -> entry.flow().equals("platform")).toList();
    int tenth = Math.max(1, entries.size() / 10);
    for (int from = 0; from + tenth <= entries.size(); from += tenth) {
      List<LedgerEntry> part = entries.subList(from, from + tenth);
      System.out.printf(
          "slices %3d to %3d: median %5d ms, %5d ms of processors in tasks, %3d jobs%n",
          from,
          from + tenth - 1,
          median(part, "elapsed-ms"),
          median(part, "cpu-ms"),
          median(part, "jobs"));
    }
  }

  private static long median(List<LedgerEntry> entries, String cost) {
    return entries.stream()
        .mapToLong(entry -> entry.cost().getOrDefault(cost, 0L))
        .sorted()
        .skip(entries.size() / 2)
        .findFirst()
        .orElse(0);
  }
}
