package dev.bering.telemetry;

import dev.bering.flow.Checked;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowReport;
import dev.bering.flow.FlowRun;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.NoopSink;
import dev.bering.flow.Pinned;
import dev.bering.flow.Rule;
import dev.bering.flow.RunPlan;
import dev.bering.flow.RunStart;
import dev.bering.flow.Sink;
import dev.bering.flow.TestSpark;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** A small platform: connections are checked and summed up by host; hosts are looked up. */
final class Platform {
  static final SparkSession SPARK = TestSpark.session();

  /** A connection. */
  record Connection(String host, long bytes) {}

  /** What a host has sent. */
  record Total(String host, long bytes) {}

  /** What the flow reads. */
  record Tables(Frame<Connection> connections, Frame<Total> before) {}

  /** What the flow makes. */
  record Totals(Frame<Total> totals, Frame<Total> copied) {}

  /** Sums up. */
  static final class Sum implements MultiTransformer<Sum.In, Sum.Out> {
    /** What it reads. */
    public record In(Frame<Connection> connections) {}

    /** What it makes. */
    public record Out(Frame<Total> totals) {}

    @Override
    public Out transform(In in, FlowContext ctx) {
      return new Out(
          Frame.of(
              in.connections()
                  .df()
                  .groupBy("host")
                  .sum("bytes")
                  .toDF("host", "bytes")
                  .selectExpr("host", "coalesce(bytes, 0L) AS bytes")));
    }
  }

  static final Flow<Tables, Totals> FLOW =
      Flow.define(
          "traffic",
          Tables.class,
          Totals.class,
          (b, in) -> {
            Checked<Connection> valid =
                b.check(
                    "valid", in.connections(), Rule.warn("bytes < 100"), Rule.fail("bytes >= 0"));
            var summed = b.apply("sum", new Sum(), new Sum.In(valid.passed()));
            return new Totals(summed.totals(), in.before());
          });

  private Platform() {}

  static void land(Path folder, String connections) {
    landConnections(folder, connections);
    write("SELECT 'z' AS host, 1L AS bytes", folder, "before");
  }

  /** Replaces the connections alone. */
  static void landConnections(Path folder, String connections) {
    write(
        "SELECT host, bytes FROM VALUES " + connections + " AS t(host, bytes)",
        folder,
        "connections");
  }

  /** A run that fails before it writes. */
  static void failAtOnce(FlowListener listener) {
    RunPlan plan = RunPlan.of(FLOW.plan(), List.of(new NoopSink("totals")));
    listener.runBegins(
        new RunStart(
            UUID.randomUUID().toString(), "", FLOW.plan(), plan, List.of(), List.of(), Map.of()));
    listener.runFails(new IllegalStateException("s3cret"));
  }

  private static void write(String sql, Path folder, String table) {
    SPARK
        .sql(sql)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("overwrite")
        .save(folder.resolve(table).toString());
  }

  private static <T> Frame<T> pinned(Path table) {
    return Frame.of(SPARK, Pinned.latest(SPARK, Location.of(table)));
  }

  static FlowReport run(Path folder, FlowListener listener) {
    var in = new Tables(pinned(folder.resolve("connections")), pinned(folder.resolve("before")));
    return new FlowRunner(new FlowContext(SPARK, "2026-01-01T03"), Progress.NONE, listener)
        .run(
            FlowRun.of(FLOW, in)
                .writing(
                    List.of(
                        Sink.of("totals", folder.resolve("totals").toString()),
                        Sink.of("copied", folder.resolve("copied").toString())))
                .parallel(1));
  }
}
