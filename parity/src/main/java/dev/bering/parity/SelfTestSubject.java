package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a declaration says of two copies of the left table.
 *
 * @param comparison the declaration, without what concerns the right table only
 * @param columns those of the left, each with a type
 */
record SelfTestSubject(Comparison comparison, List<RelationColumn> columns) {

  SelfTestSubject {
    columns = List.copyOf(columns);
  }

  static SelfTestSubject of(Comparison declared, Relation left, Relation right) {
    List<RelationColumn> columns =
        left.columns().stream().map(column -> typed(column, declared, right)).toList();
    return new SelfTestSubject(about(declared, columns), columns);
  }

  /** A text without a type is what the other side says it is. */
  private static RelationColumn typed(RelationColumn column, Comparison declared, Relation right) {
    if (!(column.type() instanceof SqlType.Untyped)) {
      return column;
    }
    String mapped = declared.rule(column.name()).right();
    String name = mapped.isEmpty() ? column.name() : mapped;
    return right.columns().stream()
        .filter(other -> other.name().equalsIgnoreCase(name))
        .filter(other -> !(other.type() instanceof SqlType.Untyped))
        .findFirst()
        .map(other -> new RelationColumn(column.name(), other.type()))
        .orElse(new RelationColumn(column.name(), new SqlType.Simple("VARCHAR")));
  }

  /** The declaration without what it says of columns that only the right has. */
  private static Comparison about(Comparison declared, List<RelationColumn> columns) {
    Map<String, ColumnRule> rules = new LinkedHashMap<>(declared.columns());
    rules
        .keySet()
        .removeIf(
            name -> columns.stream().noneMatch(column -> column.name().equalsIgnoreCase(name)));
    rules.replaceAll((name, rule) -> rule.normalisedBy(ofLeft(rule.normalisers())));
    return declared.where(Where.ALL).withRules(rules);
  }

  /** Both copies are the left's, so that what only the right needs is left out. */
  private static List<Normaliser> ofLeft(List<Normaliser> normalisers) {
    List<Normaliser> own = new ArrayList<>();
    for (Normaliser normaliser : normalisers) {
      if (!(normaliser instanceof Normaliser.Zone zone)) {
        own.add(normaliser);
      } else if (!zone.left().isEmpty()) {
        own.add(new Normaliser.Zone(zone.left(), zone.left()));
      }
    }
    return own;
  }

  /** A column of other rows, which are to be read as those of the copies are. */
  RelationColumn asInCopies(RelationColumn column) {
    if (!(column.type() instanceof SqlType.Untyped)) {
      return column;
    }
    SqlType type =
        columns.stream()
            .filter(other -> other.name().equalsIgnoreCase(column.name()))
            .findFirst()
            .map(RelationColumn::type)
            .orElse(new SqlType.Simple("VARCHAR"));
    return new RelationColumn(column.name(), type);
  }

  boolean isKey(RelationColumn column) {
    return comparison.keys().stream().anyMatch(key -> key.equalsIgnoreCase(column.name()));
  }

  /** How the column is called on a side. */
  String name(RelationColumn column, Side side) {
    String right = comparison.rule(column.name()).right();
    return side == Side.LEFT || right.isEmpty() ? column.name() : right;
  }
}
