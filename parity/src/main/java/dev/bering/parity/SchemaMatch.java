package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of two relations, matched by name without regard to case, or as they were mapped to
 * each other.
 */
final class SchemaMatch {

  private final Map<String, ColumnMatch> byFoldedName = new LinkedHashMap<>();

  SchemaMatch(Relation left, Relation right) {
    this(left, right, Map.of());
  }

  /**
   * @param mapped what the right calls a column of the left, where it is another name; if two
   *     columns of the right come to one name, only the first of them is seen
   */
  SchemaMatch(Relation left, Relation right, Map<String, String> mapped) {
    Map<String, String> leftNames = new LinkedHashMap<>();
    mapped.forEach((onLeft, onRight) -> leftNames.put(fold(onRight), fold(onLeft)));
    for (RelationColumn column : left.columns()) {
      byFoldedName.put(fold(column.name()), new ColumnMatch.Single(Side.LEFT, column));
    }
    for (RelationColumn column : right.columns()) {
      byFoldedName.merge(
          leftNames.getOrDefault(fold(column.name()), fold(column.name())),
          new ColumnMatch.Single(Side.RIGHT, column),
          (present, here) ->
              present instanceof ColumnMatch.Single onLeft
                  ? new ColumnMatch.Both(onLeft.column(), column)
                  : present);
    }
  }

  /** Left columns in their order, then what only the right has. */
  Collection<ColumnMatch> columns() {
    return byFoldedName.values();
  }

  Optional<ColumnMatch> find(String name) {
    return Optional.ofNullable(byFoldedName.get(fold(name)));
  }

  List<String> namesOnBothSides() {
    return columns().stream()
        .filter(ColumnMatch.Both.class::isInstance)
        .map(ColumnMatch::name)
        .toList();
  }

  List<String> names() {
    return columns().stream().map(ColumnMatch::name).toList();
  }

  static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
