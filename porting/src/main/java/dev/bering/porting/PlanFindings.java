package dev.bering.porting;

import dev.bering.lint.Finding;
import dev.bering.lint.LintOptions;
import dev.bering.lint.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.Origin;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What {@link PlanChecks} find in the plan of one frame, with the lines of Java it came from. Plans
 * and expressions are Spark's own and no public API: this class and the checks alone know them.
 */
final class PlanFindings {
  private static final int MAX_EXCERPT = 60;
  private static final Pattern CALL_SITE = Pattern.compile("\\((?<file>[^():]+):(?<line>\\d+)\\)");

  private final String node;
  private final LintOptions options;
  private final Set<Finding> found = new LinkedHashSet<>();

  /**
   * @param node what findings are attributed to where no line is known
   */
  PlanFindings(String node, LintOptions options) {
    this.node = node;
    this.options = options;
  }

  /** Everything found in what {@code rows} is described by. */
  List<Finding> of(Dataset<Row> rows) {
    LogicalPlan plan = rows.queryExecution().analyzed();
    visit(plan, new PlanChecks(this, options.unique()));
    return List.copyOf(found);
  }

  private static void visit(LogicalPlan plan, PlanChecks checks) {
    checks.plan(plan);
    CollectionConverters.asJava(plan.expressions()).forEach(one -> visit(one, checks));
    CollectionConverters.asJava(plan.children()).forEach(child -> visit(child, checks));
  }

  private static void visit(Expression expression, PlanChecks checks) {
    checks.expression(expression);
    if (expression instanceof SubqueryExpression subquery) {
      visit(subquery.plan(), checks);
    }
    CollectionConverters.asJava(expression.children())
        .forEach(
            child -> {
              if (!checks.isJudgedWith(expression, child)) {
                visit(child, checks);
              }
            });
  }

  void add(Rule rule, Expression at) {
    add(rule, at.sql(), site(at.origin()));
  }

  void add(Rule rule, LogicalPlan at) {
    add(rule, at.simpleString(MAX_EXCERPT), site(at.origin()));
  }

  private void add(Rule rule, String text, String site) {
    if (options.without().contains(rule)
        || rule.dialects().stream().noneMatch(options.from()::contains)) {
      return;
    }
    String line = text.strip().replaceAll("#\\d+L?", "").replaceAll("\\s+", " ");
    String excerpt =
        line.length() <= MAX_EXCERPT ? line : line.substring(0, MAX_EXCERPT - 3) + "...";
    Matcher at = CALL_SITE.matcher(site);
    boolean known = at.find();
    found.add(
        new Finding(
            known ? "%s (%s)".formatted(node, at.group("file")) : node,
            known ? Integer.parseInt(at.group("line")) : 1,
            1,
            rule,
            excerpt,
            rule.differs(),
            rule.instead()));
  }

  /** The line of Java that made it; empty where Spark has none, as for what is written in SQL. */
  private static String site(Origin origin) {
    QueryContext context = origin.context();
    return context != null && context.contextType() == QueryContextType.DataFrame
        ? context.callSite()
        : "";
  }

  /** {@code expression} and all that it is made of. */
  static List<Expression> parts(Expression expression) {
    var parts = new ArrayList<Expression>();
    parts.add(expression);
    CollectionConverters.asJava(expression.children()).forEach(one -> parts.addAll(parts(one)));
    return parts;
  }
}
