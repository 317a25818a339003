package dev.bering.parity;

import dev.bering.parity.Explanation.Kind;
import dev.bering.parity.Rule.Origin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Rules that take in other columns of the row, other rows, or all differences at once. */
final class RowRules {

  private final ColumnCells column;
  private final DifferenceSample sample;
  private final List<Rule> rules = new ArrayList<>();

  private RowRules(ColumnCells column, DifferenceSample sample) {
    this.column = column;
    this.sample = sample;
  }

  static List<Rule> of(ColumnCells column, DifferenceSample sample) {
    RowRules rules = new RowRules(column, sample);
    rules.flags();
    rules.swapped();
    rules.otherColumn();
    rules.negation();
    rules.constant();
    return rules.rules;
  }

  /** What only the engine could see. */
  private void flags() {
    ColumnCells.Flags flags = column.flags();
    String keys = String.join(", ", sample.keyNames());
    rules.add(
        new Rule(
            Kind.ARRAY_ORDER,
            "the sides have the same elements in another order",
            flags.sameElements(),
            Origin.GENERAL,
            column
                .remedies()
                .normaliser(
                    "unordered",
                    "collect_list has no order: array_sort(x), or an order before collecting")));
    addIfVaried(
        Kind.NEIGHBOUR_ROW,
        "the right is the left of the row before, in order of " + keys,
        flags.fromPrevious(),
        Remedy.code(
            "a window is off by one row: look at lag, at ROWS BETWEEN and at row_number() - 1"));
    addIfVaried(
        Kind.NEIGHBOUR_ROW,
        "the right is the left of the next row, in order of " + keys,
        flags.fromNext(),
        Remedy.code(
            "a window is off by one row: look at lead, at ROWS BETWEEN and at row_number() + 1"));
  }

  private void swapped() {
    for (ColumnCells other : sample.columns()) {
      if (other.slot().equals(column.slot()) || !isSameType(other.slot())) {
        continue;
      }
      addIfVaried(
          Kind.SWAPPED_COLUMNS,
          "%s and %s have changed places".formatted(column.name(), other.name()),
          swappedWith(other),
          Remedy.code("a UNION or INSERT pairs columns by position: name them"));
    }
  }

  private BitSet swappedWith(ColumnCells other) {
    BitSet found = new BitSet();
    int j = 0;
    for (int i = 0; i < column.cells().size(); i++) {
      while (j < other.rows().length && other.rows()[j] < column.rows()[i]) {
        j++;
      }
      if (j < other.rows().length && other.rows()[j] == column.rows()[i]) {
        Cell one = column.cells().get(i);
        Cell two = other.cells().get(j);
        if (isSame(one.left(), two.right()) && isSame(one.right(), two.left())) {
          found.set(i);
        }
      }
    }
    return found;
  }

  private static boolean isSame(Cell.Value one, Cell.Value other) {
    return one.isNull() == other.isNull() && one.text().equals(other.text());
  }

  private boolean isSameType(Slot other) {
    return other.plan().comparedAs().equals(column.slot().plan().comparedAs());
  }

  private void otherColumn() {
    List<Slot> context = sample.context();
    for (int c = 0; c < context.size(); c++) {
      Slot other = context.get(c);
      if (other.equals(column.slot()) || !isSameType(other)) {
        continue;
      }
      BitSet found = new BitSet();
      for (int i = 0; i < column.cells().size(); i++) {
        Cell.Value right = column.cells().get(i).right();
        if (!right.isNull() && right.text().equals(sample.value(column.rows()[i], c))) {
          found.set(i);
        }
      }
      addIfVaried(
          Kind.OTHER_COLUMN,
          "the right is %s of the left".formatted(other.plan().name()),
          found,
          Remedy.code("the wrong column is read: name columns instead of counting them"));
    }
  }

  private void negation() {
    if (column.kind() != CellKind.FLAG) {
      return;
    }
    BitSet found =
        Rule.followers(
            column.cells(), c -> c.arePresent() && !c.left().text().equals(c.right().text()));
    if (column.distinctLeft(found) == 2) {
      rules.add(
          new Rule(
              Kind.NEGATION,
              "the right is the opposite of the left",
              found,
              Origin.GENERAL,
              Remedy.code("look for a condition that was turned round: NOT, NOT IN, <> for =")));
    }
  }

  private void constant() {
    Map<String, Long> counts =
        column.cells().stream()
            .filter(c -> !c.right().isNull())
            .collect(
                Collectors.groupingBy(c -> c.right().text(), TreeMap::new, Collectors.counting()));
    counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .ifPresent(
            value ->
                constant(
                    column.shown(value), Rule.followers(column.cells(), c -> c.right().is(value))));
    constant("null", Rule.followers(column.cells(), c -> c.right().isNull()));
  }

  private void constant(String value, BitSet followers) {
    addIfVaried(
        Kind.CONSTANT,
        "the right is %s whatever the left is".formatted(value),
        followers,
        Remedy.code(
            "look for a default: coalesce, a failed cast or lookup, an outer join without a partner"));
  }

  private void addIfVaried(Kind kind, String sentence, BitSet followers, Remedy remedy) {
    if (column.distinctLeft(followers) >= CellRules.MIN_FITTED) {
      rules.add(new Rule(kind, sentence, followers, Origin.FITTED, remedy));
    }
  }
}
