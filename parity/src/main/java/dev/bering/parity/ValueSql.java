package dev.bering.parity;

import dev.bering.engine.Sql;
import dev.bering.engine.SqlType;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.stream.Collectors;

/** SQL for values of a type: in a form in which equal values are equal to DuckDB too. */
final class ValueSql {

  private ValueSql() {}

  /**
   * {@code value} with the entries of maps sorted, because a map has no order but DuckDB compares
   * it as if it had.
   */
  static String canonical(String value, SqlType type) {
    return canonical(value, type, 0);
  }

  private static String canonical(String value, SqlType type, int depth) {
    if (!holdsMap(type)) {
      return value;
    }
    String rebuilt;
    if (type instanceof SqlType.MapOf map) {
      String entry = "x" + depth;
      String entries =
          holdsMap(map.key()) || holdsMap(map.value())
              ? "list_transform(map_entries(%s), lambda %s: struct_pack(key := %s, value := %s))"
                  .formatted(
                      value,
                      entry,
                      canonical(entry + ".key", map.key(), depth + 1),
                      canonical(entry + ".value", map.value(), depth + 1))
              : "map_entries(%s)".formatted(value);
      rebuilt = "list_sort(%s)".formatted(entries);
    } else if (type instanceof SqlType.ListOf list) {
      String element = "x" + depth;
      rebuilt =
          "list_transform(%s, lambda %s: %s)"
              .formatted(value, element, canonical(element, list.element(), depth + 1));
    } else if (type instanceof SqlType.Struct struct) {
      rebuilt =
          struct.fields().stream()
              .map(
                  field ->
                      "%s := %s"
                          .formatted(
                              Sql.identifier(field.name()),
                              canonical(
                                  "struct_extract(%s, %s)"
                                      .formatted(value, Sql.literal(field.name())),
                                  field.type(),
                                  depth)))
              .collect(Collectors.joining(", ", "struct_pack(", ")"));
    } else {
      throw new IllegalStateException("holds no map: " + type);
    }
    return "CASE WHEN %s IS NOT NULL THEN %s END".formatted(value, rebuilt);
  }

  private static boolean holdsMap(SqlType type) {
    return type instanceof SqlType.MapOf
        || (type instanceof SqlType.ListOf list && holdsMap(list.element()))
        || (type instanceof SqlType.Struct struct
            && struct.fields().stream().anyMatch(field -> holdsMap(field.type())));
  }

  /**
   * How values of a type enter a fingerprint. DuckDB's hash mixes the two halves of a 128-bit value
   * so that 0 and -1 collide, and it forgets where a nested list ends.
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
