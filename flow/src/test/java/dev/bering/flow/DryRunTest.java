package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.Host;
import dev.bering.flow.Detection.NetFlow;
import dev.bering.flow.Detection.Scorer;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class DryRunTest {
  private final SparkSession spark = TestSpark.session();
  private final FlowContext ctx = FlowContext.of(spark);

  public record In(Frame<NetFlow> flows) {}

  public record Named(@Ddl("host STRING") Frame<Row> rows) {}

  public record Any(Frame<Row> rows) {}

  @Test
  void passesAFlowThatKeepsItsPromises() {
    Flow<Enrich.In, Enrich.Out> flow = Flow.of("enrich", new Enrich());
    assertThatCode(() -> flow.dryRun(ctx)).doesNotThrowAnyException();
  }

  @Test
  void takesModelsFromTheGivenInputsAndReadsNoRows() {
    Detection.In in =
        new Detection.In(
            Frame.of(spark.sql("SELECT raise_error('read') AS never")),
            Frame.of(spark, Host.class, List.of()),
            ModelItem.of("scorer", "7", new Scorer(1)));

    assertThatCode(() -> Detection.flow().dryRun(in, ctx)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Detection.flow().dryRun(ctx))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> assertThat(e.problems().get(0).hint()).isEqualTo("give it: flow.dryRun(in, ctx)"))
        .hasMessage("Cannot try detect: its input scorer is a model, which cannot be made up.");
  }

  static final class Eager implements MultiTransformer<In, Named> {
    @Override
    public Named transform(In in, FlowContext ctx) {
      if (in.flows().df().isEmpty()) {
        in.flows().df().count();
      }
      return new Named(Frame.of(in.flows().df().select("host")));
    }
  }

  static final class Peeking implements MultiTransformer<Named, Named> {
    @Override
    public Named transform(Named in, FlowContext ctx) {
      in.rows().df().collectAsList();
      return in;
    }
  }

  static final class Misspelt implements MultiTransformer<In, Any> {
    @Override
    public Any transform(In in, FlowContext ctx) {
      return new Any(Frame.of(in.flows().df().select("hots")));
    }
  }

  static final class Liar implements MultiTransformer<In, Named> {
    @Override
    public Named transform(In in, FlowContext ctx) {
      return new Named(Frame.of(in.flows().df().select("port")));
    }
  }

  static final class AfterAny implements MultiTransformer<Any, Any> {
    @Override
    public Any transform(Any in, FlowContext ctx) {
      return in;
    }
  }

  static final class AfterAll implements MultiTransformer<Any, Named> {
    @Override
    public Named transform(Any in, FlowContext ctx) {
      throw new IllegalStateException("never tried");
    }
  }

  public record Out(Frame<Row> a, Frame<Row> b, @Ddl("zone STRING") Frame<Row> c, Frame<Row> d) {}

  @Test
  void findsEveryNodeThatDoesNotKeepItsPromises() {
    Flow<In, Out> flow =
        Flow.define(
            "bad",
            In.class,
            Out.class,
            (b, in) -> {
              Named eager = b.apply("eager", new Eager(), in);
              Named peeking = b.apply("peeking", new Peeking(), eager);
              Any misspelt = b.apply("misspelt", new Misspelt(), in);
              Named after = b.apply("after", new AfterAll(), misspelt);
              Named last = b.apply("last", new Peeking(), after);
              Named liar = b.apply("liar", new Liar(), in);
              Any any = b.apply("any", new AfterAny(), new Any(liar.rows()));
              return new Out(peeking.rows(), last.rows(), any.rows(), liar.rows());
            });

    assertThatThrownBy(() -> flow.dryRun(ctx))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> {
              assertThat(e.problems())
                  .extracting(Problem::code)
                  .containsExactly(
                      "FLOW_NODE_FAILED",
                      "FLOW_NOT_CHECKED",
                      "FLOW_COLUMN_MISSING",
                      "FLOW_COLUMN_MISSING",
                      "FLOW_NODE_JOB",
                      "FLOW_NODE_JOB",
                      "FLOW_NODE_JOB");
              assertThat(e.getSuppressed()).hasSize(1);
            })
        .message()
        .matches(
            """
            Cannot run bad/misspelt: \\[UNRESOLVED_COLUMN.WITH_SUGGESTION\\] A column, variable, \
            or function parameter with name `hots` cannot be resolved. Did you mean one of the \
            following\\? \\[`host`, `port`, `bytes`\\]. SQLSTATE: 42703.
            Cannot try bad/after: it reads misspelt.rows, which did not come about.
            Cannot run bad/liar: output rows: column host string is missing.
            Cannot pass bad/any.rows to out.c: column zone string is missing.
            Cannot try bad/eager: it starts Spark jobs of its own: \
            isEmpty at DryRunTest.java:\\d+, count at DryRunTest.java:\\d+.
            Cannot try bad/peeking: it starts Spark jobs of its own: \
            collectAsList at DryRunTest.java:\\d+.
            Cannot try bad/last: it starts Spark jobs of its own: \
            collectAsList at DryRunTest.java:\\d+.""");
  }

  @Test
  void leavesTheNamesOfJobsAsTheyWere() {
    spark.sparkContext().setJobGroup("mine", "my work", false);
    try {
      Flow.of("enrich", new Enrich()).dryRun(ctx);
      assertThat(spark.sparkContext().getLocalProperty("spark.jobGroup.id")).isEqualTo("mine");
    } finally {
      spark.sparkContext().clearJobGroup();
    }
  }
}
