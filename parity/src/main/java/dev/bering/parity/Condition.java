package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Problem;
import java.util.List;
import java.util.Optional;

/** Conditions in SQL that users write. */
final class Condition {

  private Condition() {}

  /** What keeps a condition from choosing rows of a table. */
  static Optional<Problem> problem(Engine engine, TableSide table, Side side, String condition) {
    return problem(engine, table, side, condition, "SELECT * FROM %2$s WHERE (%1$s) LIMIT 0");
  }

  /** What keeps a condition from being a value beside the columns of a table. */
  static Optional<Problem> problemBesideColumns(
      Engine engine, TableSide table, Side side, String condition) {
    return problem(
        engine, table, side, condition, "SELECT *, coalesce((%1$s), false) FROM %2$s LIMIT 0");
  }

  /** Each is asked where it will stand: what may stand elsewhere need not be allowed there. */
  private static Optional<Problem> problem(
      Engine engine, TableSide table, Side side, String condition, String query) {
    if (condition.matches("(?s).*(;|--|/\\*).*")) {
      return Optional.of(problem(table, side, condition, "it holds a semicolon or a comment"));
    }
    try {
      for (String asked : List.of("SELECT CAST((%1$s) AS BOOLEAN) FROM %2$s LIMIT 0", query)) {
        engine.query(
            asked.formatted(condition, engine.dialect().identifier(table.relation())), row -> row);
      }
    } catch (IllegalStateException e) {
      // Nothing but the condition can be wrong with these queries.
      return Optional.of(problem(table, side, condition, fact(e)));
    }
    return FickleFunctions.in(condition)
        .map(
            name ->
                problem(
                    table,
                    side,
                    condition,
                    "it asks for %s, which need not be the same each time".formatted(name)));
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
