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
    names(ColumnRule::isRandomId).forEach(this::randomId);
    names(rule -> !rule.normalisers().isEmpty()).forEach(this::normalised);
    comparison.accepted().forEach(this::accepted);
    comparison.partitions().forEach(this::partition);
    comparison.ties().columns().forEach(column -> requireCompared("tie", column));
    if (comparison.matching() == Matching.AS_MULTISET) {
      keyless();
    }
  }

  private void randomId(String column) {
    requireCompared("random-id", column);
    if (!comparison.rule(column).tolerance().isNone()) {
      complaints.add(
          "COMPARE_RANDOM_ID_TOLERANCE",
          "column '%s' is a random id and has a tolerance".formatted(column),
          "decide for one of the two");
    }
    if (isKey(column)) {
      complaints.add(
          "COMPARE_KEY_RANDOM",
          "key column '%s' is a random id, by which no rows can be paired".formatted(column),
          "choose another key, or 'keys: none' and ignore the column");
    }
  }

  private void normalised(String column) {
    requireCompared("normalised", column);
    List<Normaliser> normalisers = comparison.rule(column).normalisers();
    for (int i = 1; i < normalisers.size(); i++) {
      if (normalisers.get(i).getClass() == normalisers.get(i - 1).getClass()) {
        complaints.add(
            "COMPARE_NORMALISER_TWICE",
            "column '%s' has the normaliser '%s' beside '%s'"
                .formatted(column, normalisers.get(i).text(), normalisers.get(i - 1).text()),
            "leave one of them out");
      }
    }
  }

  private void accepted(AcceptedDifference difference) {
    for (String column : difference.columns()) {
      requireCompared("accepted", column);
      if (isKey(column)) {
        complaints.add(
            "COMPARE_KEY_ACCEPTED",
            "differences of key column '%s' are accepted, but rows are paired by equal keys"
                .formatted(column),
            "take it out of the accepted differences");
      }
    }
  }

  private void partition(String column) {
    requireCompared("partition", column);
    ColumnRule rule = comparison.rule(column);
    if (!rule.tolerance().isNone() || rule.isRandomId()) {
      complaints.add(
          "COMPARE_PARTITION_RULE",
          "partition column '%s' %s"
              .formatted(column, rule.isRandomId() ? "is a random id" : "has a tolerance"),
          "name partition columns whose values must be equal");
    }
  }

  private void requireCompared(String role, String column) {
    known(role, column);
    if (comparison.rule(column).isIgnored()) {
      complaints.add(
          "COMPARE_RULE_IGNORED",
          "%s column '%s' is ignored".formatted(role, column),
          "decide for one of the two");
    } else if (schema.find(column).orElse(null) instanceof ColumnMatch.Single single) {
      complaints.add(
          "COMPARE_COLUMN_UNKNOWN",
          "%s column '%s' is missing on the %s"
              .formatted(role, column, single.side().other().text()),
          "declare it for columns that both sides have");
    }
  }

  private boolean isKey(String column) {
    return comparison.keys().stream().anyMatch(column::equalsIgnoreCase);
  }

  /** Without keys no two rows belong together, so nothing can be said of pairs. */
  private void keyless() {
    for (String column : names(rule -> !rule.tolerance().isNone())) {
      complaints.add(
          "COMPARE_KEYLESS_TOLERANCE",
          "column '%s' has a tolerance, but without a key nobody can tell which rows are to be close"
              .formatted(column),
          "name a key, or take the tolerance away");
    }
    for (String column : names(ColumnRule::isRandomId)) {
      complaints.add(
          "COMPARE_KEYLESS_RANDOM_ID",
          "column '%s' is a random id, but without a key nobody can tell which ids correspond"
              .formatted(column),
          "name a key, or ignore the column");
    }
    if (!comparison.accepted().isEmpty()) {
      complaints.add(
          "COMPARE_KEYLESS_ACCEPTED",
          "differences are accepted, but without a key nobody can tell which rows have changed",
          "name a key, or take the accepted differences away");
    }
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
