package dev.bering.app;

import dev.bering.parity.AcceptedDifference;
import dev.bering.parity.AcceptedDifference.Value;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** An accepted difference as it stands in a YAML file. */
final class AcceptedKeys {

  private AcceptedKeys() {}

  /** The difference; empty if the file had to complain. */
  static Optional<AcceptedDifference> difference(YamlFile yaml, Node node) {
    YamlKeys keys = new YamlKeys(yaml, node, "an accepted difference");
    keys.require("columns");
    List<String> columns = keys.texts("columns");
    Value from = value(yaml, keys, "from");
    Value to = value(yaml, keys, "to");
    String where = keys.text("where").orElse("");
    String reason = keys.requiredText("reason");
    String owner = keys.requiredText("owner");
    keys.require("cap");
    Optional<Long> cap = keys.count("cap");
    keys.require("expires");
    Optional<LocalDate> expires = keys.date("expires");
    keys.requireNoOther();
    return yaml.isSound()
        ? Optional.of(
            new AcceptedDifference(
                columns, from, to, where, reason, owner, cap.orElseThrow(), expires.orElseThrow()))
        : Optional.empty();
  }

  private static Value value(YamlFile yaml, YamlKeys keys, String key) {
    Optional<Node> there = keys.node(key);
    if (there.isEmpty()) {
      return Value.ANY;
    }
    if (there.get() instanceof ScalarNode scalar) {
      return YamlKeys.isNull(scalar) ? Value.NULL : Value.of(scalar.getValue());
    }
    yaml.wrong(there.get(), "'%s' is no plain value".formatted(key), "write a value or null");
    return Value.ANY;
  }
}
