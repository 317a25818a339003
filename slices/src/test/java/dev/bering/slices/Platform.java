package dev.bering.slices;

import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.State;
import dev.bering.flow.TestSpark;
import dev.bering.flow.Transformers;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** A platform in a folder: hourly events, totals by host that go on from hour to hour, alerts. */
final class Platform {
  static final SparkSession SPARK = TestSpark.session();

  public record Event(String host, long bytes, String note) {}

  public record Total(String host, long bytes) {}

  public record In(Frame<Event> events) {}

  public record Out(Frame<Total> sums, Frame<Total> alerts) {}

  public record Sums(Frame<Total> sums) {}

  public record Both(Frame<Total> sums, Frame<Total> before) {}

  public record Added(Frame<Total> totals, Frame<Total> alerts) {}

  private final Path folder;
  private final Clock clock;

  Platform(Path folder) {
    this.folder = folder;
    this.clock = Clock.fixed(Instant.parse("2026-01-01T06:00:00Z"), ZoneOffset.UTC);
  }

  String at(String table) {
    return folder.resolve(table).toString();
  }

  Location location(String table) {
    return Location.of(folder.resolve(table));
  }

  /** Replaces the events of one hour: {@code a 10 note}, one line a row. */
  void events(int hour, String... rows) {
    events("events", hour, rows);
  }

  void events(String table, int hour, String... rows) {
    replace(table, Arrays.stream(rows).map(row -> hour + " " + row).toList());
  }

  /** Replaces the events of several hours in one commit: {@code 0 a 10 note}, one line a row. */
  void allEvents(String... rows) {
    replace("events", List.of(rows));
  }

  /** Appends to a table that is not there: Delta would look for what to take away, dearly. */
  private void replace(String table, List<String> lines) {
    String hours =
        lines.stream()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .distinct()
            .collect(Collectors.joining(", "));
    DataFrameWriter<Row> writer = rows(lines);
    if (Files.exists(folder.resolve(table))) {
      writer
          .mode(SaveMode.Overwrite)
          .option("replaceWhere", "day = DATE'2026-01-01' AND hour IN (%s)".formatted(hours));
    }
    writer.save(at(table));
  }

  private static DataFrameWriter<Row> rows(List<String> lines) {
    return SPARK
        .createDataset(lines, Encoders.STRING())
        .selectExpr("split(value, ' ') AS cell")
        .selectExpr(
            "cell[1] AS host",
            "CAST(cell[2] AS BIGINT) AS bytes",
            "cell[3] AS note",
            "DATE'2026-01-01' AS day",
            "CAST(cell[0] AS TINYINT) AS hour")
        .coalesce(1)
        .write()
        .format("delta")
        .partitionBy("day", "hour");
  }

  private static final MultiTransformer<In, Sums> SUM =
      Transformers.of(In.class, Sums.class, (in, ctx) -> new Sums(total(in.events().df())));

  private static final MultiTransformer<Both, Added> ADD =
      Transformers.of(
          Both.class,
          Added.class,
          (in, ctx) -> {
            Frame<Total> totals = total(in.sums().df().unionByName(in.before().df()));
            return new Added(totals, Frame.of(totals.df().where("bytes >= 100")));
          });

  private static Frame<Total> total(Dataset<Row> rows) {
    return Frame.of(
        rows.groupBy("host").sum("bytes").toDF("host", "bytes").selectExpr("host", "bytes"));
  }

  static Flow<In, Out> flow() {
    return Flow.define(
        "detect",
        In.class,
        Out.class,
        (b, in) -> {
          State<Total> series = b.state("series", Total.class);
          var summed = b.apply("sum", SUM, in);
          var added = b.apply("add", ADD, new Both(summed.sums(), series.before()));
          series.after(added.totals());
          return new Out(summed.sums(), added.alerts());
        });
  }

  SlicedFlow.Builder binding() {
    return SlicedFlow.of(flow(), Grain.HOURLY)
        .startingAt("2026-01-01T00")
        .ledger(at("ledger"))
        .reading("events", SliceInput.sliced(at("events"), SliceKey.partitions("day", "hour")))
        .publishing("alerts", at("alerts"))
        .keeping("series", at("series"));
  }

  static Slice hour(int hour) {
    return Grain.HOURLY.slice("2026-01-01T%02d".formatted(hour));
  }

  static SliceRange hours(int first, int last) {
    return SliceRange.closed(hour(first), hour(last));
  }

  SliceRunner runner() {
    return new SliceRunner(SPARK, clock, Progress.NONE);
  }

  SlicedReport run(SlicedFlow flow, int first, int last) {
    return runner().run(SliceRun.of(flow, hours(first, last)));
  }

  SlicePlan plan(SlicedFlow flow, int first, int last) {
    return new SlicePlanner(SPARK, clock).plan(SliceRun.of(flow, hours(first, last)));
  }

  /** Rows that are published, as text in order. */
  List<String> published(SlicedFlow flow, String port, int first, int last) {
    return text(runner().published(flow, port, hours(first, last)));
  }

  static List<String> text(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString(" ")).sorted().toList();
  }
}
