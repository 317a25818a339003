package dev.bering.porting;

import dev.bering.lint.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BinaryArithmetic;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.DivModLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.InSubquery;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Pmod;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.Substring;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Sum;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rules of {@code bering lint} as far as Spark's plans show them. Names are those of Spark's
 * classes for expressions.
 */
final class PlanChecks {

  /** Expressions that differ wherever they stand. */
  private static final Map<String, Rule> ALWAYS =
      Map.ofEntries(
          Map.entry("First", Rule.ARBITRARY_VALUE),
          Map.entry("Last", Rule.ARBITRARY_VALUE),
          Map.entry("AnyValue", Rule.ARBITRARY_VALUE),
          Map.entry("CollectList", Rule.ARBITRARY_VALUE),
          Map.entry("CollectSet", Rule.ARBITRARY_VALUE),
          Map.entry("Greatest", Rule.GREATEST_NULL),
          Map.entry("Least", Rule.GREATEST_NULL),
          Map.entry("Concat", Rule.CONCAT_NULL),
          Map.entry("InitCap", Rule.INITCAP),
          Map.entry("RLike", Rule.REGEX_DIALECT),
          Map.entry("RegExpReplace", Rule.REGEX_DIALECT),
          Map.entry("RegExpExtract", Rule.REGEX_DIALECT),
          Map.entry("RegExpExtractAll", Rule.REGEX_DIALECT),
          Map.entry("StringSplit", Rule.SPLIT_REGEX),
          Map.entry("Murmur3Hash", Rule.HASH_FUNCTION),
          Map.entry("XxHash64", Rule.HASH_FUNCTION),
          Map.entry("CurrentTimestamp", Rule.NON_DETERMINISTIC),
          Map.entry("Now", Rule.NON_DETERMINISTIC),
          Map.entry("CurrentDate", Rule.NON_DETERMINISTIC),
          Map.entry("LocalTimestamp", Rule.NON_DETERMINISTIC));

  /** Functions over a window whose result depends on the order of rows that are equal in it. */
  private static final Set<String> HARMED_BY_TIES =
      Set.of("RowNumber", "NTile", "Lag", "Lead", "NthValue", "First", "Last");

  private final PlanFindings findings;
  private final Set<String> unique;

  /**
   * @param unique names of columns, in lower case, whose values differ in every row
   */
  PlanChecks(PlanFindings findings, Set<String> unique) {
    this.findings = findings;
    this.unique = unique;
  }

  /** Looks at one operator, not at those below it. */
  void plan(LogicalPlan plan) {
    if (plan instanceof GlobalLimit limit && !isOrdered(limit.child())) {
      findings.add(Rule.LIMIT_TIES, limit);
    } else if (plan instanceof Deduplicate deduplicate
        && deduplicate.keys().size() < deduplicate.output().size()) {
      findings.add(Rule.ARBITRARY_VALUE, deduplicate);
    } else if (plan instanceof Union union && !union.byName() && !namesAgree(union)) {
      findings.add(Rule.UNION_POSITION, union);
    }
  }

  private boolean isOrdered(LogicalPlan plan) {
    if (plan instanceof LocalLimit limit) {
      return isOrdered(limit.child());
    }
    return plan instanceof Sort sort && isTotal(CollectionConverters.asJava(sort.order()));
  }

  private static boolean namesAgree(Union union) {
    List<List<String>> names =
        CollectionConverters.asJava(union.children()).stream()
            .map(
                child ->
                    CollectionConverters.asJava(child.output()).stream()
                        .map(column -> column.name().toLowerCase(Locale.ROOT))
                        .toList())
            .toList();
    return names.stream().distinct().count() <= 1;
  }

  /** Looks at one expression, not at its parts. */
  void expression(Expression expression) {
    Rule always = ALWAYS.get(expression.getClass().getSimpleName());
    if (always != null) {
      findings.add(always, expression);
    } else if (expression instanceof BinaryArithmetic division
        && (expression instanceof DivModLike || expression instanceof Pmod)) {
      division(division);
    } else if (expression instanceof Sum sum && sum.child().dataType() instanceof IntegralType) {
      findings.add(Rule.SUM_OVERFLOW, sum);
    } else if (expression instanceof Cast cast) {
      cast(cast);
    } else if (expression instanceof WindowExpression window) {
      window(window);
    } else if (expression instanceof Not not
        && (not.child() instanceof InSubquery
            || (not.child() instanceof In in
                && CollectionConverters.asJava(in.list()).stream()
                    .anyMatch(Expression::nullable)))) {
      findings.add(Rule.NOT_IN_NULL, not);
    } else if (expression instanceof Substring substring
        && substring.pos() instanceof Literal position
        && position.value() instanceof Integer from
        && from <= 0) {
      findings.add(Rule.SUBSTRING_BASE, substring);
    } else if (!expression.deterministic() && isItself(expression)) {
      findings.add(Rule.NON_DETERMINISTIC, expression);
    }
  }

  private void division(BinaryArithmetic division) {
    Expression divisor = bare(division.right());
    boolean nonZero = divisor instanceof Literal literal && !mayBeZero(literal);
    boolean guarded = divisor.getClass().getSimpleName().equals("NullIf");
    if (!nonZero && !guarded) {
      findings.add(Rule.DIVISION, division);
    }
  }

  /** Null, and what is no number, is not known to be none. */
  private static boolean mayBeZero(Literal literal) {
    return !(literal.dataType() instanceof NumericType)
        || literal.value() == null
        || Double.parseDouble(String.valueOf(literal.value())) == 0;
  }

  /** Without casts that Spark put around it. */
  private static Expression bare(Expression expression) {
    return expression instanceof Cast cast && !isAskedFor(cast) ? bare(cast.child()) : expression;
  }

  private void cast(Cast cast) {
    DataType from = cast.child().dataType();
    boolean mixed =
        (from instanceof StringType && cast.dataType() instanceof NumericType)
            || (from instanceof NumericType && cast.dataType() instanceof StringType);
    boolean asked = isAskedFor(cast);
    if (mixed && !asked) {
      findings.add(Rule.IMPLICIT_CAST, cast);
    } else if (asked && from instanceof StringType && !(cast.dataType() instanceof StringType)) {
      findings.add(Rule.CAST_FAILS, cast);
    }
  }

  private static boolean isAskedFor(Cast cast) {
    return cast.getTagValue(Cast.USER_SPECIFIED_CAST()).isDefined();
  }

  /**
   * Whether {@code child} was looked at with its {@code parent}: the first and last values of a
   * window depend on its order, which was judged there.
   */
  boolean isJudgedWith(Expression parent, Expression child) {
    return parent instanceof WindowExpression window
        && child.equals(window.windowFunction())
        && PlanFindings.parts(child).stream()
            .anyMatch(part -> HARMED_BY_TIES.contains(part.getClass().getSimpleName()));
  }

  private void window(WindowExpression window) {
    var order = CollectionConverters.asJava(window.windowSpec().orderSpec());
    boolean harmed =
        PlanFindings.parts(window.windowFunction()).stream()
            .anyMatch(part -> HARMED_BY_TIES.contains(part.getClass().getSimpleName()));
    if (harmed && !isTotal(order)) {
      findings.add(Rule.ORDER_TIES, window);
    }
  }

  private boolean isTotal(List<SortOrder> order) {
    return order.stream()
        .map(SortOrder::child)
        .anyMatch(
            by ->
                by instanceof Attribute column
                    && unique.contains(column.name().toLowerCase(Locale.ROOT)));
  }

  /** Whether chance comes in here, rather than in a part of it. */
  private static boolean isItself(Expression expression) {
    return !(expression instanceof Alias)
        && CollectionConverters.asJava(expression.children()).stream()
            .allMatch(Expression::deterministic);
  }
}
