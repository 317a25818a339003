package dev.bering.app;

import dev.bering.model.UserException;
import dev.bering.parity.Comparison;
import dev.bering.parity.WhenEmpty;
import dev.bering.parity.Where;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A YAML file that declares a comparison. What its keys mean is told in {@code
 * docs/reference/comparison.md}.
 */
final class ComparisonFile {

  private static final String NONE = "none";

  private final YamlFile yaml;

  private ComparisonFile(Path file) {
    this.yaml = new YamlFile(file);
  }

  /**
   * What a file declares.
   *
   * @param left the left table, as far as the file names it
   * @param right likewise
   */
  record Declared(TableName left, TableName right, Comparison comparison) {}

  /**
   * Reads a file.
   *
   * @throws UserException YAML_FILE with everything that is wrong
   */
  static Declared read(Path file) {
    ComparisonFile reader = new ComparisonFile(file);
    Optional<Declared> declared = reader.yaml.document().map(reader::declared);
    if (declared.isEmpty()) {
      reader.yaml.wrong("it is empty", "write at least 'keys: [...]'");
    }
    reader.yaml.requireSound();
    return declared.orElseThrow();
  }

  private Declared declared(Node document) {
    YamlKeys keys = new YamlKeys(yaml, document, "the file");
    TableName left = table(keys, "left");
    TableName right = table(keys, "right");
    keys.require("keys");
    Comparison comparison =
        matched(keys).where(where(keys)).whenEmpty(whenEmpty(keys)).sampling(samples(keys));
    comparison = comparison.partitions(keys.texts("partitions").toArray(String[]::new));
    comparison = columns(keys, comparison);
    Optional<Node> ties = keys.node("ties");
    if (ties.isPresent()) {
      comparison = TiesKeys.ties(yaml, ties.get()).map(comparison::ties).orElse(comparison);
    }
    for (Node difference : keys.list("accepted")) {
      comparison =
          AcceptedKeys.difference(yaml, difference).map(comparison::accepting).orElse(comparison);
    }
    keys.requireNoOther();
    return new Declared(left, right, comparison);
  }

  private TableName table(YamlKeys keys, String side) {
    return new TableName(
        keys.text(side).map(yaml::place).orElse(""), keys.version(side + "-version"));
  }

  private Comparison matched(YamlKeys keys) {
    boolean isNone =
        keys.node("keys").orElse(null) instanceof ScalarNode scalar
            && scalar.getValue().equals(NONE);
    return isNone
        ? Comparison.ofMultisets()
        : Comparison.by(keys.texts("keys").toArray(String[]::new));
  }

  private Where where(YamlKeys keys) {
    return keys.node("where").map(this::where).orElse(Where.ALL);
  }

  private Where where(Node node) {
    YamlKeys sides = new YamlKeys(yaml, node, "where");
    Where where = new Where(sides.text("left").orElse(""), sides.text("right").orElse(""));
    sides.requireNoOther();
    return where;
  }

  private static WhenEmpty whenEmpty(YamlKeys keys) {
    return keys.word("when-empty", List.of("not-compared", "equal"))
        .filter("equal"::equals)
        .map(word -> WhenEmpty.EQUAL)
        .orElse(WhenEmpty.NOT_COMPARED);
  }

  private static int samples(YamlKeys keys) {
    return keys.count("samples")
        .map(count -> (int) Math.min(count, Integer.MAX_VALUE))
        .orElse(Comparison.DEFAULT_SAMPLES);
  }

  private Comparison columns(YamlKeys keys, Comparison comparison) {
    Comparison declared = comparison;
    Optional<Node> columns = keys.node("columns");
    if (columns.isPresent()) {
      Set<String> folded = new HashSet<>();
      for (Map.Entry<String, Node> column : yaml.mapping(columns.get(), "columns").entrySet()) {
        String name = column.getKey();
        if (!folded.add(name.toLowerCase(Locale.ROOT))) {
          yaml.wrong(
              column.getValue(),
              "columns has '%s' twice, as letters count alike in either case".formatted(name),
              "leave one of them out");
        }
        declared = declared.with(name, ColumnRuleKeys.rule(yaml, name, column.getValue()));
      }
    }
    return declared;
  }
}
