package dev.bering.parity;

import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan as a person reads it. */
final class PlanText {

  private PlanText() {}

  static String of(ComparisonPlan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(table("left ", plan.left()));
    lines.add(table("right", plan.right()));
    lines.add("key    " + key(plan));
    lines.add("plan   " + strategy(plan));
    int width = plan.columns().stream().mapToInt(column -> column.name().length()).max().orElse(0);
    for (ColumnPlan column : plan.keys()) {
      if (!column.reason().isEmpty()) {
        lines.add("  key %s: %s".formatted(column.name(), column.reason()));
      }
      if (!column.normalisation().isNone()) {
        lines.add("  key %s: normalised by %s".formatted(column.name(), normalisers(column)));
      }
    }
    for (ColumnPlan column : plan.columns()) {
      lines.add(
          "  %-9s  %s  %s"
              .formatted(method(column.method()), padded(column.name(), width), how(column))
              .stripTrailing());
    }
    plan.accepted().forEach(one -> lines.add("accept " + one.declared().text()));
    if (plan.ties().isDeclared()) {
      lines.add("ties   " + plan.ties().declared().text());
    }
    plan.notes().forEach(note -> lines.add("note   " + note));
    return String.join("\n", lines);
  }

  static String key(ComparisonPlan plan) {
    return plan.comparison().matching() == Matching.AS_MULTISET
        ? "none"
        : plan.keys().stream().map(ColumnPlan::name).collect(Collectors.joining(", "));
  }

  private static String table(String side, TableSide table) {
    return "%s  %s  (%s, %s)"
        .formatted(side, table.source(), table.summary(), Counts.of(table.rowCount(), "row"));
  }

  private static String strategy(ComparisonPlan plan) {
    return switch (plan.strategy()) {
      case DIRECT_JOIN -> "join all rows by key";
      case COUNT_ROWS -> "count how often each row occurs on each side";
      case FINGERPRINTS_FIRST ->
          String.format(
              Locale.ROOT,
              "fingerprint %s on each side, then join the rows of those that differ; join all rows"
                  + " if more than %.0f %% differ",
              Counts.of(plan.bucketCount(), "bucket"),
              plan.redShare() * 100);
    };
  }

  static String method(Method method) {
    return switch (method) {
      case EXACT_FINGERPRINT, EXACT_JOIN -> "exact";
      case NORMALISED_JOIN -> "normalised";
      case TOLERANT_JOIN -> "tolerant";
      case BIJECTION_JOIN -> "one-to-one";
      case NOT_COMPARED -> "not";
    };
  }

  private static String how(ColumnPlan column) {
    if (column.method() == Method.NOT_COMPARED) {
      return column.reason();
    }
    List<String> parts = new ArrayList<>();
    parts.add(column.reason().isEmpty() ? column.comparedAs() : column.reason());
    if (!column.tolerance().isNone()) {
      parts.add(column.tolerance().text());
    }
    if (column.method() == Method.EXACT_JOIN) {
      parts.add("row by row");
    }
    if (!column.normalisation().isNone()) {
      parts.add("normalised by " + normalisers(column));
    }
    return String.join(", ", parts);
  }

  private static String normalisers(ColumnPlan column) {
    return column.normalisation().steps().stream()
        .map(Normalisation.Step::normaliser)
        .collect(Collectors.joining(", "));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
