package dev.bering.engine;

import dev.bering.tables.ColumnType;
import dev.bering.tables.iceberg.IcebergColumn;
import java.util.List;

/** Iceberg's types in DuckDB. */
final class IcebergTypes {

  private IcebergTypes() {}

  /** The type of a column, unsupported as a whole if any part of it is. */
  static SqlType of(IcebergColumn column) {
    return column.isReadable() ? of(column.type()) : new SqlType.Unsupported(column.type().ddl());
  }

  /** The type of a column that can be read, or of a part of one. */
  static SqlType of(ColumnType type) {
    if (type instanceof ColumnType.Array array) {
      return new SqlType.ListOf(of(array.element()));
    }
    if (type instanceof ColumnType.Map map) {
      return new SqlType.MapOf(of(map.key()), of(map.value()));
    }
    if (type instanceof ColumnType.Struct struct) {
      List<SqlType.Field> fields =
          struct.fields().stream()
              .map(field -> new SqlType.Field(field.name(), of(field.type())))
              .toList();
      return new SqlType.Struct(fields);
    }
    if (type instanceof ColumnType.Primitive primitive) {
      return switch (primitive.name()) {
        case "time" -> new SqlType.Simple("TIME");
        case "uuid" -> new SqlType.Simple("UUID");
        case "timestamp_ns" -> new SqlType.Simple("TIMESTAMP_NS");
        default -> DeltaTypes.logical(type);
      };
    }
    return DeltaTypes.logical(type);
  }
}
