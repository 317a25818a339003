package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Row;
import dev.bering.engine.SqlDialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One count of what differs within pairs: flags for each pair of rows, and sums over them. */
final class PairCounter {

  private final Engine engine;
  private final SqlDialect dialect;
  private final List<Slot> keys;
  private final List<Slot> columns;
  private final List<Acceptance> accepting;
  private final boolean inBuckets;
  private final List<String> flags = new ArrayList<>();
  private final Aggregates sums = new Aggregates();
  private final Map<String, ColumnSums> byId = new LinkedHashMap<>();
  private final Map<String, Aggregates.Place> acceptedRows = new LinkedHashMap<>();

  /**
   * @param accepting the only differences that are accepted
   * @param inBuckets whether the rows of both sides have a column {@code bucket}
   */
  PairCounter(
      Engine engine,
      List<Slot> keys,
      List<Slot> columns,
      List<Acceptance> accepting,
      boolean inBuckets) {
    this.engine = engine;
    this.dialect = engine.dialect();
    this.keys = keys;
    this.columns = columns;
    this.accepting = accepting;
    this.inBuckets = inBuckets;
  }

  /**
   * Counts, once, in one query.
   *
   * @param pairs rows of l and r, joined in full, each with a column {@code here} that is null
   *     where it has no partner
   */
  PairCounts take(String pairs) {
    flags.add("l.here IS NULL AS only_right");
    flags.add("r.here IS NULL AS only_left");
    keys.forEach(slot -> byId.put(slot.id(), ofKey(slot)));
    columns.forEach(slot -> byId.put(slot.id(), ofColumn(slot)));
    accepting.forEach(this::acceptedRows);
    Aggregates.Place onlyLeft = sums.count("only_left");
    Aggregates.Place onlyRight = sums.count("only_right");
    Aggregates.Place paired = sums.count("NOT only_left AND NOT only_right");
    Aggregates.Place changed = sums.count(any("d_"));
    Aggregates.Place redBuckets = redBuckets();
    return engine
        .query(
            "SELECT %s FROM (SELECT %s FROM %s)"
                .formatted(sums.sql(), String.join(", ", flags), pairs),
            row -> {
              Map<String, PairCounts.Column> found = new LinkedHashMap<>();
              byId.forEach((id, column) -> found.put(id, column.read(row)));
              Map<String, Long> accepted = new LinkedHashMap<>();
              acceptedRows.forEach((id, place) -> accepted.put(id, place.number(row)));
              return new PairCounts(
                  onlyLeft.number(row),
                  onlyRight.number(row),
                  paired.number(row),
                  changed.number(row),
                  redBuckets.number(row),
                  found,
                  accepted);
            })
        .get(0);
  }

  private ColumnSums ofKey(Slot slot) {
    Aggregates.Place none = sums.add("0");
    Aggregates.Place nothing = sums.add("0::DOUBLE");
    return new ColumnSums(
        none, none, none, nothing, nothing, absorbed(slot, "true"), absorbedTogether(slot, "true"));
  }

  private ColumnSums ofColumn(Slot slot) {
    CellSql cell = new CellSql(dialect, slot, accepting);
    String id = slot.id();
    flags.add(paired(cell.differs()) + " AS x_" + id);
    String accepted =
        cell.accepted().stream()
            .map(one -> "y_%s_%s".formatted(one.id(), id))
            .collect(Collectors.joining(" OR "));
    cell.accepted()
        .forEach(
            one ->
                flags.add(
                    "(x_%s AND %s) AS y_%s_%s".formatted(id, cell.isAccepted(one), one.id(), id)));
    flags.add(
        accepted.isEmpty()
            ? "x_%s AS d_%s".formatted(id, id)
            : "(x_%s AND NOT (%s)) AS d_%s".formatted(id, accepted, id));
    boolean maySpare =
        slot.plan().method() == Method.BIJECTION_JOIN || !slot.plan().tolerance().isNone();
    if (maySpare) {
      flags.add(paired(cell.distinct()) + " AS e_" + id);
    }
    Distance distance = cell.distance();
    if (distance.isNumeric()) {
      flags.add("CASE WHEN d_%s THEN %s END AS a_%s".formatted(id, distance.absolute(), id));
      flags.add("CASE WHEN d_%s THEN %s END AS q_%s".formatted(id, distance.relative(), id));
    }
    return new ColumnSums(
        sums.count("d_" + id),
        cell.accepted().isEmpty()
            ? sums.add("0")
            : sums.count("x_%s AND NOT d_%s".formatted(id, id)),
        maySpare ? sums.count("e_%s AND NOT x_%s".formatted(id, id)) : sums.add("0"),
        sums.add(distance.isNumeric() ? "coalesce(max(a_%s), 0)".formatted(id) : "0::DOUBLE"),
        sums.add(distance.isNumeric() ? "coalesce(max(q_%s), 0)".formatted(id) : "0::DOUBLE"),
        absorbed(slot, "NOT x_" + id),
        absorbedTogether(slot, "NOT x_" + id));
  }

  private List<Aggregates.Place> absorbed(Slot slot, String isEqual) {
    CellSql cell = new CellSql(dialect, slot, List.of());
    return IntStream.range(0, slot.plan().normalisation().steps().size())
        .mapToObj(
            i -> {
              String flag = "n_" + slot.withoutId(i);
              flags.add(paired(cell.wouldDifferWithout(i)) + " AS " + flag);
              return sums.count("%s AND %s".formatted(flag, isEqual));
            })
        .toList();
  }

  private Aggregates.Place absorbedTogether(Slot slot, String isEqual) {
    if (slot.plan().normalisation().isNone()) {
      return sums.add("0");
    }
    String flag = "n_" + slot.bareId();
    flags.add(paired(new CellSql(dialect, slot, List.of()).wouldDifferBare()) + " AS " + flag);
    return sums.count("%s AND %s".formatted(flag, isEqual));
  }

  private void acceptedRows(Acceptance acceptance) {
    String anywhere =
        columns.stream()
            .filter(acceptance::concerns)
            .map(slot -> "y_%s_%s".formatted(acceptance.id(), slot.id()))
            .collect(Collectors.joining(" OR "));
    acceptedRows.put(acceptance.id(), anywhere.isEmpty() ? sums.add("0") : sums.count(anywhere));
  }

  private Aggregates.Place redBuckets() {
    if (!inBuckets) {
      return sums.add("0");
    }
    flags.add("coalesce(l.bucket, r.bucket) AS bucket");
    return sums.add(
        "count(DISTINCT bucket) FILTER (WHERE only_left OR only_right OR %s)".formatted(any("x_")));
  }

  private String any(String flag) {
    return columns.isEmpty()
        ? "false"
        : columns.stream()
            .map(slot -> flag + slot.id())
            .collect(Collectors.joining(" OR ", "(", ")"));
  }

  private static String paired(String condition) {
    return "coalesce(l.here AND r.here AND %s, false)".formatted(condition);
  }

  /** Where the sums of one column are. */
  private record ColumnSums(
      Aggregates.Place changed,
      Aggregates.Place accepted,
      Aggregates.Place tolerated,
      Aggregates.Place largestAbsolute,
      Aggregates.Place largestRelative,
      List<Aggregates.Place> absorbed,
      Aggregates.Place absorbedTogether) {

    PairCounts.Column read(Row row) {
      return new PairCounts.Column(
          changed.number(row),
          accepted.number(row),
          tolerated.number(row),
          largestAbsolute.real(row),
          largestRelative.real(row),
          absorbed.stream().map(place -> place.number(row)).toList(),
          absorbedTogether.number(row));
    }
  }
}
