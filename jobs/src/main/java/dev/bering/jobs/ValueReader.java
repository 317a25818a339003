package dev.bering.jobs;

import dev.bering.yaml.YamlFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Makes values of YAML, bounded: what aliases unfold to is counted, not what is written. */
final class ValueReader {
  private static final int MAX_VALUES = 20_000;
  private static final int MAX_DEPTH = 40;

  private final YamlFile yaml;
  private final String place;
  private int count;
  private boolean tooMuch;

  /**
   * @param place how the origins of the values name the file
   */
  ValueReader(YamlFile yaml, String place) {
    this.yaml = yaml;
    this.place = place;
  }

  /**
   * The document; empty if the file is.
   *
   * @throws dev.bering.model.UserException YAML_FILE with everything that is no plain YAML
   */
  Optional<Value> read() {
    Optional<Value> value = yaml.document().flatMap(node -> read(node, 0));
    yaml.requireSound();
    return value;
  }

  private Optional<Value> read(Node node, int depth) {
    if (++count > MAX_VALUES || depth > MAX_DEPTH) {
      if (!tooMuch) {
        tooMuch = true;
        yaml.wrong(
            node,
            depth > MAX_DEPTH
                ? "its values are nested more than %d deep".formatted(MAX_DEPTH)
                : "it unfolds to more than %,d values".formatted(MAX_VALUES),
            "write fewer values, and no aliases of aliases");
      }
      return Optional.empty();
    }
    Origin origin =
        node.getStartMark()
            .map(mark -> Origin.of(place, mark.getLine() + 1))
            .orElse(Origin.of(place));
    if (node instanceof MappingNode) {
      Map<String, Value> values = new LinkedHashMap<>();
      yaml.mapping(node, "it")
          .forEach((key, child) -> read(child, depth + 1).ifPresent(v -> values.put(key, v)));
      return Optional.of(new Value.Fields(values, origin));
    }
    if (node instanceof SequenceNode sequence) {
      List<Value> values = new ArrayList<>();
      for (Node child : sequence.getValue()) {
        if (tooMuch) {
          break;
        }
        read(child, depth + 1).ifPresent(values::add);
      }
      return Optional.of(new Value.Items(values, origin));
    }
    return scalar((ScalarNode) node, origin);
  }

  private Optional<Value> scalar(ScalarNode node, Origin origin) {
    Tag tag = node.getTag();
    if (!tag.getValue().startsWith(Tag.PREFIX)) {
      yaml.wrong(node, "it has a value of a type of its own", "leave the word with the ! out");
      return Optional.empty();
    }
    Value.Kind kind = Value.Kind.TEXT;
    if (tag.equals(Tag.NULL)) {
      kind = Value.Kind.NULL;
    } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      kind = Value.Kind.NUMBER;
    } else if (tag.equals(Tag.BOOL)) {
      kind = Value.Kind.FLAG;
    }
    return Optional.of(new Value.Scalar(kind, node.getValue(), origin));
  }
}
