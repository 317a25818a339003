package dev.bering.flow;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.NetFlow;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class CheckTest {
  private final SparkSession spark = TestSpark.session();
  private final FlowContext ctx = FlowContext.of(spark);

  public record In(Frame<NetFlow> flows) {}

  public record Out(Frame<NetFlow> passed, Frame<Row> rejected) {}

  private static Flow<In, Out> checking(Rule... rules) {
    return Flow.define(
        "checked",
        In.class,
        Out.class,
        (b, in) -> {
          Checked<NetFlow> valid = b.check("valid", in.flows(), rules);
          return new Out(valid.passed(), valid.rejected());
        });
  }

  private static final Rule[] RULES = {
    Rule.warn("port < 1024").named("known port"), Rule.drop("bytes >= 0"), Rule.drop("host <> ''")
  };

  private In rows() {
    return new In(
        Frame.of(
            spark,
            NetFlow.class,
            List.of(
                new NetFlow("a", 22, 5L),
                new NetFlow("b", 8080, 7L),
                new NetFlow("", 80, -1L),
                new NetFlow("d", 9999, null))));
  }

  @Test
  void sendsRowsThatBreakARuleToTheSideANullCountingAsBroken() {
    Out out = checking(RULES).transform(rows(), ctx);
    assertThat(Rows.of(out.passed()))
        .containsExactly("{host:a,port:22,bytes:5}", "{host:b,port:8080,bytes:7}");
    assertThat(Rows.of(out.rejected()))
        .containsExactly(
            "{host:,port:80,bytes:-1,broken:[bytes >= 0,host <> '']}",
            "{host:d,port:9999,bytes:null,broken:[known port,bytes >= 0]}");
    assertThat(out.passed().ds().collectAsList()).contains(new NetFlow("a", 22, 5L));
  }

  @Test
  void countsInTheJobThatReadsTheRows(@TempDir Path folder) {
    FlowReport report = run(checking(RULES), folder, "passed", "rejected");
    assertThat(report.toString().lines().filter(line -> !line.startsWith("  out")))
        .containsExactly(
            "ran checked",
            "  in flows: a frame, not pinned",
            "  check valid: 4 rows",
            "    warn known port: port < 1024: 2 break it",
            "    drop bytes >= 0: 2 break it",
            "    drop host <> '': 1 break it");
    assertThat(report.written()).extracting(FlowReport.Written::rows).containsExactly(2L, 2L);
  }

  @Test
  void countsNoneWhereThereAreNoRows() {
    FlowReport report =
        new FlowRunner(ctx, Progress.NONE)
            .run(
                checking(Rule.drop("bytes >= 0")),
                new In(Frame.of(spark, NetFlow.class, List.of())),
                List.of(new NoopSink("passed")));
    assertThat(report.checks())
        .hasToString(
            "[Check[node=valid, rows=OptionalLong[0],"
                + " rules=[Broken[rule=drop bytes >= 0, rows=OptionalLong[0]]]]]");
  }

  @Test
  void countsNothingWhereTheJobNeedsNoneOfTheRows() {
    Flow<In, Narrow> none =
        Flow.define(
            "none",
            In.class,
            Narrow.class,
            (b, in) -> {
              Checked<NetFlow> valid = b.check("valid", in.flows(), Rule.warn("port < 1024"));
              return b.apply(
                  "pick",
                  Transformers.of(
                      In.class,
                      Narrow.class,
                      (rows, c) -> new Narrow(Frame.of(rows.flows().df().select("host").limit(0)))),
                  new In(valid.passed()));
            });
    FlowReport report =
        new FlowRunner(ctx, Progress.NONE).run(none, rows(), List.of(new NoopSink("hosts")));
    assertThat(report.checks())
        .hasToString(
            "[Check[node=valid, rows=OptionalLong.empty,"
                + " rules=[Broken[rule=warn port < 1024, rows=OptionalLong.empty]]]]");
  }

  private FlowReport run(Flow<In, Out> flow, Path folder, String... ports) {
    List<Sink> sinks =
        Arrays.stream(ports)
            .map(port -> Sink.of(port, Location.of(folder.resolve(port).toString())))
            .toList();
    return new FlowRunner(ctx, Progress.NONE).run(flow, rows(), sinks);
  }

  public record Narrow(@Ddl("host STRING") Frame<Row> hosts) {}

  private static Flow<In, Narrow> narrowed(Rule... rules) {
    return Flow.define(
        "narrowed",
        In.class,
        Narrow.class,
        (b, in) -> {
          Checked<NetFlow> valid = b.check("valid", in.flows(), rules);
          return b.apply(
              "pick",
              Transformers.of(
                  In.class,
                  Narrow.class,
                  (rows, c) ->
                      new Narrow(Frame.of(rows.flows().df().where("host = 'a'").select("host")))),
              new In(valid.passed()));
        });
  }

  @Test
  void checksRowsThatAConsumerLeavesOutLater() {
    FlowReport report =
        new FlowRunner(ctx, Progress.NONE)
            .run(narrowed(Rule.warn("port < 1024")), rows(), List.of(new NoopSink("hosts")));
    assertThat(report.checks())
        .hasToString(
            "[Check[node=valid, rows=OptionalLong[4],"
                + " rules=[Broken[rule=warn port < 1024, rows=OptionalLong[2]]]]]");
  }

  @Test
  void failsTheRunWithNothingPublished(@TempDir Path folder) {
    assertThatThrownBy(
            () ->
                new FlowRunner(ctx, Progress.NONE)
                    .run(
                        narrowed(Rule.fail("port < 9000")),
                        rows(),
                        List.of(Sink.of("hosts", Location.of(folder.resolve("hosts").toString())))))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        new Problem(
                            "FLOW_RULE_BROKEN",
                            "Cannot run narrowed/valid: a row breaks rule 'port < 9000'.",
                            "to see such rows make it Rule.drop: they are among the rejected ones"
                                + " then")));
    assertThat(Files.exists(folder.resolve("hosts/_delta_log/00000000000000000000.json")))
        .isFalse();
  }

  @Test
  void showsItsRulesInThePlan() {
    assertThat(checking(RULES).plan().toString())
        .contains(
            "node valid (check warn known port: port < 1024; drop bytes >= 0; drop host <> '')")
        .contains(
            "out rejected: host STRING NOT NULL,port INT NOT NULL,bytes BIGINT,"
                + "broken ARRAY<STRING> NOT NULL");
    checking(RULES).dryRun(ctx);
  }

  @Test
  void refusesRulesThatAreNoneWhenTheFlowIsBuilt() {
    assertThatThrownBy(
            () ->
                checking(
                    Rule.warn("bytes >== 0"),
                    Rule.drop("byte >= 0"),
                    Rule.fail("bytes"),
                    Rule.drop("rand() < 0.5"),
                    Rule.drop("port < year(now())"),
                    Rule.drop("sum(bytes) > 1"),
                    Rule.drop("port > 1"),
                    Rule.warn("port > 1")))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .last()
                    .isEqualTo(
                        new Problem(
                            "FLOW_RULE_DUPLICATE",
                            "Cannot add node valid to flow checked: there are two rules named"
                                + " 'port > 1'.",
                            "drop one, or name it: Rule.warn(\"...\").named(\"...\")")))
        .hasMessage(
            """
            Cannot add node valid to flow checked: rule 'bytes >== 0': [PARSE_SYNTAX_ERROR] \
            Syntax error at or near '='. SQLSTATE: 42601 (line 1, pos 8).
            Cannot add node valid to flow checked: rule 'byte >= 0': \
            [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with \
            name `byte` cannot be resolved. Did you mean one of the following? [`bytes`, `host`, \
            `port`]. SQLSTATE: 42703; line 1 pos 0.
            Cannot add node valid to flow checked: rule 'bytes': \
            [DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN] Cannot resolve "bytes" due to data type \
            mismatch: Filter expression "bytes" of type "BIGINT" is not a boolean. SQLSTATE: \
            42K09.
            Cannot add node valid to flow checked: rule 'rand() < 0.5': its answer for one row may \
            differ from time to time.
            Cannot add node valid to flow checked: rule 'port < year(now())': its answer for one \
            row may differ from time to time.
            Cannot add node valid to flow checked: rule 'sum(bytes) > 1': \
            [INVALID_WHERE_CONDITION] The WHERE condition "(sum(bytes) > 1)" contains invalid \
            expressions: sum(bytes).
            Cannot add node valid to flow checked: there are two rules named 'port > 1'.""");
  }

  @Test
  void doesNotTakeTheCountsOfAFailedAttempt() throws Exception {
    Out out =
        checking(Rule.warn("port < 1024"))
            .transform(
                new In(
                    Frame.of(rows().flows().df().withColumn("bytes", expr("raise_error('once')")))),
                ctx);
    RuleCounts counts = out.passed().counts().orElseThrow();
    assertThatThrownBy(() -> out.passed().df().write().format("noop").mode("overwrite").save())
        .hasMessageContaining("once");
    spark.sparkContext().listenerBus().waitUntilEmpty();
    assertThat(counts.observation().future().isCompleted()).isFalse();
  }

  public record Broken(@Ddl("Broken STRING, x INT") Frame<Row> rows) {}

  public record Any(Frame<Row> rows) {}

  @Test
  void refusesRowsItCannotCheck() {
    assertThatThrownBy(
            () ->
                Flow.define(
                    "odd",
                    Broken.class,
                    Broken.class,
                    (b, in) -> new Broken(b.check("valid", in.rows()).passed())))
        .hasMessage(
            """
            Cannot add node valid to flow odd: it checks no rule.
            Cannot add node valid to flow odd: there is a column broken in its rows already.""");
    assertThatThrownBy(
            () ->
                Flow.define(
                    "loose",
                    Any.class,
                    Any.class,
                    (b, in) -> new Any(b.check("valid", in.rows(), Rule.drop("x > 0")).passed())))
        .hasMessage(
            "Cannot add node valid to flow loose: its rows declare no columns, frame in.rows.");
  }

  @Test
  void makesTheCallerSayWhyRejectedRowsAreNotRead() {
    assertThatThrownBy(
            () ->
                Flow.define(
                    "lossy",
                    In.class,
                    In.class,
                    (b, in) ->
                        new In(b.check("valid", in.flows(), Rule.drop("bytes > 0")).passed())))
        .hasMessage("Cannot build flow lossy: nothing uses lossy/valid.rejected.");
  }
}
