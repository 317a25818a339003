package dev.bering.porting;

import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.TestSpark;
import dev.bering.flow.Transformers;
import dev.bering.lint.LintOptions;
import dev.bering.lint.LintReport;
import dev.bering.lint.Rule;
import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class FlowLintTest {

  /** What all of them read. */
  public record Visit(String host, long bytes, int port, String code) {}

  /** One input. */
  public record In(Frame<Visit> visits) {}

  /** One output of whatever columns. */
  public record Out(Frame<Row> rows) {}

  private static final FlowContext CTX = FlowContext.of(TestSpark.session());

  private static Flow<In, Out> flow(UnaryOperator<Dataset<Row>> work) {
    return Flow.of(
        "work",
        Transformers.of(
            In.class, Out.class, (in, ctx) -> new Out(Frame.of(work.apply(in.visits().df())))));
  }

  private static List<Rule> rules(UnaryOperator<Dataset<Row>> work) {
    return FlowLint.of(LintOptions.ALL).lint(flow(work), CTX).findings().stream()
        .map(finding -> finding.rule())
        .toList();
  }

  @Test
  void namesTheLineOfJavaAndWhatToWriteInstead() {
    LintReport report =
        FlowLint.of(LintOptions.ALL)
            .lint(flow(rows -> rows.withColumn("rate", col("bytes").divide(col("port")))), CTX);

    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(report.toString())
        .matches(
            """
            work/work \\(FlowLintTest.java\\):\\d+:1: DIVISION .*bytes.* / .*port.*: by zero is null .*
                instead: divide by nullif\\(x, 0\\), .*
            1 finding in 1 statement of 1 file, 0 allowed, 0 not parsed
            """);
  }

  @Test
  void aDivisorThatCannotBeZeroIsNoFinding() {
    assertThat(rules(rows -> rows.withColumn("half", col("bytes").divide(2)))).isEmpty();
    assertThat(
            rules(
                rows -> rows.withColumn("rate", col("bytes").divide(nullif(col("port"), lit(0))))))
        .isEmpty();
  }

  @Test
  void ordersWithTiesAreFoundUnlessAColumnIsUnique() {
    UnaryOperator<Dataset<Row>> numbered =
        rows ->
            rows.withColumn(
                "n", row_number().over(Window.partitionBy("host").orderBy(asc("bytes"))));

    assertThat(rules(numbered)).containsExactly(Rule.ORDER_TIES);
    assertThat(FlowLint.of(LintOptions.ALL.unique("bytes")).lint(flow(numbered), CTX).findings())
        .isEmpty();
    assertThat(
            rules(
                rows ->
                    rows.withColumn(
                        "n", rank().over(Window.partitionBy("host").orderBy(asc("bytes"))))))
        .isEmpty();
  }

  @Test
  void aDivisorThatIsNoNumberOrIsCutToOneIsAFinding() {
    assertThat(rules(rows -> rows.selectExpr("bytes / cast(0.4 as int) as x")))
        .contains(Rule.DIVISION);
    assertThat(rules(rows -> rows.selectExpr("bytes / '2' as x"))).contains(Rule.DIVISION);
  }

  @Test
  void firstOverATotalOrderIsNoFinding() {
    UnaryOperator<Dataset<Row>> opening =
        rows ->
            rows.withColumn(
                "opening", first("code").over(Window.partitionBy("host").orderBy("bytes")));

    assertThat(rules(opening)).containsExactly(Rule.ORDER_TIES);
    assertThat(FlowLint.of(LintOptions.ALL.unique("bytes")).lint(flow(opening), CTX).findings())
        .isEmpty();
  }

  @Test
  void subqueriesAreLookedInto() {
    assertThat(
            rules(
                rows -> {
                  rows.createOrReplaceTempView("visits_for_lint");
                  return rows.filter(
                      "host NOT IN (SELECT code FROM visits_for_lint ORDER BY bytes LIMIT 3)");
                }))
        .containsExactlyInAnyOrder(Rule.NOT_IN_NULL, Rule.LIMIT_TIES);
  }

  @Test
  void limitsAndDuplicatesThatLeaveTheChoiceToChanceAreFound() {
    assertThat(rules(rows -> rows.limit(5))).containsExactly(Rule.LIMIT_TIES);
    assertThat(rules(rows -> rows.orderBy("bytes").limit(5))).containsExactly(Rule.LIMIT_TIES);
    assertThat(rules(rows -> rows.dropDuplicates(new String[] {"host"})))
        .containsExactly(Rule.ARBITRARY_VALUE);
    assertThat(rules(rows -> rows.distinct())).isEmpty();
    assertThat(rules(rows -> rows.groupBy("host").agg(first("bytes"))))
        .containsExactly(Rule.ARBITRARY_VALUE);
  }

  @Test
  void castsThatSparkPutInAreToldFromThoseThatWereAskedFor() {
    assertThat(rules(rows -> rows.filter(col("code").gt(lit(5)))))
        .containsExactly(Rule.IMPLICIT_CAST);
    assertThat(rules(rows -> rows.withColumn("code", col("code").cast("int"))))
        .containsExactly(Rule.CAST_FAILS);
    assertThat(rules(rows -> rows.withColumn("wide", col("port").cast("bigint")))).isEmpty();
  }

  @Test
  void functionsThatEnginesAnswerDifferentlyAreFound() {
    assertThat(rules(rows -> rows.groupBy("host").agg(sum("bytes"))))
        .containsExactly(Rule.SUM_OVERFLOW);
    assertThat(rules(rows -> rows.withColumn("top", greatest(col("bytes"), lit(1L)))))
        .containsExactly(Rule.GREATEST_NULL);
    assertThat(rules(rows -> rows.withColumn("key", concat(col("host"), col("code")))))
        .containsExactly(Rule.CONCAT_NULL);
    assertThat(rules(rows -> rows.withColumn("tail", substring(col("host"), 0, 3))))
        .containsExactly(Rule.SUBSTRING_BASE);
    assertThat(rules(rows -> rows.withColumn("dice", rand())))
        .containsExactly(Rule.NON_DETERMINISTIC);
    assertThat(rules(rows -> rows.withColumn("now", current_timestamp())))
        .containsExactly(Rule.NON_DETERMINISTIC);
  }

  @Test
  void unionsByPositionAreFoundIfTheNamesDiffer() {
    assertThat(rules(rows -> rows.select("host", "code").union(rows.select("code", "host"))))
        .containsExactly(Rule.UNION_POSITION);
    assertThat(rules(rows -> rows.union(rows))).isEmpty();
    assertThat(rules(rows -> rows.select("host", "code").unionByName(rows.select("code", "host"))))
        .isEmpty();
  }

  @Test
  void anAllowanceCountsAndOneThatIsNotNeededIsAFinding() {
    Flow<In, Out> flow = flow(rows -> rows.withColumn("dice", rand()));

    LintReport report =
        FlowLint.of(LintOptions.ALL)
            .allowing("work", Rule.NON_DETERMINISTIC, "the column is left out when comparing")
            .allowing("work", Rule.DIVISION, "zero is infinite on purpose")
            .lint(flow, CTX);

    assertThat(report)
        .hasToString(
            """
            work/work:1:1: ALLOW_UNUSED DIVISION: nothing is found that this allowance allows
                instead: remove it
            1 finding in 1 statement of 1 file, 1 allowed, 0 not parsed
            """);
  }

  @Test
  void anAllowanceWithoutAReasonIsRefused() {
    UserException refused =
        catchThrowableOfType(
            UserException.class,
            () -> FlowLint.of(LintOptions.ALL).allowing("work", Rule.DIVISION, " "));

    assertThat(refused).hasMessage("Cannot allow DIVISION in work: there is no reason.");
  }
}
