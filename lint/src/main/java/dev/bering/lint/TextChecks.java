package dev.bering.lint;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.schema.Column;

/** Texts that are compared, cut, split and matched by other rules elsewhere. */
final class TextChecks implements Check {

  private static final Set<String> MATCHING =
      Set.of(
          "regexp_replace",
          "regexp_extract",
          "regexp_extract_all",
          "regexp_like",
          "regexp_substr",
          "regexp_instr",
          "regexp_count",
          "regexp",
          "rlike");
  private static final Set<String> PARTS = Set.of("substring", "substr");
  private static final Pattern JAVA_ONLY =
      Pattern.compile("\\(\\?(?:[=!]|<[=!]|>)|\\\\[1-9]|[*+?}]\\+");
  private static final Pattern SPECIAL = Pattern.compile("(?<!\\\\)[.|*+?^$(){}\\[\\]]");
  private static final Pattern LETTER = Pattern.compile("\\p{L}");

  @Override
  public void look(Object part, Findings findings) {
    if (part instanceof Function function) {
      function(function, findings);
    }
    if (part instanceof LikeExpression like) {
      boolean regex = like.getLikeKeyWord().name().matches("RLIKE|REGEXP.*|SIMILAR_TO");
      if (regex) {
        pattern(like.getRightExpression(), like, findings);
      } else if (!like.getLikeKeyWord().name().equals("ILIKE")) {
        collation(like.getLeftExpression(), like.getRightExpression(), like, findings);
      }
    }
    if (part instanceof InExpression in
        && in.getRightExpression() instanceof ExpressionList<?> values) {
      values.forEach(value -> collation(in.getLeftExpression(), value, in, findings));
    }
    if (part instanceof ComparisonOperator comparison) {
      collation(
          comparison.getLeftExpression(), comparison.getRightExpression(), comparison, findings);
      collation(
          comparison.getRightExpression(), comparison.getLeftExpression(), comparison, findings);
    }
  }

  private static void function(Function function, Findings findings) {
    String name = Expressions.name(function);
    List<? extends Expression> parameters = Expressions.parameters(function);
    if (name.equals("initcap")) {
      findings.add(Rule.INITCAP, function);
    }
    if (MATCHING.contains(name) && parameters.size() >= 2) {
      pattern(parameters.get(1), function, findings);
    }
    if (name.equals("split") && parameters.size() >= 2) {
      Expressions.text(parameters.get(1))
          .filter(separator -> SPECIAL.matcher(separator).find())
          .ifPresent(separator -> findings.add(Rule.SPLIT_REGEX, function));
    }
    if (PARTS.contains(name) && parameters.size() >= 2) {
      Expressions.whole(parameters.get(1))
          .filter(position -> position <= 0)
          .ifPresent(position -> findings.add(Rule.SUBSTRING_BASE, function));
    }
  }

  private static void pattern(Expression pattern, Object match, Findings findings) {
    Expressions.text(pattern)
        .filter(text -> JAVA_ONLY.matcher(text).find())
        .ifPresent(text -> findings.add(Rule.REGEX_DIALECT, match));
  }

  /** A column beside a literal with letters: lower() or upper() around it settles the case. */
  private static void collation(
      Expression column, Expression literal, Object comparison, Findings findings) {
    boolean lettered =
        Expressions.text(literal).map(text -> LETTER.matcher(text).find()).orElse(false);
    if (Expressions.bare(column) instanceof Column && lettered) {
      findings.add(Rule.TEXT_COLLATION, comparison);
    }
  }
}
