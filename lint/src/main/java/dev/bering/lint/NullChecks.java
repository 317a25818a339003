package dev.bering.lint;

import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/** Nulls that count as something else elsewhere. */
final class NullChecks implements Check {

  private static final Set<String> EXTREMES = Set.of("greatest", "least");
  private static final Set<String> NEVER_NULL = Set.of("coalesce", "ifnull", "nvl", "isnull");

  @Override
  public void look(Object part, Findings findings) {
    if (part instanceof InExpression in && in.isNot() && mayHoldNull(in.getRightExpression())) {
      findings.add(Rule.NOT_IN_NULL, in);
    }
    if (part instanceof Function function) {
      String name = Expressions.name(function);
      if (EXTREMES.contains(name) && anyMayBeNull(function)) {
        findings.add(Rule.GREATEST_NULL, function);
      }
      if (name.equals("concat") && anyMayBeNull(function)) {
        findings.add(Rule.CONCAT_NULL, function);
      }
    }
    if (part instanceof Concat concat
        && (mayBeNull(concat.getLeftExpression()) || mayBeNull(concat.getRightExpression()))) {
      findings.add(Rule.CONCAT_NULL, concat);
    }
  }

  private static boolean mayHoldNull(Expression list) {
    if (list instanceof ParenthesedSelect select) {
      return mayHoldNull(select.getSelect());
    }
    return list instanceof ExpressionList<?> values
        && values.stream().anyMatch(value -> Expressions.bare(value) instanceof NullValue);
  }

  private static boolean mayHoldNull(Select select) {
    if (!(select instanceof PlainSelect plain) || plain.getSelectItems().size() != 1) {
      return true;
    }
    Expression item = plain.getSelectItems().get(0).getExpression();
    boolean kept =
        plain.getWhere() != null
            && Conditions.all(plain.getWhere()).stream()
                .anyMatch(
                    condition ->
                        condition instanceof IsNullExpression isNull
                            && isNull.isNot()
                            && Expressions.column(item).isPresent()
                            && Expressions.column(isNull.getLeftExpression())
                                .equals(Expressions.column(item)));
    return mayBeNull(item) && !kept;
  }

  private static boolean anyMayBeNull(Function function) {
    return Expressions.parameters(function).stream().anyMatch(NullChecks::mayBeNull);
  }

  private static boolean mayBeNull(Expression expression) {
    Expression bare = Expressions.bare(expression);
    if (bare instanceof Concat) {
      return false; // its own parts are looked at
    }
    boolean settled =
        (Expressions.isLiteral(bare) && !(bare instanceof NullValue))
            || (bare instanceof Function function
                && (NEVER_NULL.contains(Expressions.name(function))
                    || Expressions.name(function).equals("count")));
    return !settled;
  }
}
