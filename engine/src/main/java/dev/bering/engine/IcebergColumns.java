package dev.bering.engine;

import dev.bering.tables.ColumnType;
import dev.bering.tables.iceberg.ColumnSource;
import dev.bering.tables.iceberg.ColumnSource.Shape;
import dev.bering.tables.iceberg.IcebergFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Columns of an Iceberg table as SQL over a Parquet scan of files that look alike. */
final class IcebergColumns {

  private final List<IcebergFile> files;

  /**
   * Columns of some files.
   *
   * @param files in the order in which they are scanned
   */
  IcebergColumns(List<IcebergFile> files) {
    this.files = List.copyOf(files);
  }

  /** The value of a column, in the column's type. */
  String value(ColumnSource source, ColumnType type) {
    return value(source, type, "", 0);
  }

  /**
   * The same within a struct.
   *
   * @param holder the struct; empty for the file itself
   * @param depth how many lists and maps are around it
   */
  private String value(ColumnSource source, ColumnType type, String holder, int depth) {
    String sqlType = IcebergTypes.of(type).sql();
    if (source instanceof ColumnSource.Constant constant) {
      return constant(constant.text().map(Sql::literal).orElse("NULL"), sqlType);
    }
    if (source instanceof ColumnSource.OfPartition partition) {
      return constant(partitionText(partition.column()), sqlType);
    }
    if (!(source instanceof ColumnSource.Stored stored)) {
      throw new IllegalStateException("unknown source of a column: " + source);
    }
    String read =
        holder.isEmpty()
            ? Sql.identifier(stored.name())
            : "struct_extract(%s, %s)".formatted(holder, Sql.literal(stored.name()));
    return "CAST(%s AS %s)".formatted(shaped(read, stored.shape(), type, depth), sqlType);
  }

  private String partitionText(int column) {
    return FileValues.text(
        files.stream()
            .map(
                file ->
                    Optional.ofNullable(file.partitionValues().get(column))
                        .orElseThrow(
                            () ->
                                new IllegalStateException(
                                    "no partition value of column %d for %s"
                                        .formatted(column, file.path()))))
            .toList());
  }

  private static String constant(String text, String sqlType) {
    return sqlType.equals("BLOB")
        ? "unhex(%s::VARCHAR)".formatted(text)
        : "CAST(%s AS %s)".formatted(text, sqlType);
  }

  private String shaped(String value, Shape shape, ColumnType type, int depth) {
    if (shape instanceof ColumnSource.AsIs) {
      return value;
    }
    return "CASE WHEN %s IS NOT NULL THEN %s END"
        .formatted(value, rebuilt(value, shape, type, depth));
  }

  private String rebuilt(String value, Shape shape, ColumnType type, int depth) {
    if (shape instanceof ColumnSource.StructOf struct) {
      return struct.parts().stream()
          .map(
              part ->
                  Sql.identifier(part.name())
                      + " := "
                      + value(part.source(), part.type(), value, depth))
          .collect(Collectors.joining(", ", "struct_pack(", ")"));
    }
    String entry = "x" + depth;
    if (shape instanceof ColumnSource.ListOf list && type instanceof ColumnType.Array array) {
      return "list_transform(%s, lambda %s: %s)"
          .formatted(value, entry, shaped(entry, list.element(), array.element(), depth + 1));
    }
    if (shape instanceof ColumnSource.MapOf map && type instanceof ColumnType.Map types) {
      return "map_from_entries(list_transform(map_entries(%s), lambda %s: struct_pack(key := %s, value := %s)))"
          .formatted(
              value,
              entry,
              shaped(
                  "struct_extract(%s, 'key')".formatted(entry), map.key(), types.key(), depth + 1),
              shaped(
                  "struct_extract(%s, 'value')".formatted(entry),
                  map.value(),
                  types.value(),
                  depth + 1));
    }
    throw new IllegalStateException("%s of type %s".formatted(shape, type.ddl()));
  }
}
