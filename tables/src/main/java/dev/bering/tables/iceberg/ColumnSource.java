package dev.bering.tables.iceberg;

import dev.bering.tables.ColumnType;
import java.util.List;
import java.util.Optional;

/**
 * Where the values of a column are, for the rows of one file (Iceberg spec, "Column Projection").
 */
public sealed interface ColumnSource {

  /**
   * All rows have the same value, because the file was written before there was such a column.
   *
   * @param text the value as ISO 8601 or as digits, bytes in hexadecimal digits; empty for null
   */
  record Constant(Optional<String> text) implements ColumnSource {}

  /**
   * All rows have the value by which the file is partitioned.
   *
   * @param column the column's id
   */
  record OfPartition(int column) implements ColumnSource {}

  /**
   * The file holds a value for each row.
   *
   * @param name as the file spells it
   */
  record Stored(String name, Shape shape) implements ColumnSource {}

  /** How a value is put together from what the file holds. */
  sealed interface Shape {}

  /** As it is, but perhaps in a narrower type. */
  record AsIs() implements Shape {}

  /** Parts by other names, in another order, or not in the file at all. */
  record StructOf(List<Part> parts) implements Shape {
    public StructOf {
      parts = List.copyOf(parts);
    }
  }

  /** A list whose elements are not as they are. */
  record ListOf(Shape element) implements Shape {}

  /** A map whose keys or values are not as they are. */
  record MapOf(Shape key, Shape value) implements Shape {}

  /**
   * A part of a struct.
   *
   * @param name as the table spells it
   */
  record Part(String name, ColumnType type, ColumnSource source) {}
}
