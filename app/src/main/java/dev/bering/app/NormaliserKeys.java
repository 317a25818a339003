package dev.bering.app;

import dev.bering.parity.Normaliser;
import dev.bering.parity.Normaliser.Precision;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Normalisers as they stand in a YAML file: a word, or a word with what it needs. */
final class NormaliserKeys {

  private static final Map<String, Normaliser> WORDS =
      Map.of(
          "trim", new Normaliser.Trim(),
          "lower-case", new Normaliser.LowerCase(),
          "boolean-text", new Normaliser.BooleanText(),
          "json", new Normaliser.JsonText(),
          "nonfinite-null", new Normaliser.NonfiniteNull(),
          "float32", new Normaliser.Float32(),
          "unordered", new Normaliser.Unordered());

  private static final String NAMES =
      "write one of trim, unicode: nfc, lower-case, null-like: [...], boolean-text, json,"
          + " nonfinite-null, float32, scale: N, zone: NAME, precision: UNIT, unordered";

  private final YamlFile yaml;
  private final Node node;

  private NormaliserKeys(YamlFile yaml, Node node) {
    this.yaml = yaml;
    this.node = node;
  }

  /** The normaliser; empty if the file had to complain. */
  static Optional<Normaliser> normaliser(YamlFile yaml, Node node) {
    return new NormaliserKeys(yaml, node).normaliser();
  }

  private Optional<Normaliser> normaliser() {
    if (node instanceof ScalarNode scalar) {
      return orUnknown(scalar.getValue(), Optional.ofNullable(WORDS.get(scalar.getValue())));
    }
    if (!(node instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
      yaml.wrong(node, "a normaliser is a word, or one key with its value", NAMES);
      return Optional.empty();
    }
    YamlKeys keys = new YamlKeys(yaml, node, "a normaliser");
    String name = keys.all().keySet().stream().findFirst().orElse("");
    return switch (name) {
      case "unicode" -> unicode(keys);
      case "null-like" -> nullLike(keys);
      case "scale" -> scale(keys);
      case "zone" -> zone(keys);
      case "precision" -> precision(keys);
      default -> orUnknown(name, Optional.empty());
    };
  }

  private Optional<Normaliser> orUnknown(String name, Optional<Normaliser> normaliser) {
    if (normaliser.isEmpty()) {
      yaml.wrong(node, "there is no normaliser '%s'".formatted(name), NAMES);
    }
    return normaliser;
  }

  private Optional<Normaliser> unicode(YamlKeys keys) {
    Optional<String> form = keys.text("unicode");
    if (form.isPresent() && !form.get().equals("nfc")) {
      yaml.wrong(node, "'unicode' cannot have this value", "write 'unicode: nfc'");
      return Optional.empty();
    }
    return form.map(nfc -> new Normaliser.Composed());
  }

  private Optional<Normaliser> nullLike(YamlKeys keys) {
    List<String> texts = new ArrayList<>();
    for (Node one : keys.list("null-like")) {
      if (one instanceof ScalarNode scalar && !YamlKeys.isNull(one)) {
        texts.add(scalar.getValue());
      } else {
        yaml.wrong(one, "'null-like' has an entry that is no text", "put texts in quotes");
      }
    }
    if (texts.isEmpty() && yaml.isSound()) {
      yaml.wrong(node, "'null-like' lists no text", "write 'null-like: [\"\", n/a]'");
    }
    return texts.isEmpty() ? Optional.empty() : Optional.of(new Normaliser.NullLike(texts));
  }

  private Optional<Normaliser> scale(YamlKeys keys) {
    Optional<Long> digits = keys.count("scale");
    if (digits.isPresent() && digits.get() > 38) {
      yaml.wrong(node, "'scale' is more than 38", "write the digits behind the point");
      return Optional.empty();
    }
    return digits.map(count -> new Normaliser.Scale(count.intValue()));
  }

  private Optional<Normaliser> zone(YamlKeys keys) {
    Node value = keys.node("zone").orElseThrow();
    if (!(value instanceof MappingNode)) {
      return keys.text("zone").flatMap(name -> zone(name, name));
    }
    YamlKeys sides = new YamlKeys(yaml, value, "'zone'");
    String left = sides.text("left").orElse("");
    String right = sides.text("right").orElse("");
    sides.requireNoOther();
    return zone(left, right);
  }

  private Optional<Normaliser> zone(String left, String right) {
    for (String name : List.of(left, right)) {
      if (!name.isEmpty() && !ZoneId.getAvailableZoneIds().contains(name)) {
        yaml.wrong(node, "'zone' names no zone", "write one such as Europe/Berlin or UTC");
        return Optional.empty();
      }
    }
    if (left.isEmpty() && right.isEmpty()) {
      yaml.wrong(node, "'zone' names no zone", "write 'zone: {left: NAME}'");
      return Optional.empty();
    }
    return Optional.of(new Normaliser.Zone(left, right));
  }

  private Optional<Normaliser> precision(YamlKeys keys) {
    Optional<String> unit = keys.text("precision");
    Optional<Normaliser> precision =
        Arrays.stream(Precision.Unit.values())
            .filter(one -> unit.filter(one.text()::equals).isPresent())
            .<Normaliser>map(Precision::new)
            .findFirst();
    if (unit.isPresent() && precision.isEmpty()) {
      yaml.wrong(
          node,
          "'precision' cannot have this value",
          Arrays.stream(Precision.Unit.values())
              .map(Precision.Unit::text)
              .collect(Collectors.joining(", ", "write one of ", "")));
    }
    return precision;
  }
}
