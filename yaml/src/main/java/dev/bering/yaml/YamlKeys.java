package dev.bering.yaml;

import dev.bering.model.Durations;
import dev.bering.model.NearestName;
import java.math.BigDecimal;
import java.time.Duration;
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
public final class YamlKeys {

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
  public YamlKeys(YamlFile yaml, Node node, String what) {
    this.yaml = yaml;
    this.node = node;
    this.what = what;
    this.values = yaml.mapping(node, what);
  }

  /** What stands at a key. */
  public Optional<Node> node(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /** All keys, for a mapping whose keys are names. */
  public Map<String, Node> all() {
    known.addAll(values.keySet());
    return values;
  }

  /** The text, number or flag at a key, as it is written. */
  public Optional<String> text(String key) {
    return node(key).flatMap(value -> yaml.text(value, key));
  }

  /** The text at a key that has to be there; empty if the file had to complain. */
  public String requiredText(String key) {
    require(key);
    return text(key).orElse("");
  }

  /** Complains if a key is not there. */
  public void require(String key) {
    if (node(key).isEmpty()) {
      yaml.wrong(node, "%s has no %s".formatted(what, key), "write '%s: ...'".formatted(key));
    }
  }

  /** A list of texts, or one text alone. */
  public List<String> texts(String key) {
    return node(key).map(value -> texts(yaml, key, value)).orElse(List.of());
  }

  /** The texts of {@code value}, which stands at {@code key}. */
  public static List<String> texts(YamlFile yaml, String key, Node value) {
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
  public List<Node> list(String key) {
    return node(key).map(YamlKeys::list).orElse(List.of());
  }

  /** The entries of {@code value}, if it is a list; else {@code value} alone. */
  public static List<Node> list(Node value) {
    return value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
  }

  /** A number of at least 0. */
  public Optional<BigDecimal> amount(String key) {
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
  public Optional<Long> count(String key) {
    Optional<Long> count = text(key).filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong);
    return wrongUnless(
        key, count, "is no whole number of at least 0", "write a number such as 100");
  }

  /** The number of a version or snapshot. */
  public OptionalLong version(String key) {
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

  /** A day. */
  public Optional<LocalDate> date(String key) {
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

  /** One of {@code words}. */
  public Optional<String> word(String key, List<String> words) {
    Optional<String> word = text(key).filter(words::contains);
    return wrongUnless(
        key, word, "cannot have this value", "write one of " + String.join(", ", words));
  }

  /** A length of time. */
  public Optional<Duration> duration(String key) {
    Optional<Duration> length = text(key).flatMap(Durations::read);
    return wrongUnless(key, length, "is no length of time", "write it as in 60m, 1h30m or 2d");
  }

  /** Whether {@code key: true} stands there. */
  public boolean flag(String key) {
    Optional<Boolean> flag =
        text(key)
            .filter(text -> text.equals("true") || text.equals("false"))
            .map(Boolean::parseBoolean);
    return wrongUnless(key, flag, "is neither true nor false", "write true or false").orElse(false);
  }

  /** Whether a null stands there, as in {@code key: null}. */
  public static boolean isNull(Node value) {
    return value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  private <T> Optional<T> wrongUnless(String key, Optional<T> value, String fact, String hint) {
    if (value.isEmpty() && values.get(key) instanceof ScalarNode there && !isNull(there)) {
      yaml.wrong(there, "'%s' %s".formatted(key, fact), hint);
    }
    return value;
  }

  /** Complains of every key that nobody asked for. */
  public void requireNoOther() {
    values.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            yaml.wrongName(value, "%s has no key '%s'".formatted(what, key), hint(key, known));
          }
        });
  }

  private static String hint(String key, Set<String> names) {
    return NearestName.of(key, names)
        .map("did you mean %s?"::formatted)
        .orElse("write one of " + String.join(", ", names));
  }
}
