package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of one side with every value in the form in which it is compared. */
final class RowsSql {

  private static final SqlType HASH = new SqlType.Simple("BIGINT");

  /** DuckDB groups by so small a type with an array of all its values, however few occur. */
  private static final SqlType BUCKET = new SqlType.Simple("USMALLINT");

  private static final SqlType ONE_OF_FEW_BUCKETS = new SqlType.Simple("UTINYINT");
  private static final int FEW_BUCKETS = 256;

  private final SqlDialect dialect;
  private final ComparisonPlan plan;
  private final List<Slot> keys;

  RowsSql(SqlDialect dialect, ComparisonPlan plan) {
    this.dialect = dialect;
    this.plan = plan;
    this.keys = Slot.keys(plan);
  }

  /**
   * {@code SELECT <keys>, <columns> FROM <relation>}, on the left with the conditions of accepted
   * differences.
   */
  String select(Side side, List<Slot> columns) {
    Stream<String> conditions =
        side == Side.LEFT ? plan.accepted().stream().map(Acceptance::selected) : Stream.of();
    return select(
        dialect,
        plan.table(side),
        Stream.concat(
            Stream.concat(keys.stream(), columns.stream()).flatMap(slot -> slot.selected(side)),
            conditions));
  }

  /** {@code SELECT <slots> FROM <relation>}. */
  static String select(SqlDialect dialect, TableSide table, Side side, List<Slot> slots) {
    return select(dialect, table, slots.stream().flatMap(slot -> slot.selected(side)));
  }

  private static String select(SqlDialect dialect, TableSide table, Stream<String> values) {
    return values.collect(
        Collectors.joining(", ", "SELECT ", " FROM " + dialect.identifier(table.relation())));
  }

  /** The rows of {@link #select} whose bucket is in the table {@code red}, and their bucket. */
  String selectRed(Side side, List<Slot> columns, String red) {
    return "SELECT * FROM (SELECT *, %s AS bucket FROM (%s)) WHERE bucket IN (SELECT bucket FROM %s)"
        .formatted(bucket(keyHash()), select(side, columns), red);
  }

  /** A 64-bit hash of the key. */
  String keyHash() {
    return dialect.bucketHash(keys.stream().flatMap(this::hashed).toList());
  }

  /** Which bucket a row belongs to. */
  String bucket(String keyHash) {
    return dialect.cast(
        "(%s & %d)".formatted(keyHash, plan.bucketCount() - 1),
        HASH,
        plan.bucketCount() > FEW_BUCKETS ? BUCKET : ONE_OF_FEW_BUCKETS);
  }

  /** The value of a slot as it enters a hash, in one or more parts. */
  Stream<String> hashed(Slot slot) {
    return dialect.hashed(slot.id(), slot.type()).stream();
  }
}
