package dev.bering.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a policy says of one attribute of clusters.
 *
 * @param attribute as in {@code spark_conf.spark.master}; {@code *} stands for any part
 * @param words the rule as Databricks takes it; checked when it was read
 * @param origin where it stands
 */
record PolicyRule(String attribute, Type type, ObjectNode words, Origin origin) {
  private static final int MAX_LISTED = 8;
  private static final int MAX_SHOWN = 100;

  /** What a rule may be. */
  enum Type {
    FIXED,
    FORBIDDEN,
    ALLOWLIST,
    BLOCKLIST,
    REGEX,
    RANGE,
    UNLIMITED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The keys that a rule of this type may have beside {@code type}. */
    List<String> keys() {
      return switch (this) {
        case FIXED -> List.of("value", "hidden");
        case FORBIDDEN -> List.of();
        case ALLOWLIST, BLOCKLIST -> List.of("values", "isOptional", "defaultValue", "hidden");
        case REGEX -> List.of("pattern", "isOptional", "defaultValue", "hidden");
        case RANGE -> List.of("minValue", "maxValue", "isOptional", "defaultValue", "hidden");
        case UNLIMITED -> List.of("isOptional", "defaultValue", "hidden");
      };
    }

    static boolean isKeyOfAny(String key) {
      return Arrays.stream(values()).anyMatch(type -> type.keys().contains(key));
    }

    static String[] words() {
      return Arrays.stream(values()).map(Type::word).toArray(String[]::new);
    }
  }

  /** Whether a value may stand. */
  enum Answer {
    TAKEN,
    REFUSED,
    /** Its pattern needs too long for it. */
    UNKNOWN
  }

  /** Whether a cluster has to have the attribute. */
  boolean isRequired() {
    return type != Type.FIXED
        && type != Type.FORBIDDEN
        && !words.path("isOptional").asBoolean(false);
  }

  /** What a cluster gets that does not say the attribute; a default only where it asks for them. */
  Optional<JsonNode> filler(boolean takesDefaults) {
    if (type == Type.FIXED) {
      return Optional.of(words.path("value"));
    }
    return takesDefaults && words.has("defaultValue")
        ? Optional.of(words.path("defaultValue"))
        : Optional.empty();
  }

  /** Whether a plain value may stand at the attribute. */
  Answer answer(JsonNode value) {
    return switch (type) {
      case FIXED -> of(isSame(words.path("value"), value));
      case FORBIDDEN -> Answer.REFUSED;
      case ALLOWLIST -> of(lists(value));
      case BLOCKLIST -> of(!lists(value));
      case REGEX ->
          BoundedMatch.of(Pattern.compile(words.path("pattern").asText()), value.asText());
      case RANGE -> of(isWithin(value));
      case UNLIMITED -> Answer.TAKEN;
    };
  }

  private static Answer of(boolean isTaken) {
    return isTaken ? Answer.TAKEN : Answer.REFUSED;
  }

  private boolean lists(JsonNode value) {
    return StreamSupport.stream(words.path("values").spliterator(), false)
        .anyMatch(one -> isSame(one, value));
  }

  private static boolean isSame(JsonNode one, JsonNode other) {
    Optional<BigDecimal> number = number(one);
    Optional<BigDecimal> another = number(other);
    if ((one.isNumber() || other.isNumber()) && number.isPresent() && another.isPresent()) {
      return number.get().compareTo(another.get()) == 0;
    }
    return one.asText().equals(other.asText());
  }

  private boolean isWithin(JsonNode value) {
    Optional<BigDecimal> number = number(value);
    return number.isPresent()
        && number(words.path("minValue"))
            .map(least -> number.get().compareTo(least) >= 0)
            .orElse(true)
        && number(words.path("maxValue"))
            .map(most -> number.get().compareTo(most) <= 0)
            .orElse(true);
  }

  /** A number, also one that is written as a text, as the values of settings are. */
  static Optional<BigDecimal> number(JsonNode value) {
    return value.isValueNode() && value.asText().matches("-?\\d{1,18}(?:\\.\\d{1,18})?")
        ? Optional.of(new BigDecimal(value.asText()))
        : Optional.empty();
  }

  /** A clause that follows its policy, as in {@code fixes it to 0}. */
  String demand() {
    return switch (type) {
      case FIXED -> "fixes it to " + shown(words.path("value"));
      case FORBIDDEN -> "forbids it";
      case ALLOWLIST -> "takes only " + listed();
      case BLOCKLIST -> "does not take " + listed();
      case REGEX -> "wants a match of " + shown(words.path("pattern"));
      case RANGE -> "wants " + bounds();
      case UNLIMITED -> "wants a value";
    };
  }

  private String listed() {
    int count = words.path("values").size();
    String some =
        StreamSupport.stream(words.path("values").spliterator(), false)
            .limit(MAX_LISTED)
            .map(PolicyRule::shown)
            .collect(Collectors.joining(", "));
    return count > MAX_LISTED ? "%s and %d more".formatted(some, count - MAX_LISTED) : some;
  }

  private String bounds() {
    if (!words.has("maxValue")) {
      return "at least " + shown(words.path("minValue"));
    }
    return words.has("minValue")
        ? "%s to %s".formatted(shown(words.path("minValue")), shown(words.path("maxValue")))
        : "at most " + shown(words.path("maxValue"));
  }

  /** A value for a sentence. */
  static String shown(JsonNode value) {
    String text = value.asText();
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN - 3) + "...";
  }
}
