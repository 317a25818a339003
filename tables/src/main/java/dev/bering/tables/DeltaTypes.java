package dev.bering.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Column types as a Delta log spells them (Delta protocol, "Schema Serialization Format"). */
public final class DeltaTypes {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),\\s*(-?\\d+)\\)");

  private DeltaTypes() {}

  /** The JSON of a type; everything in it may be null, and no field has metadata. */
  public static JsonNode json(ColumnType type) {
    if (type instanceof ColumnType.Primitive primitive) {
      return TextNode.valueOf(primitive.name());
    }
    if (type instanceof ColumnType.Array array) {
      return node("array")
          .<ObjectNode>set("elementType", json(array.element()))
          .put("containsNull", true);
    }
    if (type instanceof ColumnType.Map map) {
      ObjectNode node = node("map");
      node.set("keyType", json(map.key()));
      node.set("valueType", json(map.value()));
      return node.put("valueContainsNull", true);
    }
    if (type instanceof ColumnType.Struct struct) {
      ObjectNode node = node("struct");
      ArrayNode fields = node.putArray("fields");
      for (ColumnType.Field field : struct.fields()) {
        ObjectNode column = fields.addObject().put("name", field.name());
        column.set("type", json(field.type()));
        column.put("nullable", true).putObject("metadata");
      }
      return node;
    }
    return TextNode.valueOf(type.ddl());
  }

  private static ObjectNode node(String type) {
    return JSON.objectNode().put("type", type);
  }

  /**
   * The type that JSON of a log tells.
   *
   * @throws IllegalStateException if it tells none
   */
  public static ColumnType parse(JsonNode json) {
    if (json.isTextual()) {
      Matcher decimal = DECIMAL.matcher(json.textValue());
      return decimal.matches()
          ? new ColumnType.Decimal(
              Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)))
          : new ColumnType.Primitive(json.textValue());
    }
    return switch (json.path("type").asText()) {
      case "array" -> new ColumnType.Array(parse(json.path("elementType")));
      case "map" -> new ColumnType.Map(parse(json.path("keyType")), parse(json.path("valueType")));
      case "struct" -> struct(json);
      default -> throw new IllegalStateException("no type: " + json);
    };
  }

  private static ColumnType.Struct struct(JsonNode json) {
    List<ColumnType.Field> fields = new ArrayList<>();
    for (JsonNode field : json.path("fields")) {
      String name = field.path("name").asText();
      String physicalName =
          field.path("metadata").path("delta.columnMapping.physicalName").asText(name);
      fields.add(new ColumnType.Field(name, physicalName, parse(field.path("type"))));
    }
    return new ColumnType.Struct(fields);
  }
}
