package dev.bering.flow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Spark's optimised plan says of rows without computing them. Plans are an interface of
 * Spark's own, so nothing else but {@link ColumnOrigins} looks at them; what is not known here is
 * taken for work.
 *
 * @param operators the names of the operators, from the top
 * @param expressions the names of all expressions in them
 * @param bytes how large Spark takes the rows to be; far too large after joins, as a rule
 */
record PlanShape(List<String> operators, Set<String> expressions, long bytes) {
  private static final Set<String> FILES = Set.of("LogicalRelation", "DataSourceV2ScanRelation");
  private static final Set<String> PASSING = Set.of("Project", "Filter");
  private static final Set<String> SHUFFLING =
      Set.of(
          "Aggregate",
          "Join",
          "Sort",
          "Window",
          "Deduplicate",
          "RepartitionByExpression",
          "Repartition",
          "Intersect",
          "Except");
  private static final Set<String> CHEAP =
      Set.of(
          "Alias",
          "AttributeReference",
          "Cast",
          "Literal",
          "GetStructField",
          "IsNull",
          "IsNotNull",
          "Coalesce",
          "CaseWhen",
          "If",
          "And",
          "Or",
          "Not",
          "EqualTo",
          "EqualNullSafe",
          "LessThan",
          "LessThanOrEqual",
          "GreaterThan",
          "GreaterThanOrEqual",
          "In",
          "InSet",
          "Add",
          "Subtract",
          "Multiply",
          "KnownNotNull");

  PlanShape {
    operators = List.copyOf(operators);
    expressions = Set.copyOf(expressions);
  }

  static PlanShape of(Dataset<?> rows) {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.Dataset<?>) rows).queryExecution().optimizedPlan();
    var operators = new ArrayList<String>();
    var expressions = new HashSet<String>();
    collect(plan, operators, expressions);
    scala.math.BigInt size = plan.stats().sizeInBytes();
    return new PlanShape(
        operators, expressions, size.isValidLong() ? size.toLong() : Long.MAX_VALUE);
  }

  private static void collect(LogicalPlan plan, List<String> operators, Set<String> expressions) {
    operators.add(plan.getClass().getSimpleName());
    CollectionConverters.asJava(plan.expressions()).forEach(e -> collect(e, expressions));
    CollectionConverters.asJava(plan.children()).forEach(c -> collect(c, operators, expressions));
  }

  private static void collect(Expression expression, Set<String> expressions) {
    expressions.add(expression.getClass().getSimpleName());
    CollectionConverters.asJava(expression.children()).forEach(e -> collect(e, expressions));
  }

  /** Whether the rows are read from files, filtered and renamed, and no more. */
  boolean isPlainRead() {
    return FILES.contains(operators.get(operators.size() - 1))
        && PASSING.containsAll(operators.subList(0, operators.size() - 1))
        && CHEAP.containsAll(expressions);
  }

  /** Whether the rows have come through a shuffle. */
  boolean isShuffled() {
    return operators.stream().anyMatch(SHUFFLING::contains);
  }
}
