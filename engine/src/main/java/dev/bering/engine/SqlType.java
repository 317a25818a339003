package dev.bering.engine;

import java.util.List;
import java.util.stream.Collectors;

/** The type of a relation's column. */
public sealed interface SqlType {

  /** As plans and reports spell it: {@code BIGINT}, {@code STRUCT("a" INTEGER)[]}. */
  String sql();

  /** What {@link #sql} spells; {@link Unsupported} if that is not a type known here. */
  static SqlType parse(String sql) {
    return SqlTypeParser.parse(sql);
  }

  /**
   * A type without parts.
   *
   * @param name in upper case and in its long form: {@code BIGINT}, {@code TIMESTAMP WITH TIME
   *     ZONE}
   */
  record Simple(String name) implements SqlType {
    @Override
    public String sql() {
      return name;
    }
  }

  /** A decimal number of at most 38 digits. */
  record Decimal(int precision, int scale) implements SqlType {
    @Override
    public String sql() {
      return "DECIMAL(%d,%d)".formatted(precision, scale);
    }
  }

  /** A list of values. */
  record ListOf(SqlType element) implements SqlType {
    @Override
    public String sql() {
      return element.sql() + "[]";
    }
  }

  /** Keys with values. */
  record MapOf(SqlType key, SqlType value) implements SqlType {
    @Override
    public String sql() {
      return "MAP(%s, %s)".formatted(key.sql(), value.sql());
    }
  }

  /** Named parts. */
  record Struct(List<Field> fields) implements SqlType {
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public String sql() {
      return fields.stream()
          .map(field -> Sql.identifier(field.name()) + " " + field.type().sql())
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
  }

  /** A part of a {@link Struct}. */
  record Field(String name, SqlType type) {}

  /**
   * Text whose source does not say what it means, as in CSV: it may be a number, a date, ...
   *
   * @param content what the source does say
   */
  record Untyped(TextContent content) implements SqlType {
    /** Text of which nothing is known. */
    public Untyped() {
      this(TextContent.ANYTHING);
    }

    @Override
    public String sql() {
      return "VARCHAR";
    }
  }

  /**
   * A type that the engine cannot hold faithfully.
   *
   * @param name as the table's own format spells it
   */
  record Unsupported(String name) implements SqlType {
    @Override
    public String sql() {
      return name;
    }
  }
}
