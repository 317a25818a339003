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
    lines.add(
        "key    " + plan.keys().stream().map(ColumnPlan::name).collect(Collectors.joining(", ")));
    lines.add("plan   " + strategy(plan));
    int width = plan.columns().stream().mapToInt(column -> column.name().length()).max().orElse(0);
    for (ColumnPlan column : plan.keys()) {
      if (!column.reason().isEmpty()) {
        lines.add("  key %s: %s".formatted(column.name(), column.reason()));
      }
    }
    for (ColumnPlan column : plan.columns()) {
      lines.add(
          "  %-9s  %s  %s"
              .formatted(method(column.method()), padded(column.name(), width), how(column))
              .stripTrailing());
    }
    plan.notes().forEach(note -> lines.add("note   " + note));
    return String.join("\n", lines);
  }

  private static String table(String side, TableSide table) {
    return "%s  %s  (%s, %s)"
        .formatted(side, table.source(), table.summary(), Counts.of(table.rowCount(), "row"));
  }

  private static String strategy(ComparisonPlan plan) {
    return plan.strategy() == Strategy.DIRECT_JOIN
        ? "join all rows by key"
        : String.format(
            Locale.ROOT,
            "fingerprint %s on each side, then join the rows of those that differ; join all rows if"
                + " more than %.0f %% differ",
            Counts.of(plan.bucketCount(), "bucket"),
            plan.redShare() * 100);
  }

  static String method(Method method) {
    return switch (method) {
      case EXACT_FINGERPRINT, EXACT_JOIN -> "exact";
      case TOLERANT_JOIN -> "tolerant";
      case NOT_COMPARED -> "not";
    };
  }

  private static String how(ColumnPlan column) {
    if (column.method() == Method.NOT_COMPARED) {
      return column.reason();
    }
    List<String> parts = new ArrayList<>();
    parts.add(column.reason().isEmpty() ? column.comparedAs() : column.reason());
    if (column.method() == Method.TOLERANT_JOIN) {
      parts.add(column.tolerance().text());
    }
    if (column.method() == Method.EXACT_JOIN) {
      parts.add("row by row");
    }
    return String.join(", ", parts);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
