package dev.bering.clone.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Column mapping by name, for tables with names that Delta else does not allow: the log tells for
 * each column what the files call it, which is what it is called (Delta protocol, "Column
 * Mapping"). Ids stay what they were in an earlier schema.
 */
final class ColumnIds {

  private static final String ID = "delta.columnMapping.id";
  private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";
  private static final Pattern NOT_ALLOWED = Pattern.compile("[ ,;{}()\\n\\t=]");

  private final Map<String, Integer> ids = new HashMap<>();
  private int highest;

  /** Whether a name of the schema needs column mapping. */
  static boolean areNeeded(JsonNode schema) {
    if (schema.isTextual()) {
      return false;
    }
    for (JsonNode part : schema) {
      if (part.isObject() && areNeeded(part)) {
        return true;
      }
    }
    for (JsonNode field : schema.path("fields")) {
      if (NOT_ALLOWED.matcher(field.path("name").asText()).find()
          || areNeeded(field.path("type"))) {
        return true;
      }
    }
    return false;
  }

  /** Takes the ids of an earlier schema. */
  void know(JsonNode schema) {
    walk(
        schema,
        "",
        (path, field) -> {
          JsonNode id = field.path("metadata").path(ID);
          if (id.isInt()) {
            ids.put(path, id.intValue());
            highest = Math.max(highest, id.intValue());
          }
        });
  }

  /** Writes ids and physical names into a schema; returns the highest id. */
  int assign(JsonNode schema) {
    walk(
        schema,
        "",
        (path, field) -> {
          int id = ids.computeIfAbsent(path, unknown -> ++highest);
          ((ObjectNode) field.path("metadata"))
              .put(ID, id)
              .put(PHYSICAL_NAME, field.path("name").asText());
        });
    return highest;
  }

  private interface Visitor {
    void field(String path, JsonNode field);
  }

  private static void walk(JsonNode type, String above, Visitor visitor) {
    for (JsonNode field : type.path("fields")) {
      String path = above + "/" + field.path("name").asText();
      visitor.field(path, field);
      walk(field.path("type"), path, visitor);
    }
    for (String part : new String[] {"elementType", "keyType", "valueType"}) {
      if (type.has(part)) {
        walk(type.path(part), above + "/" + part, visitor);
      }
    }
  }
}
