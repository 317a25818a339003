package dev.bering.clone.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.tables.ColumnType;
import dev.bering.tables.ParquetTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Whether a reader of Delta that looks for columns by their ids finds in a data file what a reader
 * of Iceberg finds there (Iceberg spec, "Column Projection").
 */
final class FileColumns {

  private final Set<Integer> identityPartitions;
  private final Consumer<String> refusals;

  private FileColumns(Set<Integer> identityPartitions, Consumer<String> refusals) {
    this.identityPartitions = identityPartitions;
    this.refusals = refusals;
  }

  /**
   * The table's columns that a file has at its top level, by their names in the file.
   *
   * @param schema the table's
   * @param identityPartitions columns whose values may be in partitions only
   * @param refusals hears of what would be read otherwise
   */
  static Map<String, Integer> of(
      MessageType file,
      JsonNode schema,
      Set<Integer> identityPartitions,
      Consumer<String> refusals) {
    return new FileColumns(identityPartitions, refusals).struct(file, schema, "");
  }

  private Map<String, Integer> struct(GroupType group, JsonNode schema, String above) {
    Map<Integer, Type> byId = new HashMap<>();
    for (Type field : group.getFields()) {
      if (field.getId() == null) {
        refusals.accept(
            "column '%s' has no field id, so only its name says what it is"
                .formatted(above + field.getName()));
      } else if (byId.put(field.getId().intValue(), field) != null) {
        refusals.accept("two columns have the field id " + field.getId().intValue());
      }
    }
    Map<String, Integer> found = new HashMap<>();
    for (JsonNode column : schema.path("fields")) {
      int id = column.path("id").asInt();
      String path = above + column.path("name").asText();
      Type field = byId.get(id);
      if (field != null) {
        type(field, column.path("type"), path);
        found.put(field.getName(), id);
      } else if (column.hasNonNull("initial-default")) {
        refusals.accept(
            "column '%s' is missing and has the default %s"
                .formatted(path, column.path("initial-default")));
      } else if (identityPartitions.contains(id)) {
        refusals.accept("column '%s' is not in it, only in its partition".formatted(path));
      }
    }
    return found;
  }

  private void type(Type field, JsonNode type, String path) {
    if (type.isTextual()) {
      primitive(field, type.textValue(), path);
      return;
    }
    List<String> odd = new ArrayList<>();
    ParquetTypes.of(new MessageType("file", field), (column, fact) -> odd.add(column + " " + fact));
    if (!odd.isEmpty() || field.isPrimitive()) {
      refusals.accept(
          "column '%s' is stored otherwise (%s)".formatted(path, String.join(", ", odd)));
      return;
    }
    GroupType group = field.asGroupType();
    boolean isStruct = group.getLogicalTypeAnnotation() == null;
    GroupType repeated = isStruct ? group : group.getType(0).asGroupType();
    switch (type.path("type").asText()) {
      case "struct" -> {
        if (isStruct) {
          struct(group, type, path + ".");
          return;
        }
      }
      case "list" -> {
        if (!isStruct && repeated.getFieldCount() == 1) {
          type(repeated.getType(0), type.path("element"), path + ".element");
          return;
        }
      }
      case "map" -> {
        if (!isStruct && repeated.getFieldCount() == 2) {
          type(repeated.getType(0), type.path("key"), path + ".key");
          type(repeated.getType(1), type.path("value"), path + ".value");
          return;
        }
      }
      default -> {
        // Refused below, and by the columns of the table.
      }
    }
    refusals.accept("column '%s' is stored as %s".formatted(path, field));
  }

  private void primitive(Type field, String type, String path) {
    List<String> facts = new ArrayList<>();
    ColumnType.Struct stored =
        ParquetTypes.of(new MessageType("file", field), (column, fact) -> facts.add(fact));
    ColumnType wanted = DeltaColumns.type(type).orElse(new ColumnType.Primitive(type));
    if (stored.fields().isEmpty()) {
      refusals.accept("column '%s' %s".formatted(path, String.join(", ", facts)));
    } else if (!stored.fields().get(0).type().equals(wanted)) {
      refusals.accept(
          "column '%s' is stored as %s and read as %s"
              .formatted(path, stored.fields().get(0).type().ddl(), wanted.ddl()));
    }
  }
}
