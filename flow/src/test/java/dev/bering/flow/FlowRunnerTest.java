package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.Host;
import dev.bering.flow.Detection.NetFlow;
import dev.bering.flow.Detection.Scorer;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class FlowRunnerTest {
  private static final SparkSession SPARK = TestSpark.session();

  @TempDir static Path input;

  // A failing write may still be tidying up; the folder goes with target/.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path lake;

  private final FlowContext ctx = new FlowContext(SPARK, "2026-01-01T03");
  private final FlowRunner runner = new FlowRunner(ctx, Progress.NONE);
  private final Location table = Location.of(input.resolve("flows"));
  private final Pinned flows = new Pinned(table, 1);

  @BeforeAll
  static void fillTheInput() {
    append(List.of(new NetFlow("a", 80, 10L), new NetFlow("a", 81, null)));
    append(List.of(new NetFlow("b", 80, 300L)));
  }

  private static void append(List<NetFlow> rows) {
    Frame.of(SPARK, NetFlow.class, rows)
        .df()
        .write()
        .format("delta")
        .mode("append")
        .save(input.resolve("flows").toString());
  }

  private Location at(String table) {
    return Location.of(lake.resolve(table));
  }

  private Sink sink(String port) {
    return Sink.of(port, at(port));
  }

  private List<String> written(String table) {
    return Rows.of(SPARK.read().format("delta").load(at(table).toString()));
  }

  private Detection.In in() {
    return new Detection.In(
        Frame.of(SPARK, flows),
        Frame.of(SPARK, Host.class, List.of(new Host("a", "ann"), new Host("b", "bob"))),
        ModelItem.of("scorer", "7", "crc:17", new Scorer(100)));
  }

  @Test
  void writesItsSinksAndReportsWhatItReadAndWrote() {
    FlowReport report =
        runner.run(
            Detection.flow(),
            in(),
            List.of(sink("rejected"), sink("alerts"), sink("enrich.features")));

    assertThat(written("alerts")).containsExactly("{host:b,score:3.0}");
    assertThat(written("rejected")).containsExactly("{host:a,owner:ann}", "{host:a,owner:ann}");
    assertThat(written("enrich.features")).hasSize(3);
    assertThat(
            report.toString().replace(lake.toString(), "/lake").replace(table.toString(), "/flows"))
        .isEqualTo(
            """
            ran detect [2026-01-01T03]
              in flows: /flows version 1
              in scorer: model scorer 7, crc:17
              in hosts: a frame, not pinned
              out enrich.features: 3 rows to /lake/enrich.features version 0
              out rejected: 2 rows to /lake/rejected version 0
              out alerts: 1 rows to /lake/alerts version 0
            """);
    assertThat(report.written())
        .extracting(FlowReport.Written::node)
        .containsExactly("enrich", "score", "score");
    assertThat(report.written())
        .extracting(FlowReport.Written::nodes)
        .containsExactly(List.of("enrich"), List.of("score"), List.of("score"));
    assertThat(report.kept()).extracting(PortRef::toString).containsExactly("enrich.features");
    assertThat(report.written()).allMatch(written -> written.elapsed().toNanos() > 0);
  }

  @Test
  void writesTheSameAgainWhenItIsRunAgain() {
    Detection.In in = in();
    runner.run(Detection.flow(), in, List.of(sink("alerts")));
    append(List.of(new NetFlow("b", 81, 500L)));
    FlowReport again = runner.run(Detection.flow(), in, List.of(sink("alerts")));

    assertThat(written("alerts")).containsExactly("{host:b,score:3.0}");
    assertThat(again.written().get(0).receipt().version()).hasValue(1);
    assertThat(again.written().get(0).rows()).isEqualTo(1);
  }

  @Test
  void tellsHowFarItHasCome() {
    List<String> heard = new ArrayList<>();
    Progress progress =
        (task, total, unit) -> {
          heard.add(task + " " + total + " " + unit);
          return new Progress.Step() {
            @Override
            public void advance(long amount) {
              heard.add("+" + amount);
            }

            @Override
            public void close() {
              heard.add("closed");
            }
          };
        };
    new FlowRunner(ctx, progress)
        .run(Detection.flow(), in(), List.of(new NoopSink("alerts"), new NoopSink("rejected")));
    assertThat(heard).containsExactly("running detect 2 STEPS", "+1", "+1", "closed");
  }

  @Test
  void refusesToWriteOverItsInputs() {
    Location part = Location.of(input.resolve("flows/part"));
    List<Sink> sinks = List.of(Sink.of("alerts", table), Sink.of("rejected", part));
    assertThatThrownBy(
            () -> runner.run(Detection.flow(), in(), List.of(sinks.get(0), sink("rejected"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write alerts of detect to %s: input flows is read from %s."
                .formatted(table, table));
    assertThatThrownBy(
            () -> runner.run(Detection.flow(), in(), List.of(sinks.get(1), sink("alerts"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write rejected of detect to %s: input flows is read from %s."
                .formatted(part, table));
  }

  @Test
  void refusesToReplaceATableOfOtherColumns() {
    SPARK
        .sql("SELECT 'x' AS host, 1 AS score, 2 AS more")
        .write()
        .format("delta")
        .save(at("alerts").toString());

    assertThatThrownBy(
            () -> runner.run(Detection.flow(), in(), List.of(sink("alerts"), sink("rejected"))))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::hint)
                    .containsExactly("choose another location, or drop the table there"))
        .hasMessage(
            "Cannot write alerts of detect to %s: the table there has other columns, host STRING,"
                    .formatted(at("alerts"))
                + "score INT,more INT against host STRING,score DOUBLE.");
    assertThat(lake.resolve("rejected")).doesNotExist();
  }

  @Test
  void refusesToWriteAmongOtherFiles() throws IOException {
    Files.createDirectory(lake.resolve("alerts"));
    Files.writeString(lake.resolve("alerts/notes.txt"), "keep");

    assertThatThrownBy(() -> runner.run(Detection.flow(), in(), List.of(sink("alerts"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write alerts of detect to %s: there are files there that are no Delta table."
                .formatted(at("alerts")));
  }

  @Test
  void refusesToRunWhereCommitsDoNotTellTheirRows() {
    String key = "spark.databricks.delta.history.metricsEnabled";
    SPARK.conf().set(key, "false");
    try {
      assertThatThrownBy(() -> runner.run(Detection.flow(), in(), List.of(sink("alerts"))))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot run detect: spark.databricks.delta.history.metricsEnabled is false, so"
                  + " commits do not say how many rows they wrote.");
    } finally {
      SPARK.conf().unset(key);
    }
  }

  public record In(Frame<NetFlow> flows) {}

  public record Out(@Ddl("host STRING NOT NULL, bytes BIGINT NOT NULL") Frame<Row> rows) {}

  @Test
  void failsOnANullThatThePortRulesOut() {
    Flow<In, Out> flow =
        Flow.of(
            "strict",
            Transformers.of(
                In.class,
                Out.class,
                (in, c) -> new Out(Frame.of(in.flows().df().select("host", "bytes")))));

    assertThatThrownBy(
            () -> runner.run(flow, new In(Frame.of(SPARK, flows)), List.of(sink("rows"))))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot run strict/strict: column bytes is null, but is declared NOT NULL.");
    assertThat(DeltaTable.isDeltaTable(SPARK, at("rows").toString())).isFalse();
  }

  @Test
  void writesNoRowsWhereThereAreNone() {
    Detection.In in =
        new Detection.In(
            Frame.of(SPARK, flows),
            Frame.of(SPARK, Host.class, List.of()),
            ModelItem.of("scorer", "7", new Scorer(100)));
    FlowReport report = runner.run(Detection.flow(), in, List.of(sink("alerts")));
    assertThat(report.written().get(0).rows()).isZero();
    assertThat(written("alerts")).isEmpty();
  }
}
