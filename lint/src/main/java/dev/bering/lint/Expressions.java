package dev.bering.lint;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.arithmetic.IntegerDivision;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;

/** What can be said of an expression without knowing its tables. */
final class Expressions {

  private static final Set<String> COUNTING =
      Set.of("count", "length", "len", "char_length", "datediff", "year", "month", "day", "size");
  private static final Set<String> TEXT =
      Set.of(
          "concat",
          "concat_ws",
          "lower",
          "upper",
          "lcase",
          "ucase",
          "trim",
          "ltrim",
          "rtrim",
          "substr",
          "substring",
          "left",
          "right",
          "replace",
          "regexp_replace",
          "regexp_extract",
          "lpad",
          "rpad",
          "initcap",
          "reverse",
          "md5",
          "hex",
          "date_format");

  private Expressions() {}

  /** The name of a function in lower case, without a schema. */
  static String name(Function function) {
    String name = function.getName().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The parameters. */
  static List<? extends Expression> parameters(Function function) {
    return function.getParameters() == null ? List.of() : function.getParameters();
  }

  /** The name of a column in lower case, without its table; empty if it is something else. */
  static Optional<String> column(Expression expression) {
    return bare(expression) instanceof Column column
        ? Optional.of(unquoted(column.getColumnName()))
        : Optional.empty();
  }

  static String unquoted(String name) {
    return name.replaceAll("^[`\"\\[]|[`\"\\]]$", "").toLowerCase(Locale.ROOT);
  }

  /** Without brackets around it. */
  static Expression bare(Expression expression) {
    return expression instanceof ParenthesedExpressionList<?> list && list.size() == 1
        ? bare(list.get(0))
        : expression;
  }

  /** The text of a literal. */
  static Optional<String> text(Expression expression) {
    return bare(expression) instanceof StringValue value
        ? Optional.of(value.getValue())
        : Optional.empty();
  }

  /** A whole number that stands there as such. */
  static Optional<Long> whole(Expression expression) {
    Expression bare = bare(expression);
    if (bare instanceof LongValue value && value.getBigIntegerValue().bitLength() < Long.SIZE) {
      return Optional.of(value.getValue());
    }
    if (bare instanceof SignedExpression signed && signed.getSign() == '-') {
      return whole(signed.getExpression()).map(value -> -value);
    }
    return Optional.empty();
  }

  static boolean isLiteral(Expression expression) {
    Expression bare = bare(expression);
    return bare instanceof StringValue
        || bare instanceof LongValue
        || bare instanceof DoubleValue
        || bare instanceof NullValue
        || (bare instanceof SignedExpression signed && isLiteral(signed.getExpression()));
  }

  /** Evidently a whole number, whatever the tables are. */
  static boolean isWhole(Expression expression) {
    Expression bare = bare(expression);
    if (bare instanceof Function function) {
      return COUNTING.contains(name(function));
    }
    if (bare instanceof CastExpression cast) {
      return isWholeType(cast);
    }
    if (bare instanceof IntegerDivision) {
      return true;
    }
    return whole(bare).isPresent();
  }

  /** Evidently a number. */
  static boolean isNumber(Expression expression) {
    Expression bare = bare(expression);
    return isWhole(bare)
        || bare instanceof DoubleValue
        || bare instanceof Addition
        || bare instanceof Subtraction
        || bare instanceof Multiplication
        || bare instanceof Modulo
        || (bare instanceof SignedExpression signed && isNumber(signed.getExpression()))
        || (bare instanceof CastExpression cast
            && type(cast).matches("float|double.*|real|decimal.*|numeric.*|number.*"));
  }

  /** Evidently a text that is no literal. */
  static boolean isText(Expression expression) {
    Expression bare = bare(expression);
    return bare instanceof Concat
        || (bare instanceof Function function && TEXT.contains(name(function)))
        || (bare instanceof CastExpression cast && isTextType(cast));
  }

  static boolean isTextType(CastExpression cast) {
    return type(cast).matches("(n?var)?char.*|n?char.*|string|text|clob");
  }

  static boolean isWholeType(CastExpression cast) {
    return type(cast).matches("int|integer|bigint|smallint|tinyint|long|short|byte|int[248]");
  }

  static String type(CastExpression cast) {
    return cast.getColDataType() == null
        ? ""
        : cast.getColDataType().getDataType().toLowerCase(Locale.ROOT);
  }
}
