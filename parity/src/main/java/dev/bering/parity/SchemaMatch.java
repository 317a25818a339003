package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The columns of two relations, matched by name without regard to case. */
final class SchemaMatch {

  private final Map<String, ColumnMatch> byFoldedName = new LinkedHashMap<>();

  SchemaMatch(Relation left, Relation right) {
    for (RelationColumn column : left.columns()) {
      byFoldedName.put(fold(column.name()), new ColumnMatch.Single(Side.LEFT, column));
    }
    for (RelationColumn column : right.columns()) {
      byFoldedName.merge(
          fold(column.name()),
          new ColumnMatch.Single(Side.RIGHT, column),
          (onLeft, onRight) ->
              new ColumnMatch.Both(((ColumnMatch.Single) onLeft).column(), column));
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
