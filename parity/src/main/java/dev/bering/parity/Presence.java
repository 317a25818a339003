package dev.bering.parity;

import dev.bering.engine.Engine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * In how many pairs of rows one side has a value of a column where the other has none: null, NaN,
 * an infinity or an empty text. Two random ids differ in every row, and so do an id and null; only
 * the first is what another run would do.
 */
final class Presence {

  private final Engine engine;
  private final ComparisonPlan plan;

  Presence(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  /** Rows by column name, folded. */
  Map<String, Long> differing(List<Slot> columns) {
    Map<String, Long> byColumn = new LinkedHashMap<>();
    if (columns.isEmpty()) {
      return byColumn;
    }
    RowsSql rows = new RowsSql(engine.dialect(), plan);
    String left = "(" + rows.select(Side.LEFT, columns) + ")";
    String right = "(" + rows.select(Side.RIGHT, columns) + ")";
    new Pairing(engine, plan, columns, left, right, false).requireUniqueKeys();
    List<Long> counts =
        engine
            .query(
                "SELECT %s FROM %s l JOIN %s r ON %s"
                    .formatted(
                        columns.stream().map(this::counted).collect(Collectors.joining(", ")),
                        left,
                        right,
                        Slot.keys(plan).stream()
                            .map(
                                key ->
                                    "l.%s IS NOT DISTINCT FROM r.%s".formatted(key.id(), key.id()))
                            .collect(Collectors.joining(" AND "))),
                row -> IntStream.range(0, columns.size()).mapToObj(row::number).toList())
            .get(0);
    for (int i = 0; i < columns.size(); i++) {
      byColumn.put(SchemaMatch.fold(columns.get(i).plan().name()), counts.get(i));
    }
    return byColumn;
  }

  private String counted(Slot slot) {
    return "count(*) FILTER (WHERE %s <> %s)".formatted(kind("l.", slot), kind("r.", slot));
  }

  private String kind(String side, Slot slot) {
    String value = side + slot.id();
    return switch (slot.plan().comparedAs()) {
      case "DOUBLE", "FLOAT" ->
          "CASE WHEN %1$s IS NULL THEN 0 WHEN %2$s THEN 1 WHEN %1$s = 'NaN'::DOUBLE THEN 2 WHEN %1$s > 0 THEN 3 ELSE 4 END"
              .formatted(value, engine.dialect().isFinite(value));
      case "VARCHAR" ->
          "CASE WHEN %1$s IS NULL THEN 0 WHEN %1$s = '' THEN 2 ELSE 1 END".formatted(value);
      default -> "CASE WHEN %s IS NULL THEN 0 ELSE 1 END".formatted(value);
    };
  }
}
