package dev.bering.app;

import dev.bering.model.UserException;
import dev.bering.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML file that names tables: a list {@code tables}, each with {@code source}, {@code target}
 * and options of {@code bering clone} under their own names, and {@code defaults} for options that
 * a table does not give itself. Relative paths are relative to the file. It holds no secrets: a
 * password is named by the variable that holds it.
 */
final class TablesFile {

  private static final String SOURCE = "source";
  private static final String TARGET = "target";
  private static final String TABLES = "tables";
  private static final String DEFAULTS = "defaults";

  private final YamlFile yaml;
  private final TableKeys keys;

  private TablesFile(Path file) {
    this.yaml = new YamlFile(file);
    this.keys = new TableKeys(yaml);
  }

  /**
   * A table as a file names it.
   *
   * @param source may be a pattern, or a database
   */
  record Named(String source, String target, TableOptions options) {}

  /**
   * The tables of a file, in its order; at least one.
   *
   * @throws UserException YAML_FILE with everything that is wrong
   */
  static List<Named> read(Path file) {
    TablesFile reader = new TablesFile(file);
    List<Named> tables = reader.tables();
    reader.yaml.requireSound();
    return tables;
  }

  private List<Named> tables() {
    Map<String, Node> top =
        yaml.document().map(document -> yaml.mapping(document, "the file")).orElse(Map.of());
    top.forEach(
        (key, value) -> {
          if (!key.equals(TABLES) && !key.equals(DEFAULTS)) {
            yaml.wrong(
                value, "the file has no key '%s'".formatted(key), "write tables or defaults");
          }
        });
    Optional<Node> shared = Optional.ofNullable(top.get(DEFAULTS));
    Map<String, Node> defaults =
        shared.map(node -> yaml.mapping(node, DEFAULTS)).orElseGet(Map::of);
    keys.check(defaults, DEFAULTS);
    List<Named> tables = new ArrayList<>();
    if (top.get(TABLES) instanceof SequenceNode list) {
      list.getValue().forEach(table -> named(table, defaults).ifPresent(tables::add));
    }
    if (tables.isEmpty() && yaml.isSound()) {
      yaml.wrong("it lists no tables", "list them below 'tables:', each with source and target");
    }
    return tables;
  }

  private Optional<Named> named(Node table, Map<String, Node> defaults) {
    Map<String, Node> own = yaml.mapping(table, "a table");
    Map<String, Node> all = new LinkedHashMap<>(defaults);
    all.putAll(own);
    // What a catalog knows by name lies nowhere.
    Optional<String> source =
        text(table, own, SOURCE)
            .map(text -> all.containsKey(TableKeys.CATALOG) ? text : yaml.place(text));
    Optional<String> target = text(table, own, TARGET).map(yaml::place);
    own.remove(SOURCE);
    own.remove(TARGET);
    keys.check(own, "a table");
    if (!yaml.isSound() || source.isEmpty() || target.isEmpty()) {
      return Optional.empty();
    }
    all.keySet().removeAll(List.of(SOURCE, TARGET));
    return Optional.of(new Named(source.get(), target.get(), keys.options(all)));
  }

  private Optional<String> text(Node table, Map<String, Node> own, String key) {
    Node value = own.get(key);
    if (value == null) {
      yaml.wrong(table, "the table has no %s".formatted(key), "write '%s: ...'".formatted(key));
      return Optional.empty();
    }
    return yaml.text(value, key);
  }
}
