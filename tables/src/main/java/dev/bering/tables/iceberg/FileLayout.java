package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.tables.ColumnType;
import dev.bering.tables.iceberg.ColumnSource.AsIs;
import dev.bering.tables.iceberg.ColumnSource.Part;
import dev.bering.tables.iceberg.ColumnSource.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Finds the columns of a table in one file, by their ids (Iceberg spec, "Column Projection"): a
 * column that the file lacks is the value of the file's partition, or the default that the column
 * was added with, or null.
 */
final class FileLayout {

  private static final Shape AS_IS = new AsIs();

  private final Set<Integer> partitionColumns;

  private FileLayout(Set<Integer> partitionColumns) {
    this.partitionColumns = partitionColumns;
  }

  /**
   * Where the columns are.
   *
   * @param columns fields of the table's schema, as its JSON tells them
   * @param partitionColumns ids of the columns whose values the partition of the file holds
   * @param nameMapping of the table
   * @throws IOException if a column cannot be read as what it is
   */
  static Map<Integer, ColumnSource> of(
      MessageType file,
      List<JsonNode> columns,
      Set<Integer> partitionColumns,
      Optional<JsonNode> nameMapping)
      throws IOException {
    FileLayout layout = new FileLayout(partitionColumns);
    FileFields fields = FileFields.of(file, nameMapping);
    Map<Integer, Type> stored = fields.of(file);
    Map<Integer, ColumnSource> sources = new TreeMap<>();
    for (JsonNode column : columns) {
      sources.put(id(column), layout.source(column, stored, fields, ""));
    }
    return sources;
  }

  private ColumnSource source(
      JsonNode column, Map<Integer, Type> stored, FileFields fields, String above)
      throws IOException {
    int id = id(column);
    Type field = stored.get(id);
    if (field != null) {
      String path = above + column.path("name").asText();
      return new ColumnSource.Stored(
          field.getName(), shape(field, column.path("type"), fields.below(id), path));
    }
    if (partitionColumns.contains(id)) {
      return new ColumnSource.OfPartition(id);
    }
    return new ColumnSource.Constant(initialDefault(column, above));
  }

  private static Optional<String> initialDefault(JsonNode column, String above) throws IOException {
    JsonNode value = column.path("initial-default");
    if (value.isMissingNode() || value.isNull()) {
      if (column.path("required").asBoolean()) {
        throw new IOException(
            "column '%s' is required, and it is missing and has no default"
                .formatted(above + column.path("name").asText()));
      }
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      throw new IOException(
          "column '%s' is missing and has the default %s, which has parts"
              .formatted(above + column.path("name").asText(), value));
    }
    return Optional.of(value.asText());
  }

  private Shape shape(Type field, JsonNode type, FileFields below, String path) throws IOException {
    ColumnType wanted = IcebergTypes.of(type);
    if (type.isTextual()) {
      if (!StoredTypes.holds(field, wanted)) {
        throw otherwise(field, wanted, path);
      }
      return AS_IS;
    }
    if (field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED)) {
      throw otherwise(field, wanted, path);
    }
    GroupType group = field.asGroupType();
    return switch (type.path("type").asText()) {
      case "struct" -> struct(group, type, below, path);
      case "list" -> list(group, type, below, path);
      case "map" -> map(group, type, below, path);
      default -> throw otherwise(field, wanted, path);
    };
  }

  private Shape struct(GroupType group, JsonNode type, FileFields fields, String path)
      throws IOException {
    if (group.getLogicalTypeAnnotation() != null) {
      throw otherwise(group, IcebergTypes.of(type), path);
    }
    Map<Integer, Type> stored = fields.of(group);
    List<Part> parts = new ArrayList<>();
    for (JsonNode part : type.path("fields")) {
      parts.add(
          new Part(
              part.path("name").asText(),
              IcebergTypes.of(part.path("type")),
              source(part, stored, fields, path + ".")));
    }
    List<ColumnSource> sources = parts.stream().map(Part::source).toList();
    List<ColumnSource> unchanged =
        group.getFields().stream()
            .<ColumnSource>map(field -> new ColumnSource.Stored(field.getName(), AS_IS))
            .toList();
    boolean sameNames =
        parts.stream()
            .map(Part::name)
            .toList()
            .equals(group.getFields().stream().map(Type::getName).toList());
    return sameNames && sources.equals(unchanged) ? AS_IS : new ColumnSource.StructOf(parts);
  }

  private Shape list(GroupType group, JsonNode type, FileFields fields, String path)
      throws IOException {
    GroupType repeated = repeated(group, type, path);
    if (!(group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation)
        || repeated.getFieldCount() != 1
        || repeated.getName().equals("array")
        || repeated.getName().equals(group.getName() + "_tuple")) {
      throw otherwise(group, IcebergTypes.of(type), path);
    }
    Shape element =
        shape(
            repeated.getType(0), type.path("element"), fields.below("element"), path + ".element");
    return element.equals(AS_IS) ? AS_IS : new ColumnSource.ListOf(element);
  }

  private Shape map(GroupType group, JsonNode type, FileFields fields, String path)
      throws IOException {
    GroupType repeated = repeated(group, type, path);
    if (!(group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation)
        || repeated.getFieldCount() != 2) {
      throw otherwise(group, IcebergTypes.of(type), path);
    }
    Shape key = shape(repeated.getType(0), type.path("key"), fields.below("key"), path + ".key");
    Shape value =
        shape(repeated.getType(1), type.path("value"), fields.below("value"), path + ".value");
    return key.equals(AS_IS) && value.equals(AS_IS) ? AS_IS : new ColumnSource.MapOf(key, value);
  }

  /** The one group that a list or a map repeats. */
  private static GroupType repeated(GroupType group, JsonNode type, String path)
      throws IOException {
    if (group.getFieldCount() != 1
        || group.getType(0).isPrimitive()
        || !group.getType(0).isRepetition(Type.Repetition.REPEATED)) {
      throw otherwise(group, IcebergTypes.of(type), path);
    }
    return group.getType(0).asGroupType();
  }

  private static IOException otherwise(Type field, ColumnType wanted, String path) {
    String stored =
        field.isPrimitive()
            ? field.asPrimitiveType().getPrimitiveTypeName()
                + (field.getLogicalTypeAnnotation() == null
                    ? ""
                    : " " + field.getLogicalTypeAnnotation())
            : "a group" + (field.getLogicalTypeAnnotation() == null ? "" : " " + field);
    return new IOException(
        "column '%s' is stored as %s, which is not read as %s"
            .formatted(path, stored, wanted.ddl()));
  }

  private static int id(JsonNode field) {
    return field.path("id").asInt();
  }
}
