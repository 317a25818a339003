package dev.bering.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a job file that knows where it was written. */
public sealed interface Value {

  /** Where it stands, or where it begins. */
  Origin origin();

  /** The same as JSON, without origins: numbers and flags as such, unless they are too long. */
  JsonNode json();

  /** How a plain value is written: as people read YAML 1.2's core schema. */
  enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    NULL
  }

  /**
   * A plain value.
   *
   * @param text as it is written, so that {@code 4.10} stays that
   */
  record Scalar(Kind kind, String text, Origin origin) implements Value {

    boolean isNull() {
      return kind == Kind.NULL;
    }

    @Override
    public JsonNode json() {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      return switch (kind) {
        case NUMBER -> number(text);
        case FLAG -> nodes.booleanNode(text.equalsIgnoreCase("true"));
        case NULL -> nodes.nullNode();
        case TEXT -> nodes.textNode(text);
      };
    }

    private static JsonNode number(String text) {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      if (text.matches("-?(?:0|[1-9]\\d{0,17})")) {
        long whole = Long.parseLong(text);
        return (int) whole == whole ? nodes.numberNode((int) whole) : nodes.numberNode(whole);
      }
      return text.matches("-?(?:0|[1-9]\\d{0,30})\\.\\d{1,30}")
          ? nodes.numberNode(new BigDecimal(text))
          : nodes.textNode(text);
    }

    /** The same with another text, as after its references were filled in. */
    Scalar withText(String other) {
      return new Scalar(Kind.TEXT, other, origin);
    }
  }

  /** A list. */
  record Items(List<Value> values, Origin origin) implements Value {

    public Items {
      values = List.copyOf(values);
    }

    @Override
    public JsonNode json() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      values.forEach(child -> array.add(child.json()));
      return array;
    }
  }

  /** A mapping of keys to values, in the order in which they are written. */
  record Fields(Map<String, Value> values, Origin origin) implements Value {

    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public JsonNode json() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      values.forEach((key, child) -> object.set(key, child.json()));
      return object;
    }

    static Fields none(Origin origin) {
      return new Fields(Map.of(), origin);
    }

    Optional<Value> at(String key) {
      return Optional.ofNullable(values.get(key));
    }

    /** The mapping at a key; an empty one if there is none. */
    Fields fields(String key) {
      return at(key)
          .filter(Fields.class::isInstance)
          .map(Fields.class::cast)
          .orElseGet(() -> none(origin));
    }

    Fields with(String key, Value value) {
      Map<String, Value> changed = new LinkedHashMap<>(values);
      changed.put(key, value);
      return new Fields(changed, origin);
    }

    Fields without(String key) {
      Map<String, Value> changed = new LinkedHashMap<>(values);
      changed.remove(key);
      return new Fields(changed, origin);
    }

    /**
     * This with {@code over} laid over it, key by key, as JSON Merge Patch does (RFC 7396): lists
     * and plain values are replaced whole. A null removes; it stays as a value here, so that it can
     * be told what was removed, and where.
     */
    Fields under(Fields over) {
      Map<String, Value> merged = new LinkedHashMap<>(values);
      over.values.forEach(
          (key, value) ->
              merged.merge(
                  key,
                  value,
                  (below, above) ->
                      below instanceof Fields lower && above instanceof Fields upper
                          ? lower.under(upper)
                          : above));
      return new Fields(merged, over.values.isEmpty() ? origin : over.origin);
    }

    /** This without what nulls remove. */
    Fields withoutNulls() {
      Map<String, Value> kept = new LinkedHashMap<>();
      values.forEach(
          (key, value) -> {
            if (value instanceof Fields nested) {
              kept.put(key, nested.withoutNulls());
            } else if (!(value instanceof Scalar scalar && scalar.isNull())) {
              kept.put(key, value);
            }
          });
      return new Fields(kept, origin);
    }
  }

  /** Every plain value below this, with its path. */
  static List<Leaf> leaves(Value value) {
    List<Leaf> leaves = new ArrayList<>();
    collect("", value, leaves);
    return leaves;
  }

  private static void collect(String path, Value value, List<Leaf> leaves) {
    if (value instanceof Fields fields) {
      fields
          .values()
          .forEach((key, child) -> collect(path.isEmpty() ? key : path + "." + key, child, leaves));
    } else if (value instanceof Items items) {
      for (int i = 0; i < items.values().size(); i++) {
        collect("%s[%d]".formatted(path, i), items.values().get(i), leaves);
      }
    } else if (value instanceof Scalar scalar) {
      leaves.add(new Leaf(path, scalar));
    }
  }

  /**
   * A plain value and the way to it.
   *
   * @param path as in {@code spec.driver.memory} and {@code spec.arguments[0]}
   */
  record Leaf(String path, Scalar value) {}
}
