package dev.bering.engine;

import dev.bering.tables.ColumnType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Delta's types in DuckDB. */
public final class DeltaTypes {

  private DeltaTypes() {}

  /** The type as users see it; unsupported as a whole if any part of it is. */
  public static SqlType logical(ColumnType type) {
    return convert(type, ColumnType.Field::name)
        .orElseGet(() -> new SqlType.Unsupported(type.ddl()));
  }

  /** The type as the Parquet files spell its parts. */
  static SqlType physical(ColumnType type) {
    return convert(type, ColumnType.Field::physicalName)
        .orElseThrow(() -> new IllegalStateException("unsupported: " + type.ddl()));
  }

  private static Optional<SqlType> convert(
      ColumnType type, Function<ColumnType.Field, String> naming) {
    if (type instanceof ColumnType.Primitive primitive) {
      return primitive(primitive.name()).map(SqlType.Simple::new);
    }
    if (type instanceof ColumnType.Decimal decimal) {
      return Optional.of(new SqlType.Decimal(decimal.precision(), decimal.scale()));
    }
    if (type instanceof ColumnType.Array array) {
      return convert(array.element(), naming).map(SqlType.ListOf::new);
    }
    if (type instanceof ColumnType.Map map) {
      return convert(map.key(), naming)
          .flatMap(key -> convert(map.value(), naming).map(value -> new SqlType.MapOf(key, value)));
    }
    if (type instanceof ColumnType.Struct struct) {
      List<SqlType.Field> fields =
          struct.fields().stream()
              .flatMap(
                  field ->
                      convert(field.type(), naming)
                          .map(part -> new SqlType.Field(naming.apply(field), part))
                          .stream())
              .toList();
      return fields.size() == struct.fields().size() && !fields.isEmpty()
          ? Optional.of(new SqlType.Struct(fields))
          : Optional.empty();
    }
    throw new IllegalStateException("unknown kind of type: " + type);
  }

  private static Optional<String> primitive(String name) {
    return switch (name) {
      case "string" -> Optional.of("VARCHAR");
      case "long" -> Optional.of("BIGINT");
      case "integer" -> Optional.of("INTEGER");
      case "short" -> Optional.of("SMALLINT");
      case "byte" -> Optional.of("TINYINT");
      case "float" -> Optional.of("FLOAT");
      case "double" -> Optional.of("DOUBLE");
      case "boolean" -> Optional.of("BOOLEAN");
      case "binary" -> Optional.of("BLOB");
      case "date" -> Optional.of("DATE");
      case "timestamp" -> Optional.of("TIMESTAMP WITH TIME ZONE");
      case "timestamp_ntz" -> Optional.of("TIMESTAMP");
      default -> Optional.empty();
    };
  }

  /** {@code value}, with the parts of structs under the names that users see. */
  static String renamed(String value, ColumnType type) {
    return physicalNamesShow(type) ? renamed(value, type, 0) : value;
  }

  private static boolean physicalNamesShow(ColumnType type) {
    return !logical(type).equals(physical(type));
  }

  private static String renamed(String value, ColumnType type, int depth) {
    if (!physicalNamesShow(type)) {
      return value;
    }
    String rebuilt;
    if (type instanceof ColumnType.Struct struct) {
      rebuilt =
          struct.fields().stream()
              .map(
                  field ->
                      Sql.identifier(field.name())
                          + " := "
                          + renamed(part(value, field.physicalName()), field.type(), depth))
              .collect(Collectors.joining(", ", "struct_pack(", ")"));
    } else if (type instanceof ColumnType.Array array) {
      String element = "x" + depth;
      rebuilt =
          "list_transform(%s, lambda %s: %s)"
              .formatted(value, element, renamed(element, array.element(), depth + 1));
    } else if (type instanceof ColumnType.Map map) {
      String entry = "x" + depth;
      rebuilt =
          "map_from_entries(list_transform(map_entries(%s), lambda %s: struct_pack(key := %s, value := %s)))"
              .formatted(
                  value,
                  entry,
                  renamed(part(entry, "key"), map.key(), depth + 1),
                  renamed(part(entry, "value"), map.value(), depth + 1));
    } else {
      throw new IllegalStateException("nothing to rename in " + type);
    }
    return "CASE WHEN %s IS NOT NULL THEN %s END".formatted(value, rebuilt);
  }

  private static String part(String value, String name) {
    return "struct_extract(%s, %s)".formatted(value, Sql.literal(name));
  }
}
