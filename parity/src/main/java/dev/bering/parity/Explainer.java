package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for rules that the differences of a column follow: in the values, and in where they are.
 */
final class Explainer {

  private static final int MAX_CELLS = 10_000;
  private static final int MAX_COLUMNS = 20;

  private final Engine engine;
  private final ComparisonPlan plan;

  Explainer(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  /**
   * Rules for the columns that differ in {@link Pairing#CHANGED}, those with most differences
   * first.
   *
   * @param changed at least one, most differences first
   */
  List<Explanation> explain(List<Slot> changed, RowCounts rows) {
    List<Explanation> explanations = new ArrayList<>();
    List<Slot> explained = changed.subList(0, Math.min(MAX_COLUMNS, changed.size()));
    Whereabouts whereabouts = new Whereabouts(engine, plan, rows);
    for (Slot slot : explained) {
      if (slot.plan().hashing() != Hashing.NONE) {
        explanations.addAll(new CellRules(slot.plan().name(), cells(slot), isTime(slot)).hold());
      }
    }
    explanations.addAll(whereabouts.of(explained));
    return explanations;
  }

  private List<Cell> cells(Slot slot) {
    String left = "l_" + slot.id();
    String right = "r_" + slot.id();
    return engine.query(
        "SELECT %s IS NULL, coalesce(%s::VARCHAR, ''), %s, %s IS NULL, coalesce(%s::VARCHAR, ''), %s FROM %s WHERE d_%s LIMIT %d"
            .formatted(
                left,
                left,
                number(slot, left),
                right,
                right,
                number(slot, right),
                Pairing.CHANGED,
                slot.id(),
                MAX_CELLS),
        row ->
            new Cell(
                new Cell.Value(row.flag(0), row.string(1), row.real(2)),
                new Cell.Value(row.flag(3), row.string(4), row.real(5))));
  }

  private static String number(Slot slot, String value) {
    if (new Distance(slot).isNumeric()) {
      return value + "::DOUBLE";
    }
    return isTime(slot) ? "epoch(%s)".formatted(value) : "NULL::DOUBLE";
  }

  private static boolean isTime(Slot slot) {
    String type = slot.plan().comparedAs();
    return type.equals("DATE") || type.startsWith("TIMESTAMP");
  }
}
