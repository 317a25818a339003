package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.flow.Component;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowProvider;
import dev.bering.flow.Frame;
import dev.bering.flow.LocalSpark;
import dev.bering.flow.MultiTransformer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowRunCommandTest {

  @TempDir Path folder;

  public record Event(String host, long bytes) {}

  public record In(Frame<Event> events) {}

  public record Out(Frame<Event> totals) {}

  /** The bytes of each host, a day. */
  public static final class Totals implements FlowProvider {
    @Override
    public Flow<?, ?> flow() {
      return Flow.of("totals", new Sum());
    }
  }

  /** Adds the bytes of a host up, which overflows where they are too many. */
  @Component(name = "sum", version = "1")
  public static final class Sum implements MultiTransformer<In, Out> {
    @Override
    public Out transform(In in, FlowContext ctx) {
      return new Out(
          Frame.of(
              in.events()
                  .df()
                  .groupBy("host")
                  .sum("bytes")
                  .toDF("host", "bytes")
                  .selectExpr("host", "bytes")));
    }
  }

  private static String timeless(String text) {
    return text.replaceAll("\\d+ h \\d+ min|\\d+ min \\d+ s|\\d+\\.\\d s", "T")
        .replaceAll("\\d+ %", "N %");
  }

  private Path flow() {
    return Cli.write(
        folder.resolve("totals.yaml"),
        """
        flow: dev.bering.app.FlowRunCommandTest$Totals
        every: day
        first: 2026-01-01
        ledger: ledger
        inputs:
          events: {table: events, partitions: [day]}
        outputs:
          totals: totals
        budget: 2h
        """);
  }

  private void events() {
    LocalSpark.named("events")
        .withCores(2)
        .start()
        .sql("SELECT 'a' AS host, id AS bytes, DATE'2026-01-01' AS day FROM range(4)")
        .write()
        .format("delta")
        .partitionBy("day")
        .save(folder.resolve("events").toString());
  }

  @Test
  void plansRunsAndLooksIntoAFlow() throws IOException {
    events();
    Path file = flow();

    assertThat(Cli.run("flow", "plan", file, "--slices", "2026-01-01..2026-01-02").out())
        .isEqualTo(
            """
            totals, 2026-01-01 to 2026-01-02: 0 up to date, 2 to run
              2026-01-01: NEW
              2026-01-02: NEW
            no forecast: no slice was published before
            the budget of 2 h 0 min a slice cannot be told
            """);
    Cli ran = Cli.run("flow", "run", file, "--slices", "2026-01-01", "--json");
    assertThat(ran.exitCode()).isZero();
    JsonNode done = new ObjectMapper().readTree(ran.out()).get("report").get("done").get(0);
    assertThat(done.get("slice").textValue()).isEqualTo("2026-01-01");
    assertThat(done.get("ports").get(0).get("rows").intValue()).isEqualTo(1);
    assertThat(Cli.run("flow", "run", file, "--slices", "2026-01-01").out())
        .isEqualTo("totals, 2026-01-01 to 2026-01-01: ran 0 slices, 1 up to date\n");
    assertThat(timeless(Cli.run("flow", "culprit", file).out()))
        .matches(
            """
            (culprit totals: T by itself, N % of the time of 1 node|\
            no culprit: totals takes T by itself, less than the cuts left for it)
            (  why: .+
              try: .+
            )*found in 1 run of all and \\d of parts:
              totals: totals took T
            (  describing: totals took T
            )?""");
    Path page = folder.resolve("times.html");
    assertThat(Cli.run("flow", "profile", file, "--html", page).out())
        .matches(
            """
            profile of totals \\[2026-01-01\\], as it ran: \\d.* m?s along totals
             +path +wall +driver +cpu +gc +shuffle +spill +rows +bytes +nodes
             +100 % .* 1 +- +totals: totals
            (before the first write \\d+ tasks? ran for .+, while frames were described and models made
            )?""");
    assertThat(page)
        .content()
        .contains("As it ran, slice 2026-01-01: the critical path is totals.")
        .containsPattern(
            "within budget</span> The critical path takes \\d[^<]*, its budget is 2 h 0 min.</p>")
        .containsPattern("<title>totals: [^<]*\n1 row</title>");
    Path graph = folder.resolve("graph.html");
    assertThat(Cli.run("flow", "graph", file, "--html", graph).exitCode()).isZero();
    assertThat(graph)
        .content()
        .contains("The median of 1 slice up to 2026-01-01: the critical path is totals.")
        .containsPattern(
            "within budget</span> The critical path takes \\d[^<]*, its budget is 2 h 0 min.</p>")
        .containsPattern("<title>totals: [^<]*\n1 row</title>");
    Cli lint = Cli.run("flow", "lint", file);
    assertThat(lint.exitCode()).isEqualTo(1);
    assertThat(lint.out().replaceAll("\\(\\S+\\):\\d+:\\d+", "(PLACE)"))
        .isEqualTo(
            """
            totals/totals (PLACE): SUM_OVERFLOW sum(bytes): a sum beyond bigint wraps in Hive and \
            Spark 3, widens in PostgreSQL and Oracle, and fails in Spark 4
                instead: sum cast(x as decimal(38,0)), or declare that it fits with an allowance
            1 finding in 1 statement of 1 file, 0 allowed, 0 not parsed
            """);
    assertThat(Cli.run("flow", "lint", file, "--without", "sum_overflow").exitCode()).isZero();
    assertThat(Cli.run("flow", "graph", file).out())
        .isEqualTo(
            """
            flow totals
              in events: host STRING NOT NULL,bytes BIGINT NOT NULL
              node totals (sum 1)
                in events <- in.events: host STRING NOT NULL,bytes BIGINT NOT NULL
                out totals: host STRING NOT NULL,bytes BIGINT NOT NULL
              out totals <- totals.totals: host STRING NOT NULL,bytes BIGINT NOT NULL
            """);
  }

  @Test
  void whatIsWrongIsToldWithoutAStackTrace() {
    Path file = flow();

    assertThat(Cli.run("flow", "profile", file, "--sample", "0.5").err())
        .isEqualToNormalizingNewlines(
            """
            Cannot profile samples of [0.5] of the rows: a line needs two fractions or more,\
             ascending, over 0 and at most 1.
            hint: sample 0.05, 0.1 and 0.2, for example
            """);
    assertThat(Cli.run("flow", "profile", file, "--sample", "0.1,0.2", "--html", "a.html").err())
        .isEqualToNormalizingNewlines(
            """
            Cannot draw samples as a page: their times are estimates of the whole.
            hint: leave out --html or --sample
            """);
    Cli missing = Cli.run("flow", "run", folder.resolve("none.yaml"));
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read %1$s: file %1$s is not there.
            hint: check the path and the permissions
            """
                .formatted(folder.resolve("none.yaml")));
    Cli backwards = Cli.run("flow", "run", file, "--slices", "2026-01-02..2026-01-01");
    assertThat(backwards.exitCode()).isEqualTo(2);
    assertThat(backwards.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot take the slices from 2026-01-02 to 2026-01-01: it ends before it begins.
            hint: name the earlier slice first
            """);
    Cli beside = Cli.run("flow", "graph", file, "--jar", folder);
    assertThat(beside.exitCode()).isEqualTo(2);
    assertThat(beside.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot look for the classes of %s in [%s]: a flow file names its jars itself.
            hint: write them under 'jars:' in the file
            """
                .formatted(file, folder));
    Cli outside = Cli.run("flow", "package", file, "--out", folder.resolve("totals.jar"));
    assertThat(outside.exitCode()).isEqualTo(2);
    assertThat(outside.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot package totals: class dev.bering.app.FlowRunCommandTest$Totals is in none of its jars.
            hint: name the jar that it is in under 'jars:'
            """);
  }
}
