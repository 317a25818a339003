package dev.bering.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.yaml.ClearSecrets;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one file of a cluster policy; everything that is wrong with it is told with its line. */
final class PolicyReader {
  private static final RunContext NOTHING_OPEN =
      new RunContext("policy", LocalDate.EPOCH, name -> Optional.empty());
  private static final List<String> FLAGS = List.of("isOptional", "hidden");

  private final JobFiles files;
  private final String path;
  private final Complaints complaints;

  PolicyReader(JobFiles files, String path, Complaints complaints) {
    this.files = files;
    this.path = path;
    this.complaints = complaints;
  }

  /** The policy as far as it can be read; empty if not even its name can. */
  Optional<ClusterPolicy> read() {
    Optional<Layer> file = JobFormat.document(files, path, complaints);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Value.Fields values = file.get().values().withoutNulls();
    ShapeCheck.whole(values, PolicyShape.WHOLE, NOTHING_OPEN, complaints);
    Value.Fields spec = values.fields("spec");
    List<PolicyRule> rules = new ArrayList<>();
    spec.fields("definition")
        .values()
        .forEach(
            (attribute, said) -> {
              if (said instanceof Value.Fields rule) {
                rule(attribute, rule).ifPresent(rules::add);
              }
            });
    return text(values.fields("metadata").at("name"))
        .map(
            name ->
                new ClusterPolicy(
                    name.text(),
                    rules,
                    text(spec.at("maxClustersPerUser"))
                        .filter(most -> most.text().matches("[1-9]\\d{0,8}"))
                        .map(most -> OptionalInt.of(Integer.parseInt(most.text())))
                        .orElse(OptionalInt.empty()),
                    name.origin()));
  }

  private static Optional<Value.Scalar> text(Optional<Value> value) {
    return value.filter(Value.Scalar.class::isInstance).map(Value.Scalar.class::cast);
  }

  private Optional<PolicyRule> rule(String attribute, Value.Fields said) {
    String word = text(said.at("type")).map(Value.Scalar::text).orElse("");
    if (!List.of(PolicyRule.Type.words()).contains(word)) {
      return Optional.empty();
    }
    PolicyRule.Type type = PolicyRule.Type.valueOf(word.toUpperCase(Locale.ROOT));
    said.values()
        .forEach(
            (key, value) -> {
              if (PolicyRule.Type.isKeyOfAny(key) && !type.keys().contains(key)) {
                wrong(
                    attribute,
                    value.origin(),
                    "is of type %s, which has no %s".formatted(word, key),
                    type.keys().isEmpty()
                        ? "leave it out"
                        : "leave it out; it has " + String.join(", ", type.keys()));
              }
            });
    plainTexts(attribute, said);
    ObjectNode words = words(type, said);
    PolicyRule rule = new PolicyRule(attribute, type, words, said.origin());
    if (isWhole(rule, said)) {
      defaultValue(rule, said);
    }
    return Optional.of(rule);
  }

  private static ObjectNode words(PolicyRule.Type type, Value.Fields said) {
    ObjectNode words = JsonNodeFactory.instance.objectNode().put("type", type.word());
    for (String key : type.keys()) {
      Optional<Value> value = said.at(key);
      if (value.isEmpty()) {
        continue;
      }
      if (key.equals("values")) {
        scalars(value.get()).forEach(one -> words.withArray(key).add(one.json()));
      } else if (FLAGS.contains(key)) {
        text(value).ifPresent(flag -> words.put(key, flag.text().equals("true")));
      } else if (key.equals("pattern")) {
        text(value).ifPresent(pattern -> words.put(key, pattern.text()));
      } else {
        text(value).ifPresent(scalar -> words.set(key, json(key, scalar)));
      }
    }
    return words;
  }

  /** A bound is a number, also where it is written in quotes. */
  private static JsonNode json(String key, Value.Scalar scalar) {
    return key.equals("minValue") || key.equals("maxValue")
        ? new Value.Scalar(Value.Kind.NUMBER, scalar.text(), scalar.origin()).json()
        : scalar.json();
  }

  private static List<Value.Scalar> scalars(Value value) {
    List<Value> all = value instanceof Value.Items items ? items.values() : List.of(value);
    return all.stream()
        .filter(Value.Scalar.class::isInstance)
        .map(Value.Scalar.class::cast)
        .toList();
  }

  /** Whether the rule has what its type rests on; complains if not. */
  private boolean isWhole(PolicyRule rule, Value.Fields said) {
    return switch (rule.type()) {
      case FIXED -> has(rule, "value");
      case ALLOWLIST, BLOCKLIST -> has(rule, "values");
      case REGEX -> has(rule, "pattern") && compiles(rule, said);
      case RANGE -> hasBounds(rule, said);
      case FORBIDDEN, UNLIMITED -> true;
    };
  }

  private boolean has(PolicyRule rule, String key) {
    if (!rule.words().has(key)) {
      wrong(
          rule.attribute(),
          rule.origin(),
          "is of type %s and has no %s".formatted(rule.type().word(), key),
          "write '%s: ...'".formatted(key));
      return false;
    }
    return true;
  }

  private boolean compiles(PolicyRule rule, Value.Fields said) {
    try {
      Pattern unused = Pattern.compile(rule.words().path("pattern").asText());
      return true;
    } catch (PatternSyntaxException e) {
      wrong(
          rule.attribute(),
          said.at("pattern").map(Value::origin).orElse(rule.origin()),
          "has a pattern that is no regular expression (%s)".formatted(e.getDescription()),
          "mind its brackets, and write a \\ before what is meant as it stands");
      return false;
    }
  }

  private boolean hasBounds(PolicyRule rule, Value.Fields said) {
    boolean isSound = true;
    for (String key : List.of("minValue", "maxValue")) {
      if (rule.words().has(key) && PolicyRule.number(rule.words().path(key)).isEmpty()) {
        wrong(
            rule.attribute(),
            said.at(key).map(Value::origin).orElse(rule.origin()),
            "has a %s that is no number".formatted(key),
            "write it as in 10");
        isSound = false;
      }
    }
    Optional<BigDecimal> least = PolicyRule.number(rule.words().path("minValue"));
    Optional<BigDecimal> most = PolicyRule.number(rule.words().path("maxValue"));
    if (isSound && least.isEmpty() && most.isEmpty()) {
      wrong(
          rule.attribute(),
          rule.origin(),
          "is of type range and has no bounds",
          "write minValue, maxValue or both");
      return false;
    }
    if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
      wrong(
          rule.attribute(),
          rule.origin(),
          "has a minValue (%s) above its maxValue (%s)".formatted(least.get(), most.get()),
          "swap them");
      return false;
    }
    return isSound;
  }

  /** A default that its own rule refuses would be filled in, and then refused. */
  private void defaultValue(PolicyRule rule, Value.Fields said) {
    if (rule.words().has("defaultValue")
        && rule.answer(rule.words().path("defaultValue")) == PolicyRule.Answer.REFUSED) {
      wrong(
          rule.attribute(),
          said.at("defaultValue").map(Value::origin).orElse(rule.origin()),
          "has a defaultValue that it does not take itself",
          "write one that it takes");
    }
  }

  private void plainTexts(String attribute, Value.Fields said) {
    for (Map.Entry<String, Value> entry : said.values().entrySet()) {
      for (Value.Scalar scalar : scalars(entry.getValue())) {
        String text = scalar.text();
        boolean isSecret =
            ClearSecrets.standsIn(text)
                || (PolicyCheck.holdsSecret(attribute)
                    && List.of("value", "values", "defaultValue").contains(entry.getKey())
                    && scalar.kind() != Value.Kind.FLAG
                    && !text.startsWith("{{secrets/"));
        if (isSecret) {
          wrong(
              attribute,
              scalar.origin(),
              "has a secret in clear",
              "take it out of the file and its history, and write {{secrets/SCOPE/KEY}}");
        } else if (text.contains("${") && !entry.getKey().equals("pattern")) {
          wrong(
              attribute,
              scalar.origin(),
              "has a reference, and nothing fills in those of policies",
              "write the value itself");
        }
      }
    }
  }

  private void wrong(String attribute, Origin origin, String fact, String hint) {
    complaints.wrong(origin, "'spec.definition.%s' %s".formatted(attribute, fact), hint);
  }
}
