package dev.bering.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Location;
import dev.bering.parity.Normaliser;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Writes JSON Schema 2020-12 of records: every component is required, and nothing else allowed. */
final class RecordSchema {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, ObjectNode> definitions = new TreeMap<>();

  /** The schemas of all records and enums that were referred to, by name. */
  ObjectNode definitions() {
    ObjectNode all = MAPPER.createObjectNode();
    definitions.forEach(all::set);
    return all;
  }

  /** The schema of a type, records and enums by reference. */
  ObjectNode of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic);
    }
    Class<?> plain = (Class<?>) type;
    ObjectNode schema = MAPPER.createObjectNode();
    if (plain == Normaliser.class) {
      return schema.put("type", "string");
    }
    if (plain.isRecord() || plain.isEnum()) {
      if (plain == Location.class) {
        return schema.put("type", "string");
      }
      return reference(plain);
    }
    if (plain == double.class || plain == float.class) {
      schema.putArray("anyOf").addObject().put("type", "number");
      ArrayNode texts = schema.withArray("anyOf").addObject().putArray("enum");
      List.of("NaN", "Infinity", "-Infinity").forEach(texts::add);
      return schema;
    }
    if (List.of(int.class, long.class, Integer.class, Long.class).contains(plain)) {
      return schema.put("type", "integer");
    }
    if (plain == BigDecimal.class) {
      return schema.put("type", "number");
    }
    if (plain == boolean.class) {
      return schema.put("type", "boolean");
    }
    if (List.of(String.class, LocalDate.class, Instant.class).contains(plain)) {
      return schema.put("type", "string");
    }
    throw new IllegalStateException("no schema for " + type);
  }

  private ObjectNode ofGeneric(ParameterizedType type) {
    ObjectNode schema = MAPPER.createObjectNode();
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == List.class || type.getRawType() == Set.class) {
      schema.put("type", "array").set("items", of(of[0]));
      return schema;
    }
    if (type.getRawType() == Map.class) {
      schema.put("type", "object").set("additionalProperties", of(of[1]));
      return schema;
    }
    if (type.getRawType() == Optional.class) {
      schema.putArray("anyOf").add(of(of[0])).addObject().put("type", "null");
      return schema;
    }
    throw new IllegalStateException("no schema for " + type);
  }

  private ObjectNode reference(Class<?> type) {
    String name = type.getName().replaceFirst(".*\\.", "").replace('$', '.');
    if (!definitions.containsKey(name)) {
      ObjectNode schema = MAPPER.createObjectNode();
      definitions.put(name, schema);
      if (type.isEnum()) {
        ArrayNode constants = schema.putArray("enum");
        for (Object constant : type.getEnumConstants()) {
          constants.add(((Enum<?>) constant).name());
        }
      } else {
        describe(type, schema);
      }
    }
    return MAPPER.createObjectNode().put("$ref", "#/$defs/" + name);
  }

  private void describe(Class<?> type, ObjectNode schema) {
    RecordDocs docs = RecordDocs.of(type);
    if (!docs.description().isEmpty()) {
      schema.put("description", docs.description());
    }
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode property = of(component.getGenericType());
      String text = docs.components().getOrDefault(component.getName(), "");
      if (!text.isEmpty()) {
        property.put("description", text);
      }
      properties.set(component.getName(), property);
      required.add(component.getName());
    }
    for (Method method : type.getMethods()) {
      boolean isFlag = method.getName().startsWith("is") && method.getParameterCount() == 0;
      if (isFlag && method.getReturnType() == boolean.class) {
        String name = method.getName().substring(2);
        String property = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        properties.putObject(property).put("type", "boolean");
        required.add(property);
      }
    }
    schema.put("additionalProperties", false);
  }
}
