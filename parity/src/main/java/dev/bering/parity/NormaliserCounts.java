package dev.bering.parity;

import dev.bering.engine.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the values that normalisers change, in one scan of each side that has any. */
final class NormaliserCounts {

  private final Map<String, Long> left;
  private final Map<String, Long> right;

  NormaliserCounts(Engine engine, ComparisonPlan plan, List<Slot> slots) {
    List<Slot> normalised =
        slots.stream().filter(slot -> !slot.plan().normalisation().isNone()).toList();
    this.left = count(engine, plan, Side.LEFT, normalised);
    this.right = count(engine, plan, Side.RIGHT, normalised);
  }

  private static Map<String, Long> count(
      Engine engine, ComparisonPlan plan, Side side, List<Slot> slots) {
    if (slots.isEmpty()) {
      return Map.of();
    }
    Aggregates sums = new Aggregates();
    Map<String, Aggregates.Place> places = new LinkedHashMap<>();
    for (Slot slot : slots) {
      List<Normalisation.Step> steps = slot.plan().normalisation().steps();
      for (int i = 0; i < steps.size(); i++) {
        places.put(slot.withoutId(i), sums.count(steps.get(i).changed(side)));
      }
    }
    return engine
        .query(
            "SELECT %s FROM %s"
                .formatted(sums.sql(), engine.dialect().identifier(plan.table(side).relation())),
            row -> {
              Map<String, Long> counts = new LinkedHashMap<>();
              places.forEach((id, place) -> counts.put(id, place.number(row)));
              return counts;
            })
        .get(0);
  }

  /**
   * What the normalisers of a slot did.
   *
   * @param absorbed how many pairs of rows each absorbed
   */
  List<NormaliserCount> of(Slot slot, List<Long> absorbed) {
    List<Normalisation.Step> steps = slot.plan().normalisation().steps();
    List<NormaliserCount> counts = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      String id = slot.withoutId(i);
      counts.add(
          new NormaliserCount(
              steps.get(i).normaliser(),
              left.getOrDefault(id, 0L),
              right.getOrDefault(id, 0L),
              i < absorbed.size() ? absorbed.get(i) : 0));
    }
    return counts;
  }
}
