package dev.bering.lint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.parser.SimpleNode;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;

/**
 * A parsed statement as a list of its parts with their places. The parser keeps places for leaves
 * and calls; what lies between (sums, quotients, conditions) is where its first leaf is.
 */
final class Statement {

  private final Position begin;
  private final IdentityHashMap<Object, Position> places = new IdentityHashMap<>();
  private final List<Object> parts = new ArrayList<>();

  Statement(SimpleNode root, Object statement, Position begin) {
    this.begin = begin;
    visit(root);
    add(statement, begin);
    List.copyOf(parts).forEach(this::descend);
    parts.removeIf(part -> part instanceof Function function && isWindowed(function));
    parts.sort(Comparator.comparing(this::at));
  }

  /** All parts, in the order of the text; each once. */
  List<Object> parts() {
    return List.copyOf(parts);
  }

  /** Where a part begins. */
  Position at(Object part) {
    return place(part).orElse(begin);
  }

  private void visit(Node node) {
    var simple = (SimpleNode) node;
    Object value = simple.jjtGetValue();
    Token first = simple.jjtGetFirstToken();
    if (value != null && first != null) {
      // The parser saw the statement alone: its first line begins where the statement does.
      int line = begin.line() + first.beginLine - 1;
      int column = first.beginColumn + (first.beginLine == 1 ? begin.column() - 1 : 0);
      add(value, new Position(line, column));
    }
    for (int i = 0; i < node.jjtGetNumChildren(); i++) {
      visit(node.jjtGetChild(i));
    }
  }

  private void add(Object part, Position at) {
    if (places.putIfAbsent(part, at) == null) {
      parts.add(part);
    }
  }

  /** What the parser keeps no place of. */
  private void descend(Object part) {
    for (Object inner : inner(part)) {
      boolean known = places.containsKey(inner);
      if (!known) {
        add(inner, first(inner).orElse(at(part)));
        descend(inner);
      }
    }
  }

  private static Collection<?> inner(Object part) {
    if (part instanceof SelectItem<?> item) {
      return List.of(item.getExpression());
    }
    if (part instanceof BinaryExpression binary) {
      return List.of(binary.getLeftExpression(), binary.getRightExpression());
    }
    if (part instanceof ExpressionList<?> list) {
      return list;
    }
    if (part instanceof NotExpression not) {
      return List.of(not.getExpression());
    }
    if (part instanceof SignedExpression signed) {
      return List.of(signed.getExpression());
    }
    if (part instanceof Function function && function.getParameters() != null) {
      return function.getParameters();
    }
    if (part instanceof ParenthesedSelect select) {
      return List.of(select.getSelect());
    }
    if (part instanceof SetOperationList list) {
      return list.getSelects();
    }
    return List.of();
  }

  private Optional<Position> place(Object part) {
    return Optional.ofNullable(places.get(part));
  }

  private Optional<Position> first(Object part) {
    Optional<Position> known = place(part);
    return known.isPresent()
        ? known
        : inner(part).stream()
            .map(this::first)
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder());
  }

  /** The parser lists the function of a window call twice: in the call, and by itself. */
  private boolean isWindowed(Function function) {
    return parts.stream()
        .anyMatch(part -> part instanceof AnalyticExpression call && at(call).equals(at(function)));
  }

  /** The selects in it. */
  List<Select> selects() {
    return parts.stream().filter(Select.class::isInstance).map(Select.class::cast).toList();
  }
}
