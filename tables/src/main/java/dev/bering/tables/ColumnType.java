package dev.bering.tables;

import java.util.List;
import java.util.stream.Collectors;

/** The type of a Delta column (Delta protocol, "Schema Serialization Format"). */
public sealed interface ColumnType {

  /** As Spark's DDL spells it: {@code bigint}, {@code array<struct<a:int>>}. */
  String ddl();

  /**
   * A type without parts.
   *
   * @param name the Delta name: {@code string, long, integer, short, byte, float, double, boolean,
   *     binary, date, timestamp, timestamp_ntz, variant}
   */
  record Primitive(String name) implements ColumnType {
    @Override
    public String ddl() {
      return switch (name) {
        case "long" -> "bigint";
        case "integer" -> "int";
        case "short" -> "smallint";
        case "byte" -> "tinyint";
        default -> name;
      };
    }
  }

  /** A decimal number. */
  record Decimal(int precision, int scale) implements ColumnType {
    @Override
    public String ddl() {
      return "decimal(%d,%d)".formatted(precision, scale);
    }
  }

  /** A list of values. */
  record Array(ColumnType element) implements ColumnType {
    @Override
    public String ddl() {
      return "array<%s>".formatted(element.ddl());
    }
  }

  /** Keys with values. */
  record Map(ColumnType key, ColumnType value) implements ColumnType {
    @Override
    public String ddl() {
      return "map<%s,%s>".formatted(key.ddl(), value.ddl());
    }
  }

  /** Named parts. */
  record Struct(List<Field> fields) implements ColumnType {
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public String ddl() {
      return fields.stream()
          .map(field -> field.name() + ":" + field.type().ddl())
          .collect(Collectors.joining(",", "struct<", ">"));
    }
  }

  /** A part of a {@link Struct}. */
  record Field(String name, String physicalName, ColumnType type) {}
}
