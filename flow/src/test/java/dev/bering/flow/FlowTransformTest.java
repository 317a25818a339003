package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.Host;
import dev.bering.flow.Detection.NetFlow;
import dev.bering.flow.Detection.Scorer;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class FlowTransformTest {
  private final SparkSession spark = TestSpark.session();
  private final FlowContext ctx = FlowContext.of(spark);

  private Frame<NetFlow> flows() {
    return Frame.of(
        spark,
        NetFlow.class,
        List.of(new NetFlow("a", 80, 10L), new NetFlow("a", 81, null), new NetFlow("b", 80, 300L)));
  }

  private Frame<Host> hosts() {
    return Frame.of(spark, Host.class, List.of(new Host("a", "ann"), new Host("b", "bob")));
  }

  private Detection.In in() {
    return new Detection.In(flows(), hosts(), ModelItem.of("scorer", "7", new Scorer(100)));
  }

  @Test
  void runsItsComponents() {
    Detection.Out out = Detection.flow().transform(in(), ctx);

    assertThat(Rows.of(out.alerts())).containsExactly("{host:b,score:3.0}");
    assertThat(Rows.of(out.rejected())).containsExactly("{host:a,owner:ann}", "{host:a,owner:ann}");
    assertThat(out.alerts().ds().first()).isEqualTo(new Detection.Alert("b", 3.0));
  }

  public record Doubled(Frame<Detection.Alert> first, Frame<Detection.Alert> second) {}

  @Test
  void isAComponentItselfThreeLevelsDeep() {
    Flow<Detection.In, Detection.Out> middle =
        Flow.define(
            "middle",
            Detection.In.class,
            Detection.Out.class,
            (b, in) -> b.apply("detect", Detection.flow(), in));
    Flow<Detection.In, Doubled> outer =
        Flow.define(
            "outer",
            Detection.In.class,
            Doubled.class,
            (b, in) -> {
              var once = b.apply("once", middle, in);
              var again = b.apply("again", Detection.flow(), in);
              b.ignore(once.rejected(), "only alerts are wanted");
              b.ignore(again.rejected(), "only alerts are wanted");
              return new Doubled(once.alerts(), again.alerts());
            });

    assertThat(outer.plan().nodes())
        .extracting(FlowPlan.Node::path)
        .containsExactly("once/detect/enrich", "once/detect/score", "again/enrich", "again/score");
    Doubled out = outer.transform(in(), ctx);
    assertThat(Rows.of(out.first())).containsExactly("{host:b,score:3.0}");
    assertThat(Rows.of(out.second())).containsExactly("{host:b,score:3.0}");
  }

  public record Given(
      @Ddl(
              "Small INT, f FLOAT, d DECIMAL(6,2), extra STRING, s STRUCT<y: INT, x: INT, z: STRING>,"
                  + " l ARRAY<STRUCT<p: INT, q: INT>>, m MAP<STRING, INT>, `dotted.name` INT")
          Frame<Row> rows) {}

  public record Wanted(
      @Ddl(
              "`dotted.name` BIGINT, m MAP<STRING, BIGINT>, l ARRAY<STRUCT<q: BIGINT>>,"
                  + " s STRUCT<X: BIGINT, y: INT>, d DECIMAL(10,4), f DOUBLE, small BIGINT")
          Frame<Row> rows) {}

  @Test
  void handsAConsumerItsDeclaredColumnsInItsDeclaredTypes() {
    List<String> seen = new ArrayList<>();
    MultiTransformer<Wanted, Wanted> consumer =
        Transformers.of(
            Wanted.class,
            Wanted.class,
            (in, c) -> {
              seen.add(in.rows().schema().toDDL());
              return in;
            });
    Flow<Given, Wanted> flow =
        Flow.define(
            "widen",
            Given.class,
            Wanted.class,
            (b, in) -> b.apply("use", consumer, new Wanted(in.rows())));
    var rows =
        spark.sql(
            "SELECT 1 AS Small, float(0.5) AS f, 1.25BD AS d0, decimal(1.25) AS unused, 'x' AS"
                + " extra, cast(1.25 AS DECIMAL(6,2)) AS d, named_struct('y', 1, 'x', 2, 'z', '3')"
                + " AS s, array(named_struct('p', 1, 'q', 2), null) AS l, map('k', 1, 'n', null) AS"
                + " m, 5 AS `dotted.name` UNION ALL SELECT null, null, null, null, null, null,"
                + " null, null, null, null");

    Wanted out = flow.transform(new Given(Frame.of(rows)), ctx);

    assertThat(seen)
        .containsExactly(
            "`dotted.name` BIGINT,m MAP<STRING, BIGINT>,l ARRAY<STRUCT<q: BIGINT>>,"
                + "s STRUCT<X: BIGINT, y: INT>,d DECIMAL(10,4),f DOUBLE,small BIGINT");
    assertThat(Rows.of(out.rows()))
        .containsExactly(
            "{dotted.name:5,m:{k:1,n:null},l:[{q:2},null],s:{X:2,y:1},d:1.2500,f:0.5,small:1}",
            "{dotted.name:null,m:null,l:null,s:null,d:null,f:null,small:null}");
  }

  @Test
  void leavesAFrameAloneThatFitsAlready() {
    var rows = flows().df();
    Frame<?> passed =
        Frame.of(rows)
            .through(
                new PortSpec.Rows("flows", RecordEncoder.schema(NetFlow.class), NetFlow.class));
    assertThat(passed.df()).isSameAs(rows);
  }

  @Test
  void checksItsInputsWhenItRuns() {
    Detection.In wrong =
        new Detection.In(
            Frame.of(spark.range(3).selectExpr("id AS port", "'x' AS hots")),
            hosts(),
            ModelItem.of("scorer", "7", new Scorer(100)));

    assertThatThrownBy(() -> Detection.flow().transform(wrong, ctx))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::hint)
                    .containsExactly(
                        "did you mean hots?",
                        "cast it to int where it is made, or declare bigint where it is read",
                        "choose one of port, hots"))
        .hasMessage(
            """
            Cannot run detect: input flows: column host string is missing.
            Cannot run detect: input flows: column port is bigint, wanted int.
            Cannot run detect: input flows: column bytes bigint is missing.""");
  }

  public record Out(@Ddl("score DOUBLE, host STRING") Frame<Row> a, Frame<Row> b) {}

  public record In(Frame<NetFlow> flows) {}

  private static Flow<In, Out> flow(MultiTransformer<In, Out> body) {
    return Flow.define(
        "liar",
        In.class,
        Out.class,
        (b, in) -> b.apply("lie", Transformers.of(In.class, Out.class, body), in));
  }

  @Test
  void refusesOutputsThatAreNotWhatWasDeclared() {
    Flow<In, Out> flow =
        flow(
            (in, c) ->
                new Out(
                    Frame.of(in.flows().df().selectExpr("string(bytes) AS score")), nullFrame()));

    assertThatThrownBy(() -> flow.transform(new In(flows()), ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run liar/lie: output a: column score is string, wanted double.
            Cannot run liar/lie: output a: column host string is missing.
            Cannot run liar/lie: output b: it is null.""");
  }

  @Test
  void refusesAComponentThatReturnsNull() {
    Flow<In, Out> flow = flow((in, c) -> nullBundle());
    assertThatThrownBy(() -> flow.transform(new In(flows()), ctx))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot run liar/lie: it returned null.");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a careless author does
  private static Frame<Row> nullFrame() {
    return null;
  }

  @SuppressWarnings("NullAway") // what a careless author does
  private static Out nullBundle() {
    return null;
  }

  @Test
  void looksAtFramesOfAnyColumnsWhereTheyAreReadByName() {
    record Any(Frame<Row> rows) {}
    record Named(@Ddl("host STRING") Frame<Row> rows) {}
    MultiTransformer<Named, Named> reader =
        Transformers.of(Named.class, Named.class, (in, c) -> in);
    Flow<Any, Named> flow =
        Flow.define(
            "loose",
            Any.class,
            Named.class,
            (b, in) -> b.apply("read", reader, new Named(in.rows())));

    assertThat(Rows.of(flow.transform(new Any(Frame.of(flows().df())), ctx).rows()))
        .containsExactly("{host:a}", "{host:a}", "{host:b}");
    assertThatThrownBy(() -> flow.transform(new Any(Frame.of(spark.range(1).toDF())), ctx))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot pass loose/in.rows to read.rows: column host string is missing.");
  }

  @Test
  void takesInputsByName() {
    Flow<Detection.In, Detection.Out> flow = Detection.flow();
    Detection.In in = in();

    assertThat(flow.bind(Map.of("flows", in.flows(), "hosts", in.hosts(), "scorer", in.scorer())))
        .isEqualTo(in);
    assertThatThrownBy(() -> flow.bind(Map.of("flow", in.flows(), "scorer", in.hosts())))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::hint)
                    .containsExactlyInAnyOrder(
                        "did you mean flows?",
                        "give it a frame",
                        "give it a frame",
                        "give it a model"))
        .hasMessage(
            """
            Cannot run detect: it has no input flow.
            Cannot run detect: its input flows is not given.
            Cannot run detect: its input hosts is not given.
            Cannot run detect: its input scorer is given frame [host, owner].""");
  }

  @Test
  @SuppressWarnings({"rawtypes", "unchecked"}) // how a model of another type gets in
  void refusesAModelOfAnotherType() {
    ModelItem other = ModelItem.of("names", "1", "text");
    assertThatThrownBy(
            () -> Detection.flow().transform(new Detection.In(flows(), hosts(), other), ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run detect: input scorer: the model is a String, wanted a Detection.Scorer.");
  }

  @Test
  void namesTheNodeThatFailsAndWhatSparkSaid() {
    Flow<In, Out> flow = flow((in, c) -> new Out(Frame.of(in.flows().df().select("nope")), in(in)));

    assertThatThrownBy(() -> flow.transform(new In(flows()), ctx))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> {
              assertThat(e.problems().get(0).code()).isEqualTo("FLOW_NODE_FAILED");
              assertThat(e.problems().get(0).hint())
                  .matches("it was raised at FlowTransformTest.java:\\d+");
            })
        .hasMessage(
            "Cannot run liar/lie: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or"
                + " function parameter with name `nope` cannot be resolved. Did you mean one of the"
                + " following? [`host`, `port`, `bytes`]. SQLSTATE: 42703.")
        .cause()
        .isInstanceOf(org.apache.spark.sql.AnalysisException.class);
  }

  private static Frame<Row> in(In in) {
    return Frame.of(in.flows().df());
  }

  @Test
  void keepsTheHintOfAMistakeThatBeringFound() {
    Flow<In, Out> flow =
        flow((in, c) -> new Out(Frame.of(in.flows().df().select(in.flows().col("hosts"))), in(in)));

    assertThatThrownBy(() -> flow.transform(new In(flows()), ctx))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> assertThat(e.problems().get(0).hint()).isEqualTo("did you mean host?"))
        .hasMessage(
            "Cannot run liar/lie: Cannot read column hosts of frame [host, port, bytes]: there is"
                + " none of this name.");
  }

  @Test
  void takesNoDataIntoItsDefinition() {
    Frame<NetFlow> bound = flows();
    assertThatThrownBy(
            () ->
                Flow.define(
                    "bound",
                    In.class,
                    In.class,
                    (b, in) -> {
                      b.ignore(in.flows(), "the test brings its own");
                      return new In(bound);
                    }))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot wire bound/out.flows: it is given frame [host, port, bytes], which holds data"
                + " already.");
  }

  @Test
  void refusesASymbolThatEscapedItsFlow() {
    List<Frame<NetFlow>> escaped = new ArrayList<>();
    Flow.define(
        "leaky",
        In.class,
        In.class,
        (b, in) -> {
          escaped.add(in.flows());
          return in;
        });
    Flow<In, Out> flow = flow((in, c) -> new Out(in(in), in(in)));
    Frame<NetFlow> symbol = escaped.get(0);

    assertThatThrownBy(() -> flow.transform(new In(symbol), ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run liar: input flows: it is a symbol of a flow under construction, frame"
                + " in.flows.");
  }
}
