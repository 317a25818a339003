package dev.bering.app;

import dev.bering.parity.TieOrder;
import dev.bering.parity.Ties;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Ties as they stand in a YAML file. */
final class TiesKeys {

  private static final String TOP_K = "top-k";
  private static final String ROW_NUMBER = "row-number";

  private final YamlFile yaml;
  private final YamlKeys keys;

  private TiesKeys(YamlFile yaml, Node node) {
    this.yaml = yaml;
    this.keys = new YamlKeys(yaml, node, "ties");
  }

  /** The ties; empty if the file had to complain. */
  static Optional<Ties> ties(YamlFile yaml, Node node) {
    return new TiesKeys(yaml, node).ties();
  }

  private Optional<Ties> ties() {
    String kind = keys.requiredText("kind");
    List<String> partition = keys.texts("partition");
    keys.require("order");
    List<TieOrder> order = keys.texts("order").stream().map(TieOrder::of).toList();
    return switch (kind) {
      case TOP_K -> topK(partition, order);
      case ROW_NUMBER -> rowNumber(partition, order);
      default -> {
        keys.node("kind")
            .ifPresent(
                there ->
                    yaml.wrong(
                        there,
                        "'kind' cannot have this value",
                        "write one of %s, %s".formatted(TOP_K, ROW_NUMBER)));
        yield Optional.empty();
      }
    };
  }

  private Optional<Ties> topK(List<String> partition, List<TieOrder> order) {
    long k = keys.count("k").orElse(0L);
    if (k == 0) {
      keys.node("k")
          .filter(there -> yaml.isSound())
          .ifPresent(there -> yaml.wrong(there, "'k' keeps no row", "write 1 or more"));
    }
    String number = keys.text("number").orElse("");
    String candidates = keys.text("candidates").map(yaml::place).orElse("");
    keys.requireNoOther();
    return yaml.isSound()
        ? Optional.of(Ties.topK(partition, order).keeping(k).numbered(number).from(candidates))
        : Optional.empty();
  }

  private Optional<Ties> rowNumber(List<String> partition, List<TieOrder> order) {
    String number = keys.requiredText("number");
    keys.requireNoOther();
    return yaml.isSound()
        ? Optional.of(Ties.rowNumber(number, partition, order))
        : Optional.empty();
  }
}
