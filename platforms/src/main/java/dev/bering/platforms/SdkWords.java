package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import dev.bering.jobs.Value;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * What a job file says in the words of an AWS service, held against what the service's own model
 * knows. From there it goes as JSON, and from JSON into the objects of the SDK, by the names that
 * the service itself uses: nothing is spelled out twice, and nothing is dropped.
 */
final class SdkWords {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Job job;
  private final List<Problem> problems = new ArrayList<>();

  SdkWords(Job job) {
    this.job = job;
  }

  /** The fields of a structure of the SDK, by the names that the service uses. */
  static Map<String, SdkField<?>> fields(SdkPojo structure) {
    Map<String, SdkField<?>> fields = new LinkedHashMap<>();
    structure.sdkFields().forEach(field -> fields.put(field.locationName(), field));
    return fields;
  }

  /**
   * A value as the service takes it at a field; empty if it does not fit, which {@link #check}
   * tells.
   *
   * @param path as in {@code instances.InstanceFleets[0]}
   */
  Optional<JsonNode> json(String path, Value value, SdkField<?> field) {
    MarshallingType<?> type = field.marshallingType();
    if (type.equals(MarshallingType.SDK_POJO)) {
      return structure(path, value, field);
    }
    if (type.equals(MarshallingType.LIST)) {
      return list(path, value, field.getTrait(ListTrait.class).memberFieldInfo());
    }
    if (type.equals(MarshallingType.MAP)) {
      return map(path, value, field.getTrait(MapTrait.class).valueFieldInfo());
    }
    if (value instanceof Value.Scalar scalar) {
      Optional<JsonNode> plain = plain(scalar.text(), type);
      if (plain.isEmpty()) {
        wrong(
            value,
            "'%s' cannot be '%s'".formatted(path, scalar.text()),
            "write %s".formatted(wanted(type)));
      }
      return plain;
    }
    wrong(value, "'%s' has no plain value".formatted(path), "write %s".formatted(wanted(type)));
    return Optional.empty();
  }

  private Optional<JsonNode> structure(String path, Value value, SdkField<?> field) {
    if (!(value instanceof Value.Fields said)) {
      wrong(
          value,
          "'%s' is no mapping of keys to values".formatted(path),
          "write 'Key: value' lines");
      return Optional.empty();
    }
    Map<String, SdkField<?>> known = fields(field.constructor().get());
    ObjectNode made = JSON.objectNode();
    said.values()
        .forEach(
            (name, child) -> {
              SdkField<?> inner = known.get(name);
              if (inner == null) {
                wrong(
                    child,
                    "'%s' has no key '%s'".formatted(path, name),
                    NearestName.hint(name, known.keySet()));
              } else {
                json(path + "." + name, child, inner).ifPresent(one -> made.set(name, one));
              }
            });
    return Optional.of(made);
  }

  private Optional<JsonNode> list(String path, Value value, SdkField<?> member) {
    if (!(value instanceof Value.Items items)) {
      wrong(value, "'%s' is no list".formatted(path), "write '- ...' lines");
      return Optional.empty();
    }
    ArrayNode made = JSON.arrayNode();
    for (int i = 0; i < items.values().size(); i++) {
      json("%s[%d]".formatted(path, i), items.values().get(i), member).ifPresent(made::add);
    }
    return Optional.of(made);
  }

  private Optional<JsonNode> map(String path, Value value, SdkField<?> member) {
    if (!(value instanceof Value.Fields said)) {
      wrong(
          value,
          "'%s' is no mapping of keys to values".formatted(path),
          "write 'key: value' lines");
      return Optional.empty();
    }
    ObjectNode made = JSON.objectNode();
    said.values()
        .forEach(
            (name, child) ->
                json(path + "." + name, child, member).ifPresent(one -> made.set(name, one)));
    return Optional.of(made);
  }

  private static Optional<JsonNode> plain(String text, MarshallingType<?> type) {
    if (type.equals(MarshallingType.STRING)) {
      return Optional.of(JSON.textNode(text));
    }
    if (type.equals(MarshallingType.BOOLEAN)) {
      return text.matches("true|false")
          ? Optional.of(JSON.booleanNode(text.equals("true")))
          : Optional.empty();
    }
    if (type.equals(MarshallingType.INTEGER) || type.equals(MarshallingType.LONG)) {
      return text.matches("-?\\d{1,18}")
          ? Optional.of(JSON.numberNode(Long.parseLong(text)))
          : Optional.empty();
    }
    return text.matches("-?\\d{1,15}(?:\\.\\d{1,15})?")
        ? Optional.of(JSON.numberNode(new BigDecimal(text)))
        : Optional.empty();
  }

  private static String wanted(MarshallingType<?> type) {
    if (type.equals(MarshallingType.STRING)) {
      return "a text";
    }
    return type.equals(MarshallingType.BOOLEAN) ? "true or false" : "a number";
  }

  /** Notes that a value of the job's block cannot go as it is. */
  void wrong(Value value, String fact, String hint) {
    problems.add(
        new Problem(
            "JOB_PLATFORM_WORDS",
            "Cannot run job '%s' on %s: %s (%s)."
                .formatted(job.name(), job.platform(), fact, value.origin().text()),
            hint));
  }

  /**
   * Ends here if something did not fit.
   *
   * @throws UserException JOB_PLATFORM_WORDS with everything that does not fit
   */
  void check() {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /**
   * Fills a builder of the SDK with JSON that {@link #json} made, or that is spelled like it.
   *
   * @return the builder
   */
  static <T extends SdkPojo> T filled(T builder, JsonNode json) {
    for (SdkField<?> field : builder.sdkFields()) {
      JsonNode value = json.get(field.locationName());
      if (value != null) {
        field.set(builder, object(value, field));
      }
    }
    return builder;
  }

  private static Object object(JsonNode value, SdkField<?> field) {
    MarshallingType<?> type = field.marshallingType();
    if (type.equals(MarshallingType.SDK_POJO)) {
      return ((Buildable) filled(field.constructor().get(), value)).build();
    }
    if (type.equals(MarshallingType.LIST)) {
      List<Object> all = new ArrayList<>();
      SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
      value.forEach(one -> all.add(object(one, member)));
      return all;
    }
    if (type.equals(MarshallingType.MAP)) {
      Map<String, Object> all = new LinkedHashMap<>();
      SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
      value.properties().forEach(one -> all.put(one.getKey(), object(one.getValue(), member)));
      return all;
    }
    return number(value, type);
  }

  private static Object number(JsonNode value, MarshallingType<?> type) {
    if (type.equals(MarshallingType.INTEGER)) {
      return value.intValue();
    }
    if (type.equals(MarshallingType.LONG)) {
      return value.longValue();
    }
    if (type.equals(MarshallingType.DOUBLE)) {
      return value.doubleValue();
    }
    if (type.equals(MarshallingType.FLOAT)) {
      return value.floatValue();
    }
    return type.equals(MarshallingType.BOOLEAN) ? (Object) value.booleanValue() : value.asText();
  }
}
