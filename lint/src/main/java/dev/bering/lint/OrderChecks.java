package dev.bering.lint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** Rows whose order, or place in an order, is not settled by the query. */
final class OrderChecks implements Check {

  /** {@code rank} and {@code dense_rank} give equals the same number, so ties do no harm. */
  private static final Set<String> HARMED_BY_TIES =
      Set.of(
          "row_number",
          "ntile",
          "lag",
          "lead",
          "first_value",
          "last_value",
          "nth_value",
          "first",
          "last");

  private static final Set<String> FRAMELESS =
      Set.of(
          "row_number", "rank", "dense_rank", "ntile", "lag", "lead", "percent_rank", "cume_dist");

  @Override
  public void look(Object part, Findings findings) {
    if (part instanceof AnalyticExpression call) {
      window(call, findings);
    } else if (part instanceof Select select) {
      select(select, findings);
    }
  }

  private static void window(AnalyticExpression call, Findings findings) {
    String name = call.getName().toLowerCase(Locale.ROOT);
    List<OrderByElement> order = order(call);
    nulls(order, enclosing(call, findings), findings);
    boolean byName = call.getWindowName() != null;
    if (HARMED_BY_TIES.contains(name) && !byName) {
      var columns = new ArrayList<>(expressions(order));
      if (!isTotal(columns, partition(call), enclosing(call, findings), findings)) {
        findings.add(Rule.ORDER_TIES, call);
      }
    }
    boolean framed =
        call.getWindowElement() != null
            || (call.getWindowDefinition() != null
                && call.getWindowDefinition().getWindowElement() != null);
    if (call.getType() == AnalyticType.OVER
        && !order.isEmpty()
        && !framed
        && !byName
        && !FRAMELESS.contains(name)) {
      findings.add(Rule.WINDOW_FRAME, call);
    }
  }

  private static List<OrderByElement> order(AnalyticExpression call) {
    if (call.getOrderByElements() != null) {
      return call.getOrderByElements();
    }
    return call.getWindowDefinition() != null
            && call.getWindowDefinition().getOrderByElements() != null
        ? call.getWindowDefinition().getOrderByElements()
        : List.of();
  }

  private static List<Expression> partition(AnalyticExpression call) {
    List<Expression> columns = new ArrayList<>();
    if (call.getPartitionExpressionList() != null) {
      columns.addAll(call.getPartitionExpressionList());
    }
    return columns;
  }

  private static void select(Select select, Findings findings) {
    List<OrderByElement> order =
        select.getOrderByElements() == null ? List.of() : select.getOrderByElements();
    PlainSelect plain = select instanceof PlainSelect p ? p : null;
    nulls(order, plain == null ? List.of() : List.of(plain), findings);
    if (keepsSome(select)
        && !isOneRow(plain)
        && !isTotal(
            expressions(order), List.of(), plain == null ? List.of() : List.of(plain), findings)) {
      findings.add(Rule.LIMIT_TIES, limit(select));
    }
  }

  private static boolean keepsSome(Select select) {
    boolean limited =
        select.getLimit() != null
            && select.getLimit().getRowCount() != null
            && !(select.getLimit().getRowCount() instanceof LongValue rows && rows.getValue() == 0);
    boolean top =
        select instanceof PlainSelect plain
            && plain.getTop() != null
            && !plain.getTop().isWithTies();
    boolean fetched =
        select.getFetch() != null
            && select.getFetch().getFetchParameters().stream()
                .noneMatch(word -> word.equalsIgnoreCase("WITH TIES"));
    return limited || top || fetched;
  }

  private static Object limit(Select select) {
    return Stream.of(
            select.getLimit(),
            select.getFetch(),
            select instanceof PlainSelect plain ? plain.getTop() : null,
            select)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(select);
  }

  /** An aggregate over everything is one row. */
  private static boolean isOneRow(@Nullable PlainSelect plain) {
    return plain != null
        && plain.getGroupBy() == null
        && plain.getSelectItems() != null
        && plain.getSelectItems().stream()
            .allMatch(
                item ->
                    item.getExpression() instanceof Function function
                        && Set.of("count", "sum", "min", "max", "avg")
                            .contains(Expressions.name(function)));
  }

  /** With a column that is unique, or with all columns by which the rows were grouped. */
  private static boolean isTotal(
      List<? extends Expression> order,
      List<? extends Expression> partition,
      List<PlainSelect> around,
      Findings findings) {
    var names = new HashSet<String>();
    Stream.concat(order.stream(), partition.stream())
        .flatMap(expression -> Expressions.column(expression).stream())
        .forEach(names::add);
    boolean unique =
        order.stream()
            .flatMap(expression -> Expressions.column(expression).stream())
            .anyMatch(findings.options().unique()::contains);
    return unique || around.stream().anyMatch(select -> grouped(select, names));
  }

  private static boolean grouped(PlainSelect select, Set<String> names) {
    if (select.getDistinct() != null && select.getGroupBy() == null) {
      return select.getSelectItems().stream()
          .allMatch(
              item -> Expressions.column(item.getExpression()).map(names::contains).orElse(false));
    }
    if (select.getGroupBy() == null || select.getGroupBy().getGroupByExpressionList() == null) {
      return false;
    }
    List<?> groups = select.getGroupBy().getGroupByExpressionList();
    return !groups.isEmpty()
        && select.getGroupBy().getGroupingSets().isEmpty()
        && !select.getGroupBy().isMysqlWithRollup()
        && groups.stream()
            .allMatch(
                group ->
                    group instanceof Expression expression
                        && Expressions.column(expression).map(names::contains).orElse(false));
  }

  private static List<Expression> expressions(List<OrderByElement> order) {
    return order.stream().map(OrderByElement::getExpression).toList();
  }

  /** The select whose item or QUALIFY the call is; none if it cannot be told. */
  private static List<PlainSelect> enclosing(AnalyticExpression call, Findings findings) {
    return findings.statement().selects().stream()
        .filter(PlainSelect.class::isInstance)
        .map(PlainSelect.class::cast)
        .filter(
            select ->
                select.getSelectItems() != null
                    && select.getSelectItems().stream()
                        .anyMatch(item -> Expressions.bare(item.getExpression()) == call))
        .toList();
  }

  private static void nulls(
      List<OrderByElement> order, List<PlainSelect> around, Findings findings) {
    for (OrderByElement element : order) {
      Expression expression = element.getExpression();
      boolean counted =
          expression instanceof Function function && Expressions.name(function).equals("count");
      if (element.getNullOrdering() == null && !counted && !notNull(expression, around, findings)) {
        findings.add(Rule.NULL_ORDER, findings.statement().at(expression), element);
      }
    }
  }

  /** Whether the condition of the select keeps nulls out. */
  private static boolean notNull(
      Expression expression, List<PlainSelect> around, Findings findings) {
    var column = Expressions.column(expression);
    return column.isPresent()
        && (findings.options().unique().contains(column.get())
            || around.stream()
                .filter(select -> select.getWhere() != null)
                .anyMatch(
                    select ->
                        Conditions.all(select.getWhere()).stream()
                            .anyMatch(
                                condition ->
                                    condition instanceof IsNullExpression isNull
                                        && isNull.isNot()
                                        && Expressions.column(isNull.getLeftExpression())
                                            .equals(column))));
  }
}
