package dev.bering.flow;

import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.SimpleAnalyzer$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the expressions of rules when a flow is built, when there is no Spark session yet. Beside
 * {@link RecordEncoder} this is the only class that touches catalyst, Spark's internals: the public
 * API cannot tell a bad expression without a session.
 */
final class RuleSql {

  private RuleSql() {}

  /** Why {@code sql} is no rule over {@code columns}; empty if it is one. */
  static Optional<String> problem(String sql, StructType columns) {
    try {
      Expression parsed = CatalystSqlParser$.MODULE$.parseExpression(sql);
      LogicalPlan plan =
          SimpleAnalyzer$.MODULE$.execute(
              new Filter(parsed, LocalRelation$.MODULE$.apply(columns)));
      SimpleAnalyzer$.MODULE$.checkAnalysis(plan);
      return changing(((Filter) plan).condition());
    } catch (Exception e) { // Scala throws checked exceptions without saying so
      return Optional.of(NodeFailure.firstLine(e));
    }
  }

  /**
   * The rows that pass and those that are rejected may be read by two jobs; a row must not be
   * missing from both.
   */
  private static Optional<String> changing(Expression condition) {
    boolean steady =
        condition.deterministic() && !condition.containsPattern(TreePattern.CURRENT_LIKE());
    return steady
        ? Optional.empty()
        : Optional.of("its answer for one row may differ from time to time");
  }
}
