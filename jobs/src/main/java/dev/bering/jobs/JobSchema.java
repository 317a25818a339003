package dev.bering.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** The JSON Schema (draft 2020-12) of a shape: what editors check and complete while one types. */
final class JobSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String REFERENCE = "\\$\\{[^}]+\\}";

  private JobSchema() {}

  /** The schema of a whole file. Layers may leave out what is required, and nulls remove. */
  static ObjectNode of(String title, Shape.Group shape) {
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.setAll(group(shape));
    return schema;
  }

  private static ObjectNode of(Shape shape) {
    if (shape instanceof Shape.Group group) {
      return group(group);
    }
    if (shape instanceof Shape.MapOf map) {
      ObjectNode schema = type("object");
      schema.set("additionalProperties", orNull(of(map.of())));
      return schema;
    }
    if (shape instanceof Shape.ListOf list) {
      ObjectNode many = type("array");
      many.set("items", of(list.of()));
      return either(many, of(list.of()));
    }
    if (shape instanceof Shape.Brief both) {
      return either(of(both.plain()), of(both.whole()));
    }
    if (shape instanceof Shape.Word word) {
      ObjectNode words = JSON.objectNode();
      words.putArray("enum").addAll(word.words().stream().map(JSON::textNode).toList());
      return either(words, matching(Pattern.compile(".*" + REFERENCE + ".*")));
    }
    if (shape instanceof Shape.Flag) {
      return either(type("boolean"), matching(Pattern.compile("true|false|.*" + REFERENCE + ".*")));
    }
    return shape instanceof Shape.Text text ? plain(text) : JSON.objectNode();
  }

  private static ObjectNode plain(Shape.Text text) {
    String form = text.form().pattern();
    if (text.equals(Shape.text()) || form.equals(Shape.text().form().pattern())) {
      ObjectNode any = JSON.objectNode();
      any.putArray("type").add("string").add("number").add("boolean");
      return any;
    }
    ObjectNode written = matching(Pattern.compile("%s|.*%s.*".formatted(form, REFERENCE)));
    boolean takesNumbers =
        text.form().matcher("4").matches() || text.form().matcher("4.1").matches();
    return takesNumbers ? either(type("number"), written) : written;
  }

  private static ObjectNode group(Shape.Group group) {
    ObjectNode schema = type("object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (Shape.Key key : group.keys()) {
      ObjectNode property = orNull(of(key.shape()));
      property.put("description", key.doc());
      properties.set(key.name(), property);
    }
    return schema;
  }

  private static ObjectNode type(String name) {
    return JSON.objectNode().put("type", name);
  }

  private static ObjectNode matching(Pattern form) {
    return type("string").put("pattern", "^(?:%s)$".formatted(form.pattern()).replace("(?s)", ""));
  }

  private static ObjectNode either(ObjectNode one, ObjectNode other) {
    ObjectNode schema = JSON.objectNode();
    schema.putArray("anyOf").add(one).add(other);
    return schema;
  }

  private static ObjectNode orNull(ObjectNode schema) {
    return schema.isEmpty() ? schema : either(schema, type("null"));
  }
}
