package dev.bering.parity;

import dev.bering.parity.Explanation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules for null on one side and a value on the other. */
final class NullRules {

  /** As engines print them. */
  private static final Set<String> NON_FINITE = 
      Set.of("inf", "-inf", "nan", "Infinity", "-Infinity", "NaN");

  private final ColumnCells column;
  private final List<Rule> rules = new ArrayList<>();

  private NullRules(ColumnCells column) {
    this.column = column;
  }

  static List<Rule> of(ColumnCells column) {
    NullRules rules = new NullRules(column);
    for (Direction direction : Direction.values()) {
      rules.add(direction, direction.of(column.cells()));
    }
    return rules.rules;
  }

  private void add(Direction direction, List<Cell> cells) {
    if (column.kind() == CellKind.FLOATING) {
      nonFinite(direction, cells);
    }
    if (column.kind() == CellKind.TEXT) {
      rules.add(
          Rule.general(
              Kind.EMPTY_FOR_NULL,
              sentence(direction, "''"),
              cells,
              c -> c.right().isNull() && c.left().is(""),
              column
                  .remedies()
                  .nullLike(
                      "", "nullif(x, '') makes null of an empty text, coalesce(x, '') undoes it")));
    }
    if (column.kind().isNumber()) {
      rules.add(
          Rule.general(
              Kind.ZERO_FOR_NULL,
              sentence(direction, "0"),
              cells,
              c -> c.right().isNull() && c.left().exact().filter(x -> x.signum() == 0).isPresent(),
              Remedy.code("coalesce(x, 0) makes 0 of null, nullif(x, 0) undoes it")));
    }
    sentinel(direction, cells);
  }

  private void nonFinite(Direction direction, List<Cell> cells) {
    Set<String> values =
        cells.stream()
            .filter(c -> c.right().isNull() && NON_FINITE.contains(c.left().text()))
            .map(c -> c.left().text())
            .collect(Collectors.toSet());
    String names =
        values.stream().sorted().map(NullRules::name).collect(Collectors.joining(" or "));
    rules.add(
        Rule.general(
            Kind.NON_FINITE_FOR_NULL,
            sentence(direction, names),
            cells,
            c -> c.right().isNull() && values.contains(c.left().text()),
            column
                .remedies()
                .normaliser(
                    "nonfinite-null",
                    "try_divide(a, b) and a / nullif(b, 0) give null where a division of IEEE 754"
                        + " gives Infinity or NaN; CASE WHEN b = 0 THEN ... keeps the old value")));
  }

  private static String name(String text) {
    return switch (text) {
      case "inf", "Infinity" -> "Infinity";
      case "-inf", "-Infinity" -> "-Infinity";
      default -> "NaN";
    };
  }

  /** One value that stands for null, such as {@code N/A} or {@code -1}. */
  private void sentinel(Direction direction, List<Cell> cells) {
    Map<String, Long> counts = new HashMap<>();
    for (Cell cell : cells) {
      if (cell.right().isNull()) {
        counts.merge(cell.left().text(), 1L, Long::sum);
      }
    }
    counts.entrySet().stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .ifPresent(
            value ->
                rules.add(
                    Rule.fitted(
                        Kind.SENTINEL_FOR_NULL,
                        sentence(direction, column.shown(value)),
                        cells,
                        c -> c.right().isNull() && c.left().is(value),
                        column.kind() == CellKind.TEXT
                            ? column
                                .remedies()
                                .nullLike(
                                    value,
                                    "nullif(x, %s) makes null of it".formatted(column.shown(value)))
                            : Remedy.code(
                                "nullif(x, %s) makes null of it".formatted(column.shown(value))))));
  }

  private static String sentence(Direction direction, String value) {
    return "%s is null where %s is %s".formatted(direction.result(), direction.source(), value);
  }
}
