package dev.bering.lint;

import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;

/** The conditions that must all hold. */
final class Conditions {

  private Conditions() {}

  static List<Expression> all(Expression where) {
    var all = new ArrayList<Expression>();
    collect(where, all);
    return all;
  }

  private static void collect(Expression where, List<Expression> all) {
    Expression bare = Expressions.bare(where);
    if (bare instanceof AndExpression and) {
      collect(and.getLeftExpression(), all);
      collect(and.getRightExpression(), all);
    } else {
      all.add(bare);
    }
  }
}
