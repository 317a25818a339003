package dev.bering.examples.platform;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.examples.ConnectionSource;
import dev.bering.flow.TestSpark;
import dev.bering.flowfile.FlowFile;
import dev.bering.model.Progress;
import dev.bering.slices.Slice;
import dev.bering.slices.SliceRange;
import dev.bering.slices.SliceRun;
import dev.bering.slices.SliceRunner;
import dev.bering.slices.SlicedFlow;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The platform from end to end over a few hours. */
@Tag("spark")
class PlatformTest {

  private static final SparkSession SPARK = TestSpark.session();

  private static final SliceRange HOURS = PlatformFolder.hours("2026-03-27T23", "2026-03-28T00");

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  @Test
  void runsHourByHourAndLateRowsRunAgainWhatTheyMust() {
    SparkSession spark = SPARK;
    var platform = new PlatformFolder(folder, HOURS);
    var sources = new SourceTables(platform, spark);
    // People and strangers log in in both hours.
    sources.lay(ConnectionSource.generated(42, 600), new GeneratedLogins(4));
    SlicedFlow flow = platform.sliced();
    SlicedFlow read = FlowFile.read(folder.resolve("platform.yaml")).sliced();
    assertThat(read.flow().plan()).hasToString(flow.flow().plan().toString());
    assertThat(read.inputs()).isEqualTo(flow.inputs());
    assertThat(read.outputs()).containsExactlyInAnyOrderElementsOf(flow.outputs());
    assertThat(requireNonNull(read.models().get("classifier")).digest())
        .isEqualTo(requireNonNull(flow.models().get("classifier")).digest());
    var runner = new SliceRunner(spark, Clock.systemUTC(), Progress.NONE);
    assertThat(runner.run(SliceRun.of(flow, HOURS)).slices()).isEqualTo(HOURS.slices());

    assertThat(text(runner, flow, "features", "sum(connection_count)")).containsExactly("600");
    assertThat(text(runner, flow, "logins", "count(DISTINCT at) > 1")).containsExactly("true");
    assertThat(text(runner, flow, "alerts", "count(*) > 0, count(DISTINCT owner) > 1"))
        .containsExactly("true true");
    Slice last = HOURS.until().previous();
    assertThat(
            rows(runner, flow, "connections/series.after", last)
                .selectExpr("sum(total)")
                .collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactly(600L);

    // Delivered again in the first hour: that hour runs, and what it leaves is the same.
    Slice late = HOURS.first();
    sources.append("connections", hour(spark, platform, "connections", late).limit(5));
    assertThat(runner.run(SliceRun.of(flow, HOURS)).slices()).containsExactly(late);

    // New connections: what the hour leaves changes, so those behind it run too.
    sources.append(
        "connections",
        hour(spark, platform, "connections", late)
            .limit(5)
            .selectExpr("* EXCEPT (connection_id)", "connection_id + 1000000 AS connection_id"));
    assertThat(runner.run(SliceRun.of(flow, HOURS)).slices()).isEqualTo(HOURS.slices());
    assertThat(text(runner, flow, "features", "sum(connection_count)")).containsExactly("605");
    assertThat(runner.run(SliceRun.of(flow, HOURS)).slices()).isEmpty();
  }

  private static Dataset<Row> hour(
      SparkSession spark, PlatformFolder platform, String table, Slice hour) {
    return spark
        .read()
        .format("delta")
        .load(platform.table(table))
        .where(
            "timestampadd(HOUR, slice_hour, CAST(slice_day AS TIMESTAMP)) = TIMESTAMP'%s'"
                .formatted(hour.start()));
  }

  private static Dataset<Row> rows(SliceRunner runner, SlicedFlow flow, String port, Slice hour) {
    return runner.published(flow, port, SliceRange.of(hour));
  }

  private static List<String> text(
      SliceRunner runner, SlicedFlow flow, String port, String aggregates) {
    return runner
        .published(flow, port, HOURS)
        .selectExpr(aggregates.split(", "))
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }
}
