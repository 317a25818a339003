package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.model.Counts;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;

/** Makes the relations of a comparison those that hold only the rows that it is about. */
public final class RowFilter {

  private static final String SUFFIX = "_chosen";

  private RowFilter() {}

  /**
   * Both relations, left first, each with the rows only for which its condition holds, which are
   * counted by one scan.
   *
   * @throws UserException COMPARE_CONDITION_INVALID, for both sides at once, if one is no condition
   *     over its columns
   */
  public static List<Relation> of(
      Engine engine, Comparison comparison, Relation left, Relation right) {
    List<Problem> problems = new ArrayList<>();
    List<Relation> chosen = new ArrayList<>();
    for (Side side : Side.values()) {
      Relation relation = side == Side.LEFT ? left : right;
      String condition = comparison.where().of(side);
      if (condition.isEmpty()) {
        chosen.add(relation);
      } else {
        Condition.problem(engine, TableSide.of(relation), side, condition).ifPresent(problems::add);
        if (problems.isEmpty()) {
          chosen.add(chosen(engine, relation, condition));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return chosen;
  }

  private static Relation chosen(Engine engine, Relation relation, String condition) {
    String name = relation.name() + SUFFIX;
    engine.execute(
        "CREATE OR REPLACE TEMPORARY VIEW %s AS SELECT * FROM %s WHERE (%s)"
            .formatted(
                engine.dialect().identifier(name),
                engine.dialect().identifier(relation.name()),
                condition));
    long rows =
        engine
            .query(
                "SELECT count(*) FROM " + engine.dialect().identifier(name), row -> row.number(0))
            .get(0);
    return new Relation(
        name,
        relation.source(),
        "%s where %s".formatted(relation.summary(), condition),
        relation.columns(),
        rows,
        relation.dialect());
  }

  /**
   * What a condition leaves out of one table.
   *
   * @param rows how many of its rows
   * @param of how many it has
   * @param undecided for how many of them the condition is null
   */
  record LeftOut(Side side, long rows, long of, long undecided) {

    /** As a report notes it. */
    String note() {
      String note =
          "%s of %s of the %s %s left out by where"
              .formatted(
                  Counts.of(rows), Counts.of(of, "row"), side.text(), rows == 1 ? "is" : "are");
      return undecided == 0
          ? note
          : "%s, %s of them because the condition is null there"
              .formatted(note, Counts.of(undecided));
    }
  }

  /** What the conditions of a plan leave out, by one scan of each table that has one. */
  static List<LeftOut> leftOut(Engine engine, ComparisonPlan plan) {
    List<LeftOut> leftOut = new ArrayList<>();
    for (Side side : Side.values()) {
      TableSide table = plan.table(side);
      String condition = plan.comparison().where().of(side);
      if (!condition.isEmpty()) {
        LeftOut found = leftOut(engine, side, table, condition);
        if (found.rows() > 0) {
          leftOut.add(found);
        }
      }
    }
    return leftOut;
  }

  private static LeftOut leftOut(Engine engine, Side side, TableSide table, String condition) {
    String all = table.relation().substring(0, table.relation().length() - SUFFIX.length());
    return engine
        .query(
            "SELECT count(*), count(*) FILTER (WHERE CAST((%s) AS BOOLEAN) IS NULL) FROM %s"
                .formatted(condition, engine.dialect().identifier(all)),
            row ->
                new LeftOut(side, row.number(0) - table.rowCount(), row.number(0), row.number(1)))
        .get(0);
  }

  /** A comparison of some rows must not be planned for all. */
  static void requireApplied(Comparison comparison, Relation left, Relation right) {
    requireApplied(comparison.where().left(), left);
    requireApplied(comparison.where().right(), right);
  }

  private static void requireApplied(String condition, Relation relation) {
    if (!condition.isEmpty() && !relation.name().endsWith(SUFFIX)) {
      throw new IllegalStateException(
          "rows of %s are to be chosen by '%s' first".formatted(relation.name(), condition));
    }
  }
}
