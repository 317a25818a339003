package dev.bering.parity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether what a comparison names exists, and whether it contradicts itself. */
final class DeclarationCheck {

  private final Comparison comparison;
  private final SchemaMatch schema;
  private final Complaints complaints;

  DeclarationCheck(Comparison comparison, SchemaMatch schema, Complaints complaints) {
    this.comparison = comparison;
    this.schema = schema;
    this.complaints = complaints;
  }

  void check() {
    if (comparison.matching() == Matching.BY_KEY && comparison.keys().isEmpty()) {
      complaints.add(
          "COMPARE_NO_KEY",
          "no key column is named",
          "name the columns that identify a row, such as --key id");
    }
    requireOnBothSides(comparison.keys(), "key column", schema, complaints);
    comparison.keys().forEach(key -> key(key, comparison.rule(key)));
    names(rule -> !rule.tolerance().isNone()).forEach(this::tolerance);
    names(ColumnRule::isIgnored).forEach(column -> known("ignored", column));
  }

  private List<String> names(Predicate<ColumnRule> kind) {
    return comparison.columns().entrySet().stream()
        .filter(column -> kind.test(column.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private void key(String key, ColumnRule rule) {
    if (rule.isIgnored()) {
      complaints.add(
          "COMPARE_KEY_IGNORED",
          "key column '%s' is also ignored".formatted(key),
          "take it out of the keys or out of the ignored columns");
    }
    if (!rule.tolerance().isNone()) {
      complaints.add(
          "COMPARE_KEY_TOLERANCE",
          "key column '%s' has a tolerance, but rows are paired by equal keys".formatted(key),
          "take the tolerance away, or choose another key");
    }
  }

  static void requireOnBothSides(
      List<String> names, String role, SchemaMatch schema, Complaints complaints) {
    for (String name : names) {
      Optional<ColumnMatch> match = schema.find(name);
      if (match.isPresent() && match.get() instanceof ColumnMatch.Both) {
        continue;
      }
      String where =
          match.isPresent() && match.get() instanceof ColumnMatch.Single single
              ? "the " + single.side().other().text()
              : "both sides";
      complaints.add(
          "COMPARE_KEY_MISSING",
          "%s '%s' is missing on %s".formatted(role, name, where),
          "choose among: " + String.join(", ", schema.namesOnBothSides()));
    }
  }

  private void tolerance(String column) {
    known("tolerance", column);
    if (comparison.rule(column).isIgnored()) {
      complaints.add(
          "COMPARE_TOLERANCE_IGNORED",
          "column '%s' has a tolerance and is ignored".formatted(column),
          "decide for one of the two");
    } else if (schema.find(column).orElse(null) instanceof ColumnMatch.Single single) {
      complaints.add(
          "COMPARE_COLUMN_UNKNOWN",
          "tolerance column '%s' is missing on the %s"
              .formatted(column, single.side().other().text()),
          "declare tolerances for columns that both sides have");
    }
  }

  private void known(String role, String column) {
    if (schema.find(column).isEmpty()) {
      complaints.add(
          "COMPARE_COLUMN_UNKNOWN",
          "%s column '%s' is on neither side".formatted(role, column),
          "the columns are: " + String.join(", ", schema.names()));
    }
  }
}
