package dev.bering.flow;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import io.delta.exceptions.ConcurrentAppendException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkArithmeticException;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Expressions fail while a later node is written; the report names the node they came from. */
@Tag("spark")
class FlowFailureTest {
  private final SparkSession spark = TestSpark.session();
  private final FlowRunner runner = new FlowRunner(FlowContext.of(spark), Progress.NONE);

  // A failing write may still be tidying up; the folder goes with target/.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path lake;

  public record Numbers(@Ddl("v BIGINT") Frame<Row> rows) {}

  static final class Divide implements MultiTransformer<Numbers, Numbers> {
    @Override
    public Numbers transform(Numbers in, FlowContext ctx) {
      return new Numbers(
          Frame.of(in.rows().df().select(lit(1).divide(col("v")).cast("long").as("v"))));
    }
  }

  static final class Lambda implements MultiTransformer<Numbers, Numbers> {
    @Override
    public Numbers transform(Numbers in, FlowContext ctx) {
      UDF1<Long, Long> failing =
          v -> {
            throw new IllegalStateException("row %d is odd\nand more".formatted(v));
          };
      return new Numbers(
          Frame.of(
              in.rows().df().select(udf(failing, DataTypes.LongType).apply(col("v")).as("v"))));
    }
  }

  static final class Select implements MultiTransformer<Numbers, Numbers> {
    private final String expression;

    Select(String expression) {
      this.expression = expression;
    }

    @Override
    public Numbers transform(Numbers in, FlowContext ctx) {
      return new Numbers(Frame.of(in.rows().df().selectExpr(expression)));
    }
  }

  private static Flow<Numbers, Numbers> flow(
      MultiTransformer<Numbers, Numbers> middle, MultiTransformer<Numbers, Numbers> last) {
    return Flow.define(
        "risky",
        Numbers.class,
        Numbers.class,
        (b, in) -> b.apply("last", last, b.apply("middle", middle, in)));
  }

  private void run(Flow<Numbers, Numbers> flow) {
    runner.run(
        flow,
        new Numbers(Frame.of(spark.range(1).toDF("v"))),
        List.of(Sink.of("rows", lake.resolve("rows").toString())));
  }

  private static List<String> hints(UserException e) {
    return e.problems().stream().map(Problem::hint).toList();
  }

  @Test
  void namesTheNodeWhoseExpressionFailed() {
    assertThatThrownBy(() -> run(flow(new Divide(), new Select("v"))))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> {
              assertThat(e.problems().get(0).code()).isEqualTo("FLOW_NODE_FAILED");
              assertThat(hints(e).get(0))
                  .matches("it was raised at FlowFailureTest.java:\\d+ while rows was written");
            })
        .hasRootCauseInstanceOf(SparkArithmeticException.class)
        .hasMessage(
            "Cannot run risky/middle: [DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to"
                + " tolerate divisor being 0 and return NULL instead. If necessary set"
                + " \"spark.sql.ansi.enabled\" to \"false\" to bypass this error. SQLSTATE: 22012.");
  }

  @Test
  void namesTheNodeWhoseLambdaFailed() {
    assertThatThrownBy(() -> run(flow(new Lambda(), new Select("v"))))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(hints(e).get(0))
                    .matches("it was raised at FlowFailureTest.java:\\d+ while rows was written"))
        .hasMessage("Cannot run risky/middle: java.lang.IllegalStateException: row 0 is odd.");
  }

  @Test
  void namesTheNodesThatShareAClass() {
    assertThatThrownBy(() -> run(flow(new Divide(), new Divide())))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot run risky/middle or last: [DIVIDE_BY_ZERO]");
  }

  @Test
  void tellsTheExpressionWhereNoLineOfJavaIsKnown() {
    assertThatThrownBy(() -> run(flow(new Select("1 div v AS v"), new Select("v"))))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(hints(e))
                    .containsExactly(
                        "it was raised by '1 div v' while rows was written, which does the work of"
                            + " middle, last"))
        .hasMessageStartingWith("Cannot run risky/last: [DIVIDE_BY_ZERO]");
  }

  @Test
  void doesNotTakeItsCallerForAComponent() {
    MultiTransformer<Numbers, Numbers> hostedHere =
        Transformers.of(Numbers.class, Numbers.class, (in, ctx) -> in);
    assertThatThrownBy(() -> run(flow(hostedHere, new Select("1 div v AS v"))))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(hints(e).get(0))
                    .startsWith("it was raised by '1 div v' while rows was written"));
  }

  @Test
  void namesAConflictWithAnotherWriterAsPassing() {
    var appended =
        new ConcurrentAppendException(new String[] {"WRITE", "/lake/rows", "2", "the manual"});
    var conflict = new SparkException("Job aborted", appended);
    UserException told =
        NodeFailure.whileWriting(
            "risky", Sink.of("rows", "/lake/rows"), "last", List.of(), conflict);
    assertThat(told.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(told)
        .hasMessage(
            "Cannot run risky/last: [DELTA_CONCURRENT_APPEND.WITHOUT_HINT] Transaction conflict"
                + " detected. a concurrent WRITE added data to table /lake/rows committed at"
                + " version 2. The concurrent operation modified data that should have been read by"
                + " this operation. Please retry the operation. Refer to the manual for more"
                + " information.");
  }
}
