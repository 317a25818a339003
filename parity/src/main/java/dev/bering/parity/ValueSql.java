package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.LinkedHashMap;
import java.util.Map;

/** SQL for values of a type: in a form in which equal values are equal to an engine too. */
final class ValueSql {

  private ValueSql() {}

  /**
   * {@code value} with the entries of maps sorted, because a map has no order but engines compare
   * it as if it had one, or not at all.
   */
  static String canonical(SqlDialect dialect, String value, SqlType type) {
    return canonical(dialect, value, type, 0);
  }

  private static String canonical(SqlDialect dialect, String value, SqlType type, int depth) {
    if (!holdsMap(type)) {
      return value;
    }
    String rebuilt;
    if (type instanceof SqlType.MapOf map) {
      rebuilt = dialect.sorted(entries(dialect, value, map, depth));
    } else if (type instanceof SqlType.ListOf list) {
      String element = "x" + depth;
      rebuilt =
          dialect.each(value, element, canonical(dialect, element, list.element(), depth + 1));
    } else if (type instanceof SqlType.Struct struct) {
      Map<String, String> parts = new LinkedHashMap<>();
      for (SqlType.Field field : struct.fields()) {
        String part = dialect.part(value, field.name());
        parts.put(field.name(), canonical(dialect, part, field.type(), depth));
      }
      rebuilt = dialect.struct(parts);
    } else {
      throw new IllegalStateException("holds no map: " + type);
    }
    return "CASE WHEN %s IS NOT NULL THEN %s END".formatted(value, rebuilt);
  }

  private static String entries(SqlDialect dialect, String value, SqlType.MapOf map, int depth) {
    if (!holdsMap(map.key()) && !holdsMap(map.value())) {
      return dialect.entries(value);
    }
    String entry = "x" + depth;
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("key", canonical(dialect, dialect.part(entry, "key"), map.key(), depth + 1));
    parts.put("value", canonical(dialect, dialect.part(entry, "value"), map.value(), depth + 1));
    return dialect.each(dialect.entries(value), entry, dialect.struct(parts));
  }

  private static boolean holdsMap(SqlType type) {
    return type instanceof SqlType.MapOf
        || (type instanceof SqlType.ListOf list && holdsMap(list.element()))
        || (type instanceof SqlType.Struct struct
            && struct.fields().stream().anyMatch(field -> holdsMap(field.type())));
  }

  /**
   * How values of a type enter a fingerprint. Hashes of engines forget where a nested list ends, so
   * nested values never do.
   */
  static Hashing hashing(SqlType type) {
    if (type instanceof SqlType.Decimal decimal) {
      return decimal.precision() <= 18 ? Hashing.VALUE : Hashing.PRINTED;
    }
    if (type instanceof SqlType.Simple simple) {
      return switch (simple.name()) {
        case "VARCHAR", "JSON", "BLOB" -> Hashing.TEXT;
        case "HUGEINT", "UHUGEINT", "UUID" -> Hashing.PRINTED;
        // A month equals 30 days, but they print differently.
        case "INTERVAL" -> Hashing.NONE;
        default -> Hashing.VALUE;
      };
    }
    return Hashing.NONE;
  }
}
