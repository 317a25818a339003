package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole parts of a table that the other one lacks, such as a day that was never loaded: values of a
 * key column of which one side has several rows and the other none.
 */
final class MissingParts {

  private final Engine engine;
  private final ComparisonPlan plan;

  MissingParts(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  /** One sentence for each part that only this side has, the largest first. */
  List<String> onlyOn(Side side) {
    List<String> sentences = new ArrayList<>();
    List<Slot> keys = Slot.keys(plan);
    // A key of one column has a value for each row and no parts.
    if (keys.size() > 1) {
      keys.stream()
          .filter(key -> !isPartition(key))
          .forEach(key -> sentences.addAll(onlyOn(side, key)));
    }
    return sentences;
  }

  /** Of a declared partition there is a finding of its own. */
  private boolean isPartition(Slot key) {
    List<String> partitions = plan.comparison().partitions();
    return partitions.size() == 1 && partitions.get(0).equalsIgnoreCase(key.plan().name());
  }

  private List<String> onlyOn(Side side, Slot key) {
    return engine.query(
        "SELECT n, %s FROM (SELECT %s, count(*) AS n FROM (%s) GROUP BY %s) l ANTI JOIN (%s) r ON l.%s IS NOT DISTINCT FROM r.%s WHERE n > 1 ORDER BY n DESC, %s LIMIT %d"
            .formatted(
                Shown.sql(engine.dialect(), "l." + key.id(), key),
                key.id(),
                values(side, key),
                key.id(),
                values(side.other(), key),
                key.id(),
                key.id(),
                Slot.order(List.of(key), "l."),
                plan.comparison().sampleLimit()),
        row ->
            "all %s with %s = %s are only on the %s"
                .formatted(
                    Counts.of(row.number(0), "row"),
                    key.plan().name(),
                    row.string(1),
                    side.text()));
  }

  private String values(Side side, Slot key) {
    return RowsSql.select(engine.dialect(), plan.table(side), side, List.of(key));
  }
}
