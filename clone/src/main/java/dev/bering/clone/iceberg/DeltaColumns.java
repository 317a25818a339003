package dev.bering.clone.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.bering.tables.ColumnType;
import dev.bering.tables.DeltaTypes;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The columns of an Iceberg table as a Delta log tells them, mapped by id: a column that was
 * renamed is found in older files by its id, and one that was dropped is not found (Iceberg spec,
 * "Schemas and Data Types"; Delta protocol, "Column Mapping").
 */
final class DeltaColumns {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("boolean", "boolean"),
          Map.entry("int", "integer"),
          Map.entry("long", "long"),
          Map.entry("float", "float"),
          Map.entry("double", "double"),
          Map.entry("date", "date"),
          Map.entry("timestamp", "timestamp_ntz"),
          Map.entry("timestamptz", "timestamp"),
          Map.entry("string", "string"),
          Map.entry("binary", "binary"));

  private final Consumer<String> refusals;

  private DeltaColumns(Consumer<String> refusals) {
    this.refusals = refusals;
  }

  /**
   * The Delta schema of an Iceberg one.
   *
   * @param refusals hears what has no column in Delta
   */
  static ObjectNode of(JsonNode schema, Consumer<String> refusals) {
    return new DeltaColumns(refusals).struct(schema, "");
  }

  /** What the log calls a column in statistics, whatever its name is at the time. */
  static String physicalName(int id) {
    return "col-" + id;
  }

  /** The Delta type of an Iceberg type that has no parts; empty if there is none. */
  static Optional<ColumnType> type(String name) {
    String decimal = name.replace(" ", "");
    return decimal.startsWith("decimal(")
        ? Optional.of(DeltaTypes.parse(TextNode.valueOf(decimal)))
            .filter(ColumnType.Decimal.class::isInstance)
        : Optional.ofNullable(NAMES.get(name)).map(ColumnType.Primitive::new);
  }

  private ObjectNode struct(JsonNode iceberg, String above) {
    ObjectNode struct = JSON.objectNode().put("type", "struct");
    ArrayNode fields = struct.putArray("fields");
    Map<String, String> names = new HashMap<>();
    for (JsonNode field : iceberg.path("fields")) {
      String name = field.path("name").asText();
      String path = above + name;
      String other = names.put(name.toLowerCase(Locale.ROOT), path);
      if (other != null) {
        refusals.accept("columns '%s' and '%s' differ only in case".formatted(other, path));
      }
      ObjectNode column = fields.addObject().put("name", name);
      column.set("type", anyType(field.path("type"), path));
      ObjectNode metadata = column.put("nullable", true).putObject("metadata");
      int id = field.path("id").asInt();
      metadata.put("delta.columnMapping.id", id);
      metadata.put("delta.columnMapping.physicalName", physicalName(id));
      if (field.path("doc").isTextual()) {
        metadata.put("comment", field.path("doc").textValue());
      }
    }
    return struct;
  }

  private JsonNode anyType(JsonNode type, String path) {
    if (type.isTextual()) {
      Optional<ColumnType> known = type(type.textValue());
      if (known.isEmpty()) {
        refusals.accept(
            "column '%s' is of the type %s, which Delta does not have"
                .formatted(path, type.textValue()));
      }
      return known.map(DeltaTypes::json).orElse(type);
    }
    switch (type.path("type").asText()) {
      case "struct" -> {
        return struct(type, path + ".");
      }
      case "list" -> {
        ObjectNode list = JSON.objectNode().put("type", "array");
        list.set("elementType", anyType(type.path("element"), path + ".element"));
        return list.put("containsNull", true);
      }
      case "map" -> {
        ObjectNode map = JSON.objectNode().put("type", "map");
        map.set("keyType", anyType(type.path("key"), path + ".key"));
        map.set("valueType", anyType(type.path("value"), path + ".value"));
        return map.put("valueContainsNull", true);
      }
      default -> {
        refusals.accept(
            "column '%s' is of the type %s, which Delta does not have".formatted(path, type));
        return type;
      }
    }
  }
}
