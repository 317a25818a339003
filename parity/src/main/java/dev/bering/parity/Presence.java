package dev.bering.parity;

import dev.bering.engine.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * In how many pairs of rows the values of a column differ by no distance that could be measured.
 * Two random ids differ in every row, and so do an id and null; only the first is what another run
 * would do. Two times differ by a millisecond or by a day.
 */
final class Presence {

  /** Two values of them are the same or not, and nothing lies between. */
  private static final Set<String> OF_NO_SIZE = Set.of("VARCHAR", "UUID", "BLOB", "BOOLEAN");

  private final Engine engine;
  private final ComparisonPlan plan;
  private final List<Acceptance> accepted;

  Presence(Engine engine, ComparisonReport report) {
    this.engine = engine;
    this.plan = report.plan();
    List<AcceptedDifference> held =
        report.accepted().stream()
            .filter(one -> !one.fails())
            .map(AcceptedResult::declared)
            .toList();
    this.accepted = plan.accepted().stream().filter(one -> held.contains(one.declared())).toList();
  }

  /**
   * Pairs that differ.
   *
   * @param oneSided one side has a value and the other has none: null, NaN, an infinity or an empty
   *     text
   * @param unmeasured both have one, and how far apart they are is not known
   */
  record Counts(long oneSided, long unmeasured) {

    static final Counts NONE = new Counts(0, 0);

    Counts plus(Counts other) {
      return new Counts(oneSided + other.oneSided, unmeasured + other.unmeasured);
    }
  }

  /** Whether two values of a column cannot be a little different, as two texts cannot. */
  static boolean isOfNoSize(ColumnPlan column) {
    return OF_NO_SIZE.contains(column.comparedAs());
  }

  /** What is said to differ and is not accepted, by column name, folded. */
  Map<String, Counts> differing(List<Slot> columns) {
    Map<String, Counts> byColumn = new LinkedHashMap<>();
    if (columns.isEmpty()) {
      return byColumn;
    }
    RowsSql rows = new RowsSql(engine.dialect(), plan);
    String left = "(" + rows.select(Side.LEFT, columns) + ")";
    String right = "(" + rows.select(Side.RIGHT, columns) + ")";
    new Pairing(engine, plan, columns, left, right, false).requireUniqueKeys();
    Aggregates sums = new Aggregates();
    List<String> flags = new ArrayList<>();
    List<Aggregates.Place> oneSided = new ArrayList<>();
    List<Aggregates.Place> unmeasured = new ArrayList<>();
    for (Slot slot : columns) {
      CellSql cell = new CellSql(engine.dialect(), slot, accepted);
      flags.add("%s AS d_%s".formatted(cell.mismatches(), slot.id()));
      flags.add("%s AS l_%s".formatted(kind("l.", slot), slot.id()));
      flags.add("%s AS r_%s".formatted(kind("r.", slot), slot.id()));
      flags.add("%s AS u_%s".formatted(isUnmeasured(slot, cell.distance()), slot.id()));
      oneSided.add(sums.count("d_%1$s AND l_%1$s <> r_%1$s".formatted(slot.id())));
      unmeasured.add(
          sums.count("d_%1$s AND l_%1$s = 1 AND r_%1$s = 1 AND u_%1$s".formatted(slot.id())));
    }
    List<Counts> counts =
        engine
            .query(
                "SELECT %s FROM (SELECT %s FROM (SELECT *, true AS here FROM %s) l JOIN (SELECT *, true AS here FROM %s) r ON %s)"
                    .formatted(sums.sql(), String.join(", ", flags), left, right, sameKey()),
                row ->
                    IntStream.range(0, columns.size())
                        .mapToObj(
                            i ->
                                new Counts(
                                    oneSided.get(i).number(row), unmeasured.get(i).number(row)))
                        .toList())
            .get(0);
    for (int i = 0; i < columns.size(); i++) {
      byColumn.put(SchemaMatch.fold(columns.get(i).plan().name()), counts.get(i));
    }
    return byColumn;
  }

  private String sameKey() {
    return Slot.keys(plan).stream()
        .map(key -> "l.%s IS NOT DISTINCT FROM r.%s".formatted(key.id(), key.id()))
        .collect(Collectors.joining(" AND "));
  }

  private static String isUnmeasured(Slot slot, Distance distance) {
    if (distance.isNumeric()) {
      return "(%s) IS NULL".formatted(distance.absolute());
    }
    return isOfNoSize(slot.plan()) ? "false" : "true";
  }

  /** 1 is a value; all others are none, each in a way of its own. */
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
