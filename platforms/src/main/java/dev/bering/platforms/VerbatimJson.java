package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import dev.bering.jobs.Value;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.Optional;

/** What a job file says in a platform's own words, as JSON: every field as it stands. */
final class VerbatimJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private VerbatimJson() {}

  /** The value of a key of the platform's block. */
  static Optional<JsonNode> at(Job job, String key) {
    return Optional.ofNullable(job.block().values().get(key)).map(VerbatimJson::of);
  }

  /** The mapping at a key of the platform's block; an empty one if there is none. */
  static ObjectNode object(Job job, String key) {
    JsonNode node = at(job, key).orElseGet(JSON::objectNode);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw UserException.usage(
        new Problem(
            "JOB_FILE",
            "Cannot run job '%s' on %s: '%s' is no mapping of keys to values."
                .formatted(job.name(), job.platform(), key),
            "write 'key: value' lines"));
  }

  private static JsonNode of(Value value) {
    if (value instanceof Value.Fields fields) {
      ObjectNode object = JSON.objectNode();
      fields.values().forEach((key, child) -> object.set(key, of(child)));
      return object;
    }
    if (value instanceof Value.Items items) {
      ArrayNode array = JSON.arrayNode();
      items.values().forEach(child -> array.add(of(child)));
      return array;
    }
    return plain((Value.Scalar) value);
  }

  private static JsonNode plain(Value.Scalar scalar) {
    String text = scalar.text();
    return switch (scalar.kind()) {
      case NUMBER -> number(text);
      case FLAG -> JSON.booleanNode(text.equalsIgnoreCase("true"));
      case NULL -> JSON.nullNode();
      case TEXT -> JSON.textNode(text);
    };
  }

  private static JsonNode number(String text) {
    if (text.matches("-?(?:0|[1-9]\\d{0,17})")) {
      long whole = Long.parseLong(text);
      return (int) whole == whole ? JSON.numberNode((int) whole) : JSON.numberNode(whole);
    }
    return text.matches("-?(?:0|[1-9]\\d{0,30})\\.\\d{1,30}")
        ? JSON.numberNode(new BigDecimal(text))
        : JSON.textNode(text);
  }
}
