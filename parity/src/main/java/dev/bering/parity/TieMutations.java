package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a declaration of ties must not excuse: choices and numbers that no tie allows. */
final class TieMutations {

  private final Engine engine;
  private final SqlDialect dialect;
  private final Comparison comparison;
  private final Ties ties;
  private final List<RelationColumn> columns;
  private final String table;
  private final String row;

  /** Which order key of its partition a row has, counted from 1. */
  private final String place;

  /** The place of the last order key of its partition. */
  private final String last;

  /**
   * @param table the rows to plant into
   * @param row its column that numbers them
   */
  TieMutations(
      Engine engine,
      Comparison comparison,
      List<RelationColumn> columns,
      String table,
      String row) {
    this.engine = engine;
    this.dialect = engine.dialect();
    this.comparison = comparison;
    this.ties = comparison.ties();
    this.columns = columns;
    this.table = table;
    this.row = dialect.identifier(row);
    this.place = dialect.identifier(row + " place");
    this.last = dialect.identifier(row + " last");
  }

  /**
   * The table with one such difference.
   *
   * @param kind in words
   * @param select query of its rows; empty if no rows allow it
   */
  record Planted(String kind, Optional<String> select) {}

  /** All that the declaration is about. */
  List<Planted> all(Optional<Relation> candidates) {
    List<Planted> all = new ArrayList<>();
    if (ties.kind() == Ties.Kind.TOP_K) {
      all.add(new Planted("a tied row becomes one that never was", madeUp()));
      candidates.ifPresent(
          from ->
              all.add(
                  new Planted(
                      "a candidate takes a place that no tie leaves open", misplaced(from))));
    }
    if (!ties.number().isEmpty()) {
      all.add(new Planted("numbers of rows that are not tied change places", misnumbered()));
    }
    return all;
  }

  private Optional<String> madeUp() {
    for (RelationColumn column : columns) {
      if (isPlain(column) && ties.columns().stream().noneMatch(column.name()::equalsIgnoreCase)) {
        for (Mutation mutation : Mutations.of(dialect, column, Tolerance.NONE)) {
          Optional<Long> tied =
              first(
                  "SELECT min(%s) FROM %s WHERE %s = %s AND %s"
                      .formatted(row, ranked(), place, last, mutation.suits()));
          if (tied.isPresent() && mutation.nature() == Mutation.Nature.DIFFERENT) {
            return Optional.of(
                with(
                    column,
                    "CASE WHEN %s = %d THEN %s ELSE %s END"
                        .formatted(row, tied.get(), mutation.after(), name(column))));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** In the place of a row that ranks above the last order key. */
  private Optional<String> misplaced(Relation candidates) {
    List<RelationColumn> shared =
        columns.stream().filter(column -> has(candidates, column) && isPlain(column)).toList();
    String others =
        "(SELECT c.* FROM %s c ANTI JOIN %s o ON %s)"
            .formatted(dialect.identifier(candidates.name()), table, same("c", "o", shared));
    String inPartition = samePartition("a", "c");
    Optional<Long> above =
        first(
            "SELECT min(a.%1$s) FROM %2$s a JOIN %3$s c ON %4$s WHERE a.%5$s < a.%6$s"
                .formatted(row, ranked(), others, inPartition, place, last));
    return above.map(
        number ->
            "SELECT %1$s FROM %2$s WHERE %3$s <> %4$d UNION ALL SELECT * FROM (SELECT %5$s FROM %6$s c JOIN %2$s a ON %7$s WHERE a.%3$s = %4$d LIMIT 1)"
                .formatted(
                    columns.stream().map(this::name).collect(Collectors.joining(", ")),
                    table,
                    row,
                    number,
                    columns.stream()
                        .map(column -> (has(candidates, column) ? "c." : "a.") + name(column))
                        .collect(Collectors.joining(", ")),
                    others,
                    inPartition));
  }

  private Optional<String> misnumbered() {
    RelationColumn number =
        columns.stream()
            .filter(column -> column.name().equalsIgnoreCase(ties.number()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no column " + ties.number()));
    String pairs =
        "%1$s a JOIN %1$s b ON %2$s AND a.%4$s < b.%4$s AND a.%3$s IS DISTINCT FROM b.%3$s"
            .formatted(ranked(), samePartition("a", "b"), name(number), place);
    Optional<Long> one = first("SELECT min(a.%s) FROM %s".formatted(row, pairs));
    if (one.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> other =
        first("SELECT min(b.%1$s) FROM %2$s WHERE a.%1$s = %3$d".formatted(row, pairs, one.get()));
    String of = "(SELECT %s FROM %s WHERE %s = %d)";
    return other.map(
        second ->
            with(
                number,
                "CASE WHEN %1$s = %2$d THEN %3$s WHEN %1$s = %4$d THEN %5$s ELSE %6$s END"
                    .formatted(
                        row,
                        one.get(),
                        of.formatted(name(number), table, row, second),
                        second,
                        of.formatted(name(number), table, row, one.get()),
                        name(number))));
  }

  private String with(RelationColumn changed, String value) {
    return columns.stream()
        .map(
            column ->
                column.equals(changed) ? "%s AS %s".formatted(value, name(column)) : name(column))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
  }

  /** The rows with their place, which counts order keys, and the last one of their partition. */
  private String ranked() {
    String partition =
        ties.partition().isEmpty()
            ? ""
            : ties.partition().stream()
                .map(dialect::identifier)
                .collect(Collectors.joining(", ", "PARTITION BY ", " "));
    String order =
        ties.order().stream()
            .map(by -> by.sql(dialect.identifier(by.column())))
            .collect(Collectors.joining(", "));
    return "(SELECT *, max(%4$s) OVER (%1$s) AS %5$s FROM (SELECT *, dense_rank() OVER (%1$sORDER BY %2$s) AS %4$s FROM %3$s))"
        .formatted(partition, order, table, place, last);
  }

  private String samePartition(String one, String other) {
    List<RelationColumn> partition =
        columns.stream()
            .filter(column -> ties.partition().stream().anyMatch(column.name()::equalsIgnoreCase))
            .toList();
    return partition.isEmpty() ? "true" : same(one, other, partition);
  }

  private String same(String one, String other, List<RelationColumn> some) {
    return some.stream()
        .map(
            column ->
                "%s.%s IS NOT DISTINCT FROM %s.%s"
                    .formatted(one, name(column), other, name(column)))
        .collect(Collectors.joining(" AND "));
  }

  private Optional<Long> first(String query) {
    return engine.query(query, found -> found.text(0)).get(0).map(Long::valueOf);
  }

  private String name(RelationColumn column) {
    return dialect.identifier(column.name());
  }

  /** Whether every difference in it counts. */
  private boolean isPlain(RelationColumn column) {
    return comparison.rule(column.name()).right("").equals(ColumnRule.NONE)
        && comparison.accepted().stream()
            .flatMap(difference -> difference.columns().stream())
            .noneMatch(column.name()::equalsIgnoreCase);
  }

  private static boolean has(Relation relation, RelationColumn column) {
    return relation.columns().stream()
        .anyMatch(other -> other.name().equalsIgnoreCase(column.name()));
  }
}
