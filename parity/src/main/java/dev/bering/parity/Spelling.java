package dev.bering.parity;

import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SQL for what values bring into the hash of their row if values of every type must be told apart,
 * also nested ones and the two signs of zero.
 */
final class Spelling {

  private static final SqlType HASH = new SqlType.Simple("BIGINT");
  private static final SqlType TEXT = new SqlType.Simple("VARCHAR");

  private final SqlDialect dialect;

  Spelling(SqlDialect dialect) {
    this.dialect = dialect;
  }

  /** What a column brings into the hash of its row. */
  Stream<String> parts(RelationColumn column) {
    String value = dialect.identifier(column.name());
    SqlType type = column.type();
    if (isNested(type)) {
      return dialect.hashed(spelled(value, type, 0), TEXT).stream();
    }
    List<String> signs =
        isFloat(type)
            ? List.of("coalesce(%s, false)".formatted(dialect.isNegative(value)))
            : List.of();
    return Stream.of(dialect.hashed(value, type), signs, List.of("%s IS NULL".formatted(value)))
        .flatMap(List::stream);
  }

  /**
   * A value as text that another value does not have, but by accident: hashes of its parts, with
   * marks that no hash holds where parts begin and end. Entries of maps are in order of their text.
   */
  private String spelled(String value, SqlType type, int depth) {
    return "CASE WHEN %s IS NULL THEN 'n' ELSE %s END"
        .formatted(value, spelledValue(value, type, depth));
  }

  private String spelledValue(String value, SqlType type, int depth) {
    String part = "p" + depth;
    if (type instanceof SqlType.ListOf list) {
      return "'[' || %s || ']'"
          .formatted(
              dialect.commaSeparated(
                  dialect.each(value, part, spelled(part, list.element(), depth + 1))));
    }
    if (type instanceof SqlType.MapOf map) {
      String entry =
          "%s || '=' || %s"
              .formatted(
                  spelled(dialect.part(part, "key"), map.key(), depth + 1),
                  spelled(dialect.part(part, "value"), map.value(), depth + 1));
      return "'<' || %s || '>'"
          .formatted(
              dialect.commaSeparated(
                  dialect.sorted(dialect.each(dialect.entries(value), part, entry))));
    }
    if (type instanceof SqlType.Struct struct) {
      return struct.fields().stream()
          .map(field -> spelled(dialect.part(value, field.name()), field.type(), depth))
          .collect(Collectors.joining(" || ',' || ", "'{' || ", " || '}'"));
    }
    String hash = dialect.printed(dialect.hash(dialect.hashed(value, type)), HASH);
    if (isFloat(type)) {
      return "%s || CASE WHEN %s THEN '-' ELSE '+' END".formatted(hash, dialect.isNegative(value));
    }
    return switch (type instanceof SqlType.Untyped ? Hashing.TEXT : ValueSql.hashing(type)) {
      case VALUE -> hash;
      case TEXT ->
          "md5(%s)".formatted(type.sql().equals("BLOB") ? value : dialect.printed(value, type));
      case PRINTED -> dialect.printed(value, type);
      case NONE -> throw new IllegalStateException("cannot be hashed: " + type);
    };
  }

  private static boolean isNested(SqlType type) {
    return type instanceof SqlType.ListOf
        || type instanceof SqlType.MapOf
        || type instanceof SqlType.Struct;
  }

  private static boolean isFloat(SqlType type) {
    return type.sql().equals("FLOAT") || type.sql().equals("DOUBLE");
  }
}
