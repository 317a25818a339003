package dev.bering.parity;

import dev.bering.engine.Sql;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of one side with every value in the form in which it is compared. */
final class RowsSql {

  private final ComparisonPlan plan;
  private final List<Slot> keys;

  RowsSql(ComparisonPlan plan) {
    this.plan = plan;
    this.keys = Slot.keys(plan);
  }

  /** {@code SELECT <keys>, <columns> FROM <relation>}. */
  String select(Side side, List<Slot> columns) {
    return select(plan.table(side), side, Stream.concat(keys.stream(), columns.stream()).toList());
  }

  /** {@code SELECT <slots> FROM <relation>}. */
  static String select(TableSide table, Side side, List<Slot> slots) {
    return slots.stream()
        .map(slot -> slot.plan().value(side) + " AS " + slot.id())
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + Sql.identifier(table.relation())));
  }

  /** The rows of {@link #select} whose bucket is in the table {@code red}, and their bucket. */
  String selectRed(Side side, List<Slot> columns, String red) {
    return "SELECT *, %s AS bucket FROM (%s) WHERE bucket IN (SELECT bucket FROM %s)"
        .formatted(bucket(keyHash()), select(side, columns), red);
  }

  /** A 64-bit hash of the key. */
  String keyHash() {
    return keys.stream().flatMap(RowsSql::hashed).collect(Collectors.joining(", ", "hash(", ")"));
  }

  /** Which bucket a row belongs to. */
  String bucket(String keyHash) {
    return "(%s & %d)::USMALLINT".formatted(keyHash, plan.bucketCount() - 1);
  }

  /** The value of a slot as it enters a hash, in one or more parts. */
  static Stream<String> hashed(Slot slot) {
    String value = slot.id();
    return switch (slot.plan().hashing()) {
      case VALUE -> Stream.of(value);
      case TEXT -> Stream.of(value, prefix(slot) + " || " + value);
      case PRINTED -> Stream.of(value + "::VARCHAR", "'x' || %s::VARCHAR".formatted(value));
      case NONE -> throw new IllegalStateException("cannot be hashed: " + slot);
    };
  }

  private static String prefix(Slot slot) {
    return slot.plan().comparedAs().equals("BLOB") ? "'x'::BLOB" : "'x'";
  }
}
