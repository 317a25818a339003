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
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class OpenPortsTest {
  private final SparkSession spark = TestSpark.session();
  private final FlowContext ctx = FlowContext.of(spark);

  /** Unites any number of frames, of known hosts only if there are hosts. */
  static final class Gather implements MultiTransformer<Gather.In, Gather.Out> {
    public record In(
        List<Frame<NetFlow>> parts,
        Optional<Frame<Host>> hosts,
        List<ModelItem<Scorer>> scorers,
        Optional<ModelItem<Scorer>> best) {}

    public record Out(@Ddl("host STRING, models INT NOT NULL") Frame<Row> rows) {}

    @Override
    public Out transform(In in, FlowContext ctx) {
      Dataset<Row> all = ctx.spark().sql("SELECT '' AS host WHERE false");
      for (Frame<NetFlow> part : in.parts()) {
        all = all.unionAll(part.df().select("host"));
      }
      if (in.hosts().isPresent()) {
        all = all.join(in.hosts().get().df(), "host").select("host");
      }
      int models = in.scorers().size() + (in.best().isPresent() ? 1 : 0);
      return new Out(Frame.of(all.selectExpr("host", models + " AS models")));
    }
  }

  public record Two(Frame<NetFlow> left, Frame<NetFlow> right, Frame<Host> hosts) {}

  private static Flow<Two, Gather.Out> two() {
    return Flow.define(
        "two",
        Two.class,
        Gather.Out.class,
        (b, in) -> {
          b.apply(
              "none",
              new Gather(),
              new Gather.In(List.of(), Optional.empty(), List.of(), Optional.empty()));
          return b.apply(
              "both",
              new Gather(),
              new Gather.In(
                  List.of(in.left(), in.right()),
                  Optional.of(in.hosts()),
                  List.of(),
                  Optional.empty()));
        });
  }

  @Test
  void reportsWhatNothingUsesOfANodeWithoutInputs() {
    assertThatThrownBy(OpenPortsTest::two)
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot build flow two: nothing uses two/none.rows.");
  }

  private static Flow<Gather.In, Gather.Out> gather() {
    return Flow.define("gather", Gather.In.class, Gather.Out.class, OpenPortsTest::gathered);
  }

  private static Gather.Out gathered(FlowBuilder b, Gather.In in) {
    return b.apply("unite", new Gather(), in);
  }

  private static final String OUT = "host STRING,models INT NOT NULL";
  private static final String FLOWS = "host STRING NOT NULL,port INT NOT NULL,bytes BIGINT";

  @Test
  void plansOneOfEachUntilItIsGivenItsInputs() {
    assertThat(gather().plan())
        .hasToString(
            """
            flow gather
              in parts[0] (repeated): %s
              in hosts (optional): host STRING NOT NULL,owner STRING NOT NULL
              in scorers[0] (repeated): model Detection.Scorer
              in best (optional): model Detection.Scorer
              node unite (Gather 1)
                in parts[0] <- in.parts[0]: %s
                in hosts <- in.hosts: host STRING NOT NULL,owner STRING NOT NULL
                in scorers[0] <- in.scorers[0]: model Detection.Scorer
                in best <- in.best: model Detection.Scorer
                out rows: %s
              out rows <- unite.rows: %s
            """
                .formatted(FLOWS, FLOWS, OUT, OUT));
  }

  @Test
  void plansAPortForEveryFeedAndNamesThoseLeftEmpty() {
    Flow<Gather.In, Gather.Out> shaped = gather().shapedFor(given(flows("a"), flows("b")));
    assertThat(shaped.plan())
        .hasToString(
            """
            flow gather
              in parts[0] (repeated): %s
              in parts[1] (repeated): %s
              node unite (Gather 1)
                in parts[0] <- in.parts[0]: %s
                in parts[1] <- in.parts[1]: %s
                in hosts: left empty
                in scorers: left empty
                in best: left empty
                out rows: %s
              out rows <- unite.rows: %s
            """
                .formatted(FLOWS, FLOWS, FLOWS, FLOWS, OUT, OUT));
    assertThat(shaped.plan().mermaid())
        .isEqualTo(
            """
            flowchart LR
              n0([parts[0]])
              n1([parts[1]])
              n2[unite]
              n3([rows])
              n0 -->|parts[0]| n2
              n1 -->|parts[1]| n2
              n2 -->|rows| n3
            """);
    assertThat(shaped.shapedFor(given(flows("c"), flows("d")))).isSameAs(shaped);
  }

  private Frame<NetFlow> flows(String host) {
    return Frame.of(spark, NetFlow.class, List.of(new NetFlow(host, 1, null)));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // copied at once
  private static Gather.In given(Frame<NetFlow>... parts) {
    return new Gather.In(List.of(parts), Optional.empty(), List.of(), Optional.empty());
  }

  private final Frame<Host> hosts =
      Frame.of(spark, Host.class, List.of(new Host("a", "ann"), new Host("c", "cid")));
  private final ModelItem<Scorer> scorer = ModelItem.of("scorer", "1", new Scorer(1));

  @Test
  void runsWithAnyNumberOfFeeds() {
    assertThat(Rows.of(gather().transform(given(), ctx).rows())).isEmpty();
    assertThat(Rows.of(gather().transform(given(flows("a"), flows("b")), ctx).rows()))
        .containsExactly("{host:a,models:0}", "{host:b,models:0}");
    Gather.In full =
        new Gather.In(
            List.of(flows("a"), flows("b"), flows("c")),
            Optional.of(hosts),
            List.of(scorer, scorer),
            Optional.of(scorer));
    assertThat(Rows.of(gather().transform(full, ctx).rows()))
        .containsExactly("{host:a,models:3}", "{host:c,models:3}");
    gather().dryRun(full, ctx);
    gather().dryRun(given(), ctx);
  }

  /** Nests a flow whose body asks how many parts there are. */
  private static Flow<Gather.In, Gather.Out> nested() {
    Flow<Gather.In, Gather.Out> each =
        Flow.define(
            "each",
            Gather.In.class,
            Gather.Out.class,
            (b, in) -> {
              List<Frame<NetFlow>> parts = new ArrayList<>();
              for (Frame<NetFlow> part : in.parts()) {
                var only = Transformers.of(One.class, One.class, (one, ctx) -> one);
                parts.add(b.apply("part-" + parts.size(), only, new One(part)).rows());
              }
              return b.apply(
                  "unite", new Gather(), new Gather.In(parts, in.hosts(), in.scorers(), in.best()));
            });
    return Flow.define(
        "outer", Gather.In.class, Gather.Out.class, (b, in) -> b.apply("inner", each, in));
  }

  public record One(Frame<NetFlow> rows) {}

  @Test
  void givesNestedFlowsTheShapeOfTheirFeeds() {
    Gather.In in = given(flows("a"), flows("b"));
    assertThat(nested().shapedFor(in).plan().nodes())
        .extracting(FlowPlan.Node::path)
        .containsExactly("inner/part-0", "inner/part-1", "inner/unite");
    assertThat(Rows.of(nested().transform(in, ctx).rows()))
        .containsExactly("{host:a,models:0}", "{host:b,models:0}");
    Part unite = nested().shapedFor(in).parts().get(3);
    assertThat(unite.flow().plan().inputs())
        .extracting(PortSpec::name)
        .containsExactly("parts[0]", "parts[1]");
  }

  @Test
  void takesThemByName() {
    Gather.In in =
        gather().bind(Map.of("parts[1]", flows("b"), "parts[0]", flows("a"), "best", scorer));
    assertThat(in.parts()).hasSize(2);
    assertThat(in.hosts()).isEmpty();
    assertThat(in.scorers()).isEmpty();
    assertThat(Rows.of(gather().transform(in, ctx).rows()))
        .containsExactly("{host:a,models:1}", "{host:b,models:1}");
    assertThatThrownBy(
            () ->
                gather()
                    .bind(
                        Map.of(
                            "parts[0]",
                            flows("a"),
                            "parts[2]",
                            flows("b"),
                            "hosts[0]",
                            hosts,
                            "best",
                            hosts)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run gather: it has no input hosts[0].
            Cannot run gather: it has no input parts[2].
            Cannot run gather: its input parts[1] is not given.
            Cannot run gather: its input best is given frame [host, owner].""");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a careless caller does
  private static <T> T nothing() {
    return null;
  }

  @Test
  void refusesNulls() {
    List<Frame<NetFlow>> parts = new ArrayList<>();
    parts.add(flows("a"));
    parts.add(nothing());
    Gather.In careless = new Gather.In(parts, nothing(), nothing(), Optional.empty());
    assertThatThrownBy(() -> gather().transform(careless, ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run gather: input parts[1]: it is null.
            Cannot run gather: input hosts: it is null.
            Cannot run gather: input scorers[0]: it is null.""");
  }

  @Test
  void checksTheColumnsOfEveryFeed() {
    Frame<NetFlow> wrong = Frame.of(spark.sql("SELECT 'a' AS host, 1L AS port, 1 AS bytes"));
    assertThatThrownBy(() -> gather().transform(given(flows("a"), wrong), ctx))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot run gather: input parts[1]: column port is bigint, wanted int.");
  }

  public record OpenOut(Optional<Frame<Host>> maybe, List<Frame<Host>> many) {}

  @Test
  void refusesThemAsOutputs() {
    assertThatThrownBy(
            () -> Transformers.of(One.class, OpenOut.class, (in, c) -> OpenPortsTest.nothing()))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(open("maybe", "an Optional"), open("many", "a List")));
    assertThatThrownBy(() -> Flow.define("open", OpenOut.class, OpenOut.class, (b, in) -> in))
        .hasMessage(
            """
            Cannot read port OpenPortsTest.OpenOut.maybe: an output is there always and once, it \
            is an Optional.
            Cannot read port OpenPortsTest.OpenOut.many: an output is there always and once, it \
            is a List.""");
  }

  private static Problem open(String port, String fact) {
    return new Problem(
        "FLOW_PORT_OPEN",
        "Cannot read port OpenPortsTest.OpenOut.%s: an output is there always and once, it is %s."
            .formatted(port, fact),
        "make it a Frame<...>, without rows where there is nothing to say");
  }

  public record Odd(Optional<String> text, List<Optional<Frame<Row>>> deep) {}

  @Test
  void refusesOptionalsAndListsOfOtherThings() {
    assertThatThrownBy(() -> Bundle.of(Odd.class))
        .hasMessage(
            """
            Cannot read port OpenPortsTest.Odd.text: java.util.Optional<java.lang.String> is \
            neither a Frame<...> nor a ModelItem<...>.
            Cannot read port OpenPortsTest.Odd.deep: \
            java.util.List<java.util.Optional<dev.bering.flow.Frame<org.apache.spark.sql.Row>>> \
            is neither a Frame<...> nor a ModelItem<...>.""");
  }

  public record Maybe(Frame<NetFlow> flows, Optional<Frame<Host>> hosts) {}

  @Test
  void refusesABodyThatNeedsWhatMayBeLeftEmpty() {
    assertThatThrownBy(
            () ->
                Flow.define(
                    "greedy",
                    Maybe.class,
                    Enrich.Out.class,
                    (b, in) ->
                        b.apply(
                            "enrich",
                            new Enrich(),
                            new Enrich.In(in.flows(), in.hosts().orElseThrow()))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot build flow greedy: its body is not ready for hosts left empty.
            Cannot build flow greedy: its body failed with java.util.NoSuchElementException: No \
            value present.""");
  }
}
