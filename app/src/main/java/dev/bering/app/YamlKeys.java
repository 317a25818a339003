package dev.bering.app;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys of one mapping of a YAML file, each read as what it has to be. What was asked for is
 * what may be there: {@link #requireNoOther} complains of the rest.
 */
final class YamlKeys {

  /** An exponent of millions is no amount but an attack on whoever prints it. */
  private static final int MAX_SCALE = 400;

  private final YamlFile yaml;
  private final Node node;
  private final String what;
  private final Map<String, Node> values;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param node must be a mapping, or the file complains
   * @param what how the file names it in complaints, such as {@code column 'a'}
   */
  YamlKeys(YamlFile yaml, Node node, String what) {
    this.yaml = yaml;
    this.node = node;
    this.what = what;
    this.values = yaml.mapping(node, what);
  }

  /** What stands at a key. */
  Optional<Node> node(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /** All keys, for a mapping whose keys are names. */
  Map<String, Node> all() {
    known.addAll(values.keySet());
    return values;
  }

  Optional<String> text(String key) {
    return node(key).flatMap(value -> yaml.text(value, key));
  }

  /** The text at a key that has to be there; empty if the file had to complain. */
  String requiredText(String key) {
    require(key);
    return text(key).orElse("");
  }

  /** Complains if a key is not there. */
  void require(String key) {
    if (node(key).isEmpty()) {
      yaml.wrong(node, "%s has no %s".formatted(what, key), "write '%s: ...'".formatted(key));
    }
  }

  /** A list of texts, or one text alone. */
  List<String> texts(String key) {
    return node(key).map(value -> texts(yaml, key, value)).orElse(List.of());
  }

  static List<String> texts(YamlFile yaml, String key, Node value) {
    List<String> texts = new ArrayList<>();
    for (Node one : list(value)) {
      yaml.text(one, key).ifPresent(texts::add);
    }
    if (texts.isEmpty() && yaml.isSound()) {
      yaml.wrong(value, "'%s' is empty".formatted(key), "write '%s: [...]'".formatted(key));
    }
    return texts;
  }

  /** The entries of a list; something else is a list of itself. */
  List<Node> list(String key) {
    return node(key).map(YamlKeys::list).orElse(List.of());
  }

  static List<Node> list(Node value) {
    return value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
  }

  /** A number of at least 0. */
  Optional<BigDecimal> amount(String key) {
    Optional<BigDecimal> amount = text(key).flatMap(YamlKeys::amountOf);
    return wrongUnless(key, amount, "is no number of at least 0", "write a number such as 0.01");
  }

  private static Optional<BigDecimal> amountOf(String text) {
    try {
      BigDecimal value = new BigDecimal(text);
      return value.signum() < 0 || Math.abs((long) value.scale()) > MAX_SCALE
          ? Optional.empty()
          : Optional.of(value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A whole number of at least 0. */
  Optional<Long> count(String key) {
    Optional<Long> count = text(key).filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong);
    return wrongUnless(
        key, count, "is no whole number of at least 0", "write a number such as 100");
  }

  /** The number of a version or snapshot. */
  OptionalLong version(String key) {
    Optional<Long> version = text(key).flatMap(YamlKeys::versionOf);
    wrongUnless(key, version, "is no number of a version", "write a number such as 7");
    return version.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static Optional<Long> versionOf(String text) {
    try {
      return text.matches("\\d+") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  Optional<LocalDate> date(String key) {
    Optional<LocalDate> date = text(key).flatMap(YamlKeys::dateOf);
    return wrongUnless(key, date, "is no date", "write a day such as 2026-12-31");
  }

  private static Optional<LocalDate> dateOf(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code key: true} stands there. */
  boolean flag(String key) {
    Optional<Boolean> flag =
        text(key)
            .filter(text -> text.equals("true") || text.equals("false"))
            .map(Boolean::parseBoolean);
    return wrongUnless(key, flag, "is neither true nor false", "write true or false").orElse(false);
  }

  /** Whether a null stands there, as in {@code key: null}. */
  static boolean isNull(Node value) {
    return value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  private <T> Optional<T> wrongUnless(String key, Optional<T> value, String fact, String hint) {
    if (value.isEmpty() && values.get(key) instanceof ScalarNode there && !isNull(there)) {
      yaml.wrong(there, "'%s' %s".formatted(key, fact), hint);
    }
    return value;
  }

  /** Complains of every key that nobody asked for. */
  void requireNoOther() {
    values.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            yaml.wrong(
                value,
                "%s has no key '%s'".formatted(what, key),
                "write one of " + String.join(", ", known));
          }
        });
  }
}
