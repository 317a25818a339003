package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.Alert;
import dev.bering.flow.Detection.Feature;
import dev.bering.flow.Detection.Host;
import dev.bering.flow.Detection.NetFlow;
import dev.bering.flow.Detection.Scorer;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlowDefineTest {

  public record Rows(Frame<Row> rows) {}

  public record Wide(@Ddl("id BIGINT, hostName STRING, note STRING") Frame<Row> rows) {}

  public record Narrow(
      @Ddl("id INT, hostname2 STRING, note STRING NOT NULL, zone STRING") Frame<Row> rows) {}

  private static <I extends Record, O extends Record> MultiTransformer<I, O> any(
      Class<I> in, Class<O> out) {
    return Transformers.of(
        in,
        out,
        (bundle, ctx) -> {
          throw new UnsupportedOperationException();
        });
  }

  private static final MultiTransformer<Wide, Wide> WIDE = any(Wide.class, Wide.class);
  private static final MultiTransformer<Narrow, Narrow> NARROW = any(Narrow.class, Narrow.class);

  @Test
  void reportsEveryColumnThatDoesNotFitInOneException() {
    assertThatThrownBy(
            () ->
                Flow.define(
                    "bad",
                    Wide.class,
                    Narrow.class,
                    (b, in) -> {
                      var wide = b.apply("a", WIDE, in);
                      return b.apply("b", NARROW, new Narrow(wide.rows()));
                    }))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(e.problems())
                  .extracting(Problem::hint)
                  .containsExactly(
                      "cast it to int where it is made, or declare bigint where it is read",
                      "did you mean hostName?",
                      "declare it @Nullable where it is read, or NOT NULL where it is made",
                      "choose one of id, hostName, note");
            })
        .hasMessage(
            """
            Cannot wire bad/a.rows to bad/b.rows: column id is bigint, wanted int.
            Cannot wire bad/a.rows to bad/b.rows: column hostname2 string is missing.
            Cannot wire bad/a.rows to bad/b.rows: column note may be null, wanted NOT NULL.
            Cannot wire bad/a.rows to bad/b.rows: column zone string is missing.""");
  }

  @Test
  void checksTheEdgesIntoItsOwnOutputs() {
    assertThatThrownBy(
            () ->
                Flow.define(
                    "bad",
                    Wide.class,
                    Narrow.class,
                    (b, in) -> new Narrow(b.apply("a", WIDE, in).rows())))
        .hasMessage(
            """
            Cannot wire bad/a.rows to bad/out.rows: column id is bigint, wanted int.
            Cannot wire bad/a.rows to bad/out.rows: column hostname2 string is missing.
            Cannot wire bad/a.rows to bad/out.rows: column note may be null, wanted NOT NULL.
            Cannot wire bad/a.rows to bad/out.rows: column zone string is missing.""");
  }

  @Test
  void collectsAllOtherMistakesToo() {
    var elsewhere = new AtomicReference<@Nullable Wide>();
    Flow.define(
        "other",
        Wide.class,
        Wide.class,
        (b, in) -> {
          elsewhere.set(in);
          return b.apply("a", WIDE, in);
        });

    assertThatThrownBy(
            () ->
                Flow.define(
                    "worst",
                    Wide.class,
                    Wide.class,
                    (b, in) -> {
                      b.apply("a", WIDE, nullBundle());
                      b.apply("a", WIDE, in);
                      b.apply("in", WIDE, new Wide(nullFrame()));
                      b.apply("two words", WIDE, foreign(elsewhere));
                      return nullBundle();
                    }))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::hint)
                    .containsExactly(
                        "pass a symbol of this flow",
                        "give each node an id of its own; one component may serve several nodes",
                        "choose an id such as enrich",
                        "pass a symbol of this flow",
                        "choose an id such as enrich",
                        "nest that flow with apply, and use the outputs it returns",
                        "return a new FlowDefineTest.Wide of symbols",
                        "wire it, or say why not: b.ignore(handle, \"reason\")",
                        "wire it, or say why not: b.ignore(handle, \"reason\")",
                        "wire it, or say why not: b.ignore(handle, \"reason\")"))
        .hasMessage(
            """
            Cannot wire worst/a.rows: it is given null.
            Cannot add node a to flow worst: there is a node of this id already.
            Cannot add node 'in' to flow worst: its id is reserved.
            Cannot wire worst/in.rows: it is given null.
            Cannot add node 'two words' to flow worst: its id is not made of letters, digits, - \
            and _.
            Cannot wire worst/two words.rows: in.rows belongs to another flow, other.
            Cannot build flow worst: its body returned null.
            Cannot build flow worst: nothing uses worst/a.rows.
            Cannot build flow worst: nothing uses worst/in.rows.
            Cannot build flow worst: nothing uses worst/two words.rows.""");
  }

  @Test
  void aCycleCannotBeWrittenDown() {
    var later = new AtomicReference<@Nullable Wide>();
    BiFunction<FlowBuilder, Wide, Wide> loop =
        (b, in) -> {
          b.ignore(in.rows(), "the loop feeds itself");
          Wide first = b.apply("first", WIDE, foreign(later)); // its output does not exist yet
          later.set(b.apply("second", WIDE, first));
          return foreign(later);
        };

    assertThatThrownBy(() -> Flow.define("loop", Wide.class, Wide.class, loop))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot wire loop/first.rows: it is given null.");
    assertThatThrownBy(() -> Flow.define("again", Wide.class, Wide.class, loop))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot wire again/first.rows: second.rows belongs to another flow, loop.");
  }

  @SuppressWarnings("NullAway") // what a careless caller does
  private static Wide nullBundle() {
    return null;
  }

  @SuppressWarnings("NullAway") // what a careless caller does
  private static Frame<Row> nullFrame() {
    return null;
  }

  @SuppressWarnings("NullAway") // set by the flow built before
  private static Wide foreign(AtomicReference<@Nullable Wide> elsewhere) {
    return elsewhere.get();
  }

  public record Scoring(Frame<Feature> features, ModelItem<Scorer> scorer) {}

  @Test
  void refusesModelsThatAreLoadedAlready() {
    ModelItem<Scorer> loaded = ModelItem.of("scorer", "7", new Scorer(1));
    assertThatThrownBy(
            () ->
                Flow.define(
                    "bad",
                    Scoring.class,
                    Score.Out.class,
                    (b, in) -> {
                      b.ignore(in.scorer(), "the test brings its own");
                      return b.apply("score", new Score(), new Score.In(in.features(), loaded));
                    }))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot wire bad/score.scorer: it is given model scorer 7, which holds data already.");
  }

  @Test
  void refusesToReadRowsWhileItIsBuilt() {
    assertThatThrownBy(
            () ->
                Flow.define(
                    "eager",
                    Wide.class,
                    Wide.class,
                    (b, in) -> {
                      in.rows().df().show();
                      return in;
                    }))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read the rows of frame in.rows: the flow is being built and has no data yet.");
  }

  @Test
  void knowsTheColumnsOfSymbols() {
    var columns = new AtomicReference<@Nullable Object>();
    Flow.define(
        "peek",
        Wide.class,
        Wide.class,
        (b, in) -> {
          columns.set(in.rows().columns());
          return in;
        });
    assertThat(columns.get()).hasToString("[id, hostName, note]");
  }

  @Test
  void tellsWhatWasWrongSoFarWhenTheBodyFails() {
    assertThatThrownBy(
            () ->
                Flow.define(
                    "broken",
                    Wide.class,
                    Wide.class,
                    (b, in) -> {
                      b.apply("in", WIDE, in);
                      throw new IllegalArgumentException("no luck");
                    }))
        .isInstanceOf(UserException.class)
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .isInstanceOf(IllegalArgumentException.class))
        .hasMessage(
            """
            Cannot add node 'in' to flow broken: its id is reserved.
            Cannot build flow broken: its body failed with \
            java.lang.IllegalArgumentException: no luck.""");
  }

  @Test
  void tellsWhatWasWrongSoFarWhenPortsCannotBeRead() {
    MultiTransformer<Wide, Wide> lambda = (in, ctx) -> in;
    assertThatThrownBy(
            () ->
                Flow.define(
                    "lambda flow", Wide.class, Wide.class, (b, in) -> b.apply("a", lambda, in)))
        .hasMessage(
            """
            Cannot build flow 'lambda flow': its name is not made of letters, digits, - and _.
            Cannot read the ports of component FlowDefineTest's lambda: a lambda does not keep \
            its types.""");
  }

  public record NoPort(int limit) {}

  @Test
  void reportsThePortsOfItsOwnBundlesTogether() {
    assertThatThrownBy(() -> Flow.define("none", NoPort.class, NoPort.class, (b, in) -> in))
        .hasMessage(
            "Cannot read port FlowDefineTest.NoPort.limit: int is neither a Frame<...> nor a"
                + " ModelItem<...>.");
  }

  @Test
  void refusesNodesAfterItIsBuilt() {
    var kept = new AtomicReference<@Nullable FlowBuilder>();
    var symbols = new AtomicReference<@Nullable Wide>();
    Flow.define(
        "done",
        Wide.class,
        Wide.class,
        (b, in) -> {
          kept.set(b);
          symbols.set(in);
          return in;
        });
    assertThatThrownBy(() -> builder(kept).apply("late", WIDE, foreign(symbols)))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot add node late: flow done is built already.");
    assertThatThrownBy(() -> builder(kept).ignore(foreign(symbols).rows(), "late"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot ignore a handle: flow done is built already.");
  }

  @SuppressWarnings("NullAway") // set by the flow built before
  private static FlowBuilder builder(AtomicReference<@Nullable FlowBuilder> kept) {
    return kept.get();
  }

  @Test
  void refusesToIgnoreWhatIsUsed() {
    assertThatThrownBy(
            () ->
                Flow.define(
                    "odd",
                    Wide.class,
                    Wide.class,
                    (b, in) -> {
                      Wide out = b.apply("a", WIDE, in);
                      b.ignore(in.rows(), "no need");
                      return out;
                    }))
        .hasMessage("Cannot ignore odd/in.rows: it is used.");
  }

  public record Pair(Frame<Alert> left, Frame<Alert> right) {}

  public record Alerts(Frame<Alert> alerts) {}

  @Test
  void letsOneComponentServeSeveralNodes() {
    MultiTransformer<Alerts, Alerts> same = any(Alerts.class, Alerts.class);
    Flow<Pair, Pair> flow =
        Flow.define(
            "twice",
            Pair.class,
            Pair.class,
            (b, in) ->
                new Pair(
                    b.apply("left", same, new Alerts(in.left())).alerts(),
                    b.apply("right", same, new Alerts(in.right())).alerts()));
    assertThat(flow.plan().nodes())
        .extracting(FlowPlan.Node::path)
        .containsExactly("left", "right");
  }

  public record Hosts(Frame<NetFlow> flows, Frame<Host> hosts) {}

  @Test
  void takesAnyColumnsWhereNoneAreDeclared() {
    MultiTransformer<Rows, Wide> reader = any(Rows.class, Wide.class);
    Flow<Rows, Wide> flow =
        Flow.define(
            "loose",
            Rows.class,
            Wide.class,
            (b, in) -> {
              Wide read = b.apply("read", reader, in);
              b.ignore(
                  b.apply("again", WIDE, new Wide(in.rows())).rows(), "to show the late check");
              return read;
            });
    assertThat(flow.plan())
        .hasToString(
            """
            flow loose
              in rows: any columns, unchecked
              node read (lambda 1)
                in rows <- in.rows: any columns, unchecked
                out rows: id BIGINT,hostName STRING,note STRING
              node again (lambda 1)
                in rows <- in.rows: id BIGINT,hostName STRING,note STRING, checked when it runs
                out rows: id BIGINT,hostName STRING,note STRING
              out rows <- read.rows: id BIGINT,hostName STRING,note STRING
              ignored again.rows: to show the late check
            """);
  }

  @Test
  void checksNestedFlowsAtTheirOwnPorts() {
    Flow<Enrich.In, Enrich.Out> inner = Flow.of("inner", new Enrich());
    Flow<Hosts, Enrich.Out> outer =
        Flow.define(
            "outer",
            Hosts.class,
            Enrich.Out.class,
            (b, in) -> b.apply("nested", inner, new Enrich.In(in.flows(), in.hosts())));
    assertThat(outer.plan().nodes())
        .extracting(FlowPlan.Node::path)
        .containsExactly("nested/inner");
    assertThat(outer.plan().nested()).containsExactly(new FlowPlan.Nested("nested", "inner"));
  }
}
