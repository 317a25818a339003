package dev.bering.app;

import dev.bering.parity.ColumnRule;
import dev.bering.parity.Normaliser;
import dev.bering.parity.Tolerance;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** The rules of one column as keys of a YAML file. */
final class ColumnRuleKeys {

  private final YamlFile yaml;
  private final YamlKeys keys;
  private final Node node;
  private final String what;

  private ColumnRuleKeys(YamlFile yaml, String column, Node node) {
    this.yaml = yaml;
    this.what = "column '%s'".formatted(column);
    this.keys = new YamlKeys(yaml, node, what);
    this.node = node;
  }

  /** The rule; what is wrong with it the file complains of. */
  static ColumnRule rule(YamlFile yaml, String column, Node node) {
    return new ColumnRuleKeys(yaml, column, node).rule();
  }

  private ColumnRule rule() {
    ColumnRule rule = ColumnRule.NONE.right(keys.text("right").orElse(""));
    Optional<String> reason = keys.text("ignore");
    Tolerance tolerance = keys.node("tolerance").map(this::tolerance).orElse(Tolerance.NONE);
    List<Normaliser> normalisers =
        keys.list("normalise").stream()
            .flatMap(one -> NormaliserKeys.normaliser(yaml, one).stream())
            .toList();
    boolean isRandomId = keys.flag("random-id");
    keys.requireNoOther();
    boolean isComparedSomehow =
        !tolerance.equals(Tolerance.NONE) || !normalisers.isEmpty() || isRandomId;
    if (reason.isPresent() && isComparedSomehow) {
      yaml.wrong(
          node, "%s is ignored and has other rules".formatted(what), "decide for one of the two");
    }
    rule = rule.tolerating(tolerance).normalisedBy(normalisers);
    if (isRandomId) {
      rule = rule.randomId();
    }
    return reason.isPresent() ? rule.ignored(reason.get()) : rule;
  }

  private Tolerance tolerance(Node value) {
    YamlKeys parts = new YamlKeys(yaml, value, "the tolerance of " + what);
    BigDecimal absolute = parts.amount("absolute").orElse(BigDecimal.ZERO);
    BigDecimal relative = parts.amount("relative").orElse(BigDecimal.ZERO);
    long ulps = parts.count("ulps").orElse(0L);
    parts.requireNoOther();
    Tolerance tolerance = new Tolerance(absolute, relative, ulps);
    if (yaml.isSound() && tolerance.equals(Tolerance.NONE)) {
      yaml.wrong(
          value,
          "the tolerance of %s tolerates nothing".formatted(what),
          "write 'absolute: X', 'relative: X' or 'ulps: N' above 0, or leave it out");
    }
    tolerance
        .excess()
        .ifPresent(
            excess ->
                yaml.wrong(
                    value,
                    "in the tolerance of %s %s".formatted(what, excess.fact()),
                    excess.hint()));
    return tolerance;
  }
}
