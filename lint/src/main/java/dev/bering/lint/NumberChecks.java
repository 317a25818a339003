package dev.bering.lint;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.IntegerDivision;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;

/** Numbers that fail, wrap, are cut or are taken for texts. */
final class NumberChecks implements Check {

  private static final Set<String> REMAINDERS = Set.of("mod", "pmod", "div");
  private static final Set<String> NEVER_ZERO = Set.of("nullif");
  private static final Pattern NUMBER =
      Pattern.compile("\\s*[+-]?\\d+(\\.\\d*)?([eE][+-]?\\d+)?\\s*");

  @Override
  public void look(Object part, Findings findings) {
    if (part instanceof Division || part instanceof IntegerDivision || part instanceof Modulo) {
      var quotient = (BinaryExpression) part;
      divisor(quotient.getRightExpression(), quotient, findings);
    }
    if (part instanceof Division quotient) {
      wholeNumbers(quotient, findings);
    }
    if (part instanceof Function function) {
      function(function, findings);
    }
    if (part instanceof AnalyticExpression call
        && call.getName().equalsIgnoreCase("sum")
        && call.getExpression() != null) {
      sum(call.getExpression(), call, findings);
    }
    if (part instanceof CastExpression cast) {
      cast(cast, findings);
    }
    if (part instanceof ComparisonOperator comparison
        && areMixed(comparison.getLeftExpression(), comparison.getRightExpression())) {
      findings.add(Rule.IMPLICIT_CAST, comparison);
    }
    if (part instanceof InExpression in
        && in.getRightExpression() instanceof ExpressionList<?> values
        && values.stream().anyMatch(value -> areMixed(in.getLeftExpression(), value))) {
      findings.add(Rule.IMPLICIT_CAST, in);
    }
  }

  private static void function(Function function, Findings findings) {
    List<? extends Expression> parameters = Expressions.parameters(function);
    if (REMAINDERS.contains(Expressions.name(function)) && parameters.size() == 2) {
      divisor(parameters.get(1), function, findings);
    }
    if (Expressions.name(function).equals("sum") && parameters.size() == 1) {
      sum(parameters.get(0), function, findings);
    }
  }

  private static void divisor(Expression divisor, Object quotient, Findings findings) {
    Expression bare = Expressions.bare(divisor);
    boolean nonZero =
        Expressions.whole(bare).map(value -> value != 0).orElse(false)
            || (bare instanceof DoubleValue value && value.getValue() != 0)
            || (bare instanceof Function function
                && NEVER_ZERO.contains(Expressions.name(function))
                && Expressions.parameters(function).size() == 2
                && Expressions.whole(Expressions.parameters(function).get(1))
                    .map(value -> value == 0)
                    .orElse(false));
    if (!nonZero) {
      findings.add(Rule.DIVISION, quotient);
    }
  }

  private static void wholeNumbers(Division quotient, Findings findings) {
    Expression left = Expressions.bare(quotient.getLeftExpression());
    Expression right = Expressions.bare(quotient.getRightExpression());
    boolean evident = Expressions.isWhole(left) || Expressions.isWhole(right);
    if (evident && !isFractional(left) && !isFractional(right)) {
      findings.add(Rule.INTEGER_DIVISION, quotient);
    }
  }

  /** Evidently with digits after the point. */
  private static boolean isFractional(Expression expression) {
    return (Expressions.isNumber(expression)
            && !Expressions.isWhole(expression)
            && (expression instanceof DoubleValue || expression instanceof CastExpression))
        || (expression instanceof BinaryExpression binary
            && (isFractional(Expressions.bare(binary.getLeftExpression()))
                || isFractional(Expressions.bare(binary.getRightExpression()))))
        || (expression instanceof Function function
            && Expressions.name(function)
                .matches("avg|mean|stddev.*|var.*|sqrt|exp|ln|log.*|rand"));
  }

  private static void sum(Expression of, Object sum, Findings findings) {
    Expression bare = Expressions.bare(of);
    boolean wide = bare instanceof CastExpression cast && !Expressions.isWholeType(cast);
    boolean small =
        Expressions.whole(bare).isPresent() || bare instanceof DoubleValue || isFractional(bare);
    boolean flag = bare instanceof CaseExpression;
    if (!wide && !small && !flag) {
      findings.add(Rule.SUM_OVERFLOW, sum);
    }
  }

  private static void cast(CastExpression cast, Findings findings) {
    boolean trying =
        cast.keyword != null && !cast.keyword.isEmpty() && !cast.keyword.equalsIgnoreCase("cast");
    boolean safe =
        Expressions.isTextType(cast)
            || Expressions.isLiteral(cast.getLeftExpression())
            || Expressions.type(cast).isEmpty();
    if (!trying && !safe) {
      findings.add(Rule.CAST_FAILS, cast);
    }
  }

  private static boolean areMixed(Expression one, Expression other) {
    return mixed(one, other) || mixed(other, one);
  }

  /** A text that reads as a number beside what is no text, or a text beside a number. */
  private static boolean mixed(Expression text, Expression other) {
    boolean literal = Expressions.text(text).isPresent();
    boolean numeric = Expressions.text(text).map(t -> NUMBER.matcher(t).matches()).orElse(false);
    boolean otherIsText = Expressions.isText(other) || Expressions.text(other).isPresent();
    return (numeric && !otherIsText)
        || ((literal || Expressions.isText(text)) && Expressions.isNumber(other));
  }
}
