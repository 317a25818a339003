package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
   * Rules for the columns that differ in {@link Pairing#CHANGED}, column by column.
   *
   * @param changed those columns, with the number of all rows in which each differs
   */
  List<Explanation> explain(Map<Slot, Long> changed) {
    Map<Slot, Long> most = new LinkedHashMap<>();
    changed.entrySet().stream()
        .sorted(Map.Entry.<Slot, Long>comparingByValue().reversed())
        .limit(MAX_COLUMNS)
        .forEach(column -> most.put(column.getKey(), column.getValue()));
    List<Explanation> where = new Whereabouts(engine, plan).of(most);
    List<Explanation> explanations = new ArrayList<>();
    for (Slot slot : most.keySet()) {
      String name = slot.plan().name();
      if (slot.plan().hashing() != Hashing.NONE) {
        explanations.addAll(new CellRules(name, cells(slot), isTime(slot)).hold());
      }
      where.stream().filter(e -> e.column().equals(name)).forEach(explanations::add);
    }
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

  private String number(Slot slot, String value) {
    if (new Distance(engine.dialect(), slot).isNumeric()) {
      return value + "::DOUBLE";
    }
    return isTime(slot) ? "epoch(%s)".formatted(value) : "NULL::DOUBLE";
  }

  private static boolean isTime(Slot slot) {
    String type = slot.plan().comparedAs();
    return type.equals("DATE") || type.startsWith("TIMESTAMP");
  }
}
