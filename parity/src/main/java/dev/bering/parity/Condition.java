package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Problem;
import java.util.Optional;

/** Conditions in SQL that users write. */
final class Condition {

  private Condition() {}

  /** What keeps a condition from being one over the columns of a table. */
  static Optional<Problem> problem(Engine engine, TableSide table, Side side, String condition) {
    if (condition.matches("(?s).*(;|--|/\\*).*")) {
      return Optional.of(problem(table, side, condition, "it holds a semicolon or a comment"));
    }
    try {
      engine.query(
          "SELECT CAST((%s) AS BOOLEAN) FROM %s LIMIT 0"
              .formatted(condition, engine.dialect().identifier(table.relation())),
          row -> row);
      return Optional.empty();
    } catch (IllegalStateException e) {
      // Nothing but the condition can be wrong with this query.
      return Optional.of(problem(table, side, condition, fact(e)));
    }
  }

  private static Problem problem(TableSide table, Side side, String condition, String fact) {
    return new Problem(
        "COMPARE_CONDITION_INVALID",
        "Cannot choose rows of %s by '%s': %s.".formatted(table.source(), condition, fact),
        "write one SQL condition over the columns of the " + side.text());
  }

  private static String fact(IllegalStateException e) {
    String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    String line = String.valueOf(message).lines().findFirst().orElse("").strip();
    return line.endsWith(".") || line.endsWith("!") ? line.substring(0, line.length() - 1) : line;
  }
}
