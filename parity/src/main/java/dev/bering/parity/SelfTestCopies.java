package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Two copies of the first rows of a table, tables of the engine: one stays as it is, and
 * differences are planted into the other, anew each time.
 */
final class SelfTestCopies {

  /** The copy that stays as it is: the columns of the table and {@link #ROW}. */
  static final String ORIGINAL = "parity_self_original";

  /** Numbers the rows of the copy; no user's column is called so. */
  static final String ROW = "parity self row";

  private static final String MUTANT = "parity_self_mutant";
  private static final String CANDIDATES = "parity_self_candidates";

  private final Engine engine;
  private final SqlDialect dialect;
  private final SelfTestSubject subject;
  private final Relation table;
  private final String row;

  /** Of {@code table}; nothing is copied yet. */
  SelfTestCopies(Engine engine, SelfTestSubject subject, Relation table) {
    this.engine = engine;
    this.dialect = engine.dialect();
    this.subject = subject;
    this.table = table;
    this.row = dialect.identifier(ROW);
  }

  /** Copies the rows. */
  void lay() {
    engine.materialise(
        ORIGINAL,
        "SELECT *, row_number() OVER (ORDER BY 1) AS %s FROM (SELECT %s FROM %s LIMIT %d)"
            .formatted(
                row, typed(table.columns()), dialect.identifier(table.name()), SelfTest.MAX_ROWS));
  }

  /** Rows that were chosen from, with texts without a type as they are in the copies. */
  Relation readable(Relation candidates) {
    engine.execute(
        "CREATE OR REPLACE TEMPORARY VIEW %s AS SELECT %s FROM %s"
            .formatted(
                CANDIDATES, typed(candidates.columns()), dialect.identifier(candidates.name())));
    return new Relation(
        CANDIDATES,
        candidates.source(),
        candidates.summary(),
        candidates.columns().stream().map(subject::asInCopies).toList(),
        candidates.rowCount(),
        candidates.dialect());
  }

  /** Columns of a table as they are in the copies. */
  private String typed(List<RelationColumn> columns) {
    return columns.stream()
        .map(
            column ->
                "%s AS %s"
                    .formatted(
                        dialect.cast(
                            name(column), column.type(), subject.asInCopies(column).type()),
                        name(column)))
        .collect(Collectors.joining(", "));
  }

  /** The first row into which a difference can be planted. */
  Optional<Long> place(Mutation mutation) {
    return first("SELECT min(%s) FROM %s WHERE %s".formatted(row, ORIGINAL, mutation.suits()));
  }

  /** The first row whose value of a column is another than that of row 1. */
  Optional<Long> otherThanFirst(RelationColumn column) {
    return first(
        "SELECT min(%1$s) FROM %2$s WHERE %3$s IS NOT NULL AND %3$s IS DISTINCT FROM (SELECT %3$s FROM %2$s WHERE %1$s = 1)"
            .formatted(
                row, ORIGINAL, ValueSql.canonical(engine.dialect(), name(column), column.type())));
  }

  private Optional<Long> first(String query) {
    return engine.query(query, found -> found.text(0)).get(0).map(Long::valueOf);
  }

  /** The other copy gets the rows of this query. */
  void plant(String select) {
    engine.materialise(MUTANT, select);
  }

  /** The other copy gets each of these differences in its row, each in another column. */
  void plant(Map<Mutation, Long> places) {
    Map<String, String> changed = new LinkedHashMap<>();
    places.forEach(
        (mutation, place) ->
            changed.put(
                mutation.column().name(),
                "CASE WHEN %s = %d THEN %s ELSE %s END"
                    .formatted(row, place, mutation.after(), name(mutation.column()))));
    plantExpressions(changed);
  }

  /** In the other copy row 1 and this one exchange their values of a column. */
  void plantExchange(RelationColumn column, long other) {
    String value = name(column);
    String of = "(SELECT %s FROM %s WHERE %s = %d)";
    plantExpressions(
        Map.of(
            column.name(),
            "CASE WHEN %1$s = 1 THEN %2$s WHEN %1$s = %3$d THEN %4$s ELSE %5$s END"
                .formatted(
                    row,
                    of.formatted(value, ORIGINAL, row, other),
                    other,
                    of.formatted(value, ORIGINAL, row, 1),
                    value)));
  }

  private void plantExpressions(Map<String, String> changed) {
    String values =
        subject.columns().stream()
            .map(
                column ->
                    "%s AS %s"
                        .formatted(changed.getOrDefault(column.name(), name(column)), name(column)))
            .collect(Collectors.joining(", "));
    plant("SELECT %s FROM %s".formatted(values, ORIGINAL));
  }

  /** A copy, its columns called as on the side that it stands for. */
  Relation relation(Side side) {
    String copy = side == Side.LEFT ? ORIGINAL : MUTANT;
    String values =
        subject.columns().stream()
            .map(
                column ->
                    "%s AS %s"
                        .formatted(name(column), dialect.identifier(subject.name(column, side))))
            .collect(Collectors.joining(", "));
    engine.execute(
        "CREATE OR REPLACE TEMPORARY VIEW %s AS SELECT %s FROM %s"
            .formatted(dialect.identifier(view(side)), values, copy));
    return new Relation(
        view(side),
        table.source(),
        table.summary(),
        subject.columns().stream()
            .map(column -> new RelationColumn(subject.name(column, side), column.type()))
            .toList(),
        side == Side.LEFT ? Math.min(SelfTest.MAX_ROWS, table.rowCount()) : count(copy),
        table.dialect());
  }

  private long count(String copy) {
    return engine.query("SELECT count(*) FROM " + copy, found -> found.number(0)).get(0);
  }

  /** Removes what is there of the copies. */
  void drop() {
    for (Side side : Side.values()) {
      engine.execute("DROP VIEW IF EXISTS " + dialect.identifier(view(side)));
      engine.drop(side == Side.LEFT ? ORIGINAL : MUTANT);
    }
    engine.execute("DROP VIEW IF EXISTS " + CANDIDATES);
  }

  private static String view(Side side) {
    return "parity_self_" + side.text();
  }

  private String name(RelationColumn column) {
    return dialect.identifier(column.name());
  }
}
