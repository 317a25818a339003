package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Row;
import dev.bering.engine.SqlDialect;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Two sets of rows paired by key: what differs within pairs, and which rows have no partner. */
final class Pairing {

  /** Table (k0, ..., l_c0, r_c0, d_c0, ...): pairs of rows that differ, in key order. */
  static final String CHANGED = "parity_changed_rows";

  /** Enough to explain differences by; a table of many more holds no more insight. */
  static final int MAX_CHANGED_ROWS = 100_000;

  private final Engine engine;
  private final SqlDialect dialect;
  private final ComparisonPlan plan;
  private final List<Slot> keys;
  private final List<Slot> columns;
  private final String left;
  private final String right;
  private final boolean inBuckets;

  /**
   * @param left table, or query in parentheses, with the columns of {@link RowsSql#select}
   * @param right likewise
   * @param inBuckets whether both have a column {@code bucket} too
   */
  Pairing(
      Engine engine,
      ComparisonPlan plan,
      List<Slot> columns,
      String left,
      String right,
      boolean inBuckets) {
    this.engine = engine;
    this.dialect = engine.dialect();
    this.plan = plan;
    this.keys = Slot.keys(plan);
    this.columns = columns;
    this.left = left;
    this.right = right;
    this.inBuckets = inBuckets;
  }

  List<Slot> columns() {
    return columns;
  }

  /**
   * How many rows differ.
   *
   * @param redBuckets in how many buckets, if rows have buckets
   * @param columns by slot id
   */
  record Counts(
      long onlyLeft, long onlyRight, long changed, long redBuckets, Map<String, Column> columns) {

    Column column(Slot slot) {
      return columns.getOrDefault(slot.id(), Column.SAME);
    }
  }

  /** How one column differs within pairs. */
  record Column(long changed, long tolerated, double largestAbsolute, double largestRelative) {

    /** Nothing differs. */
    static final Column SAME = new Column(0, 0, 0, 0);
  }

  /**
   * Refuses keys that several rows of a side share: nobody could say which belongs to which.
   *
   * @throws UserException COMPARE_DUPLICATE_KEY
   */
  void requireUniqueKeys() {
    List<Problem> problems =
        Stream.of(Side.values()).flatMap(side -> duplicate(side).stream()).toList();
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private Optional<Problem> duplicate(Side side) {
    String ids = keys.stream().map(Slot::id).collect(Collectors.joining(", "));
    return engine
        .query(
            "SELECT count(*), %s FROM %s GROUP BY %s HAVING count(*) > 1 ORDER BY ALL DESC LIMIT 1"
                .formatted(shown(""), side == Side.LEFT ? left : right, ids),
            row ->
                new Problem(
                    "COMPARE_DUPLICATE_KEY",
                    "Cannot pair the rows of %s: key %s occurs %d times on the %s."
                        .formatted(
                            plan.table(side).source(),
                            keyText(keyValues(row, 1)),
                            row.number(0),
                            side.text()),
                    "add columns to the key until every row has its own"))
        .stream()
        .findFirst();
  }

  /** Counts differences in one join. */
  Counts count() {
    String different =
        columns.stream().map(slot -> "d_" + slot.id()).collect(Collectors.joining(" OR "));
    String anyDifferent = columns.isEmpty() ? "false" : "(" + different + ")";
    List<String> flags = new ArrayList<>();
    List<String> aggregates = new ArrayList<>();
    flags.add("l.here IS NULL AS only_right");
    flags.add("r.here IS NULL AS only_left");
    aggregates.add("count(*) FILTER (WHERE only_left)");
    aggregates.add("count(*) FILTER (WHERE only_right)");
    aggregates.add(
        "count(*) FILTER (WHERE NOT only_left AND NOT only_right AND %s)".formatted(anyDifferent));
    if (inBuckets) {
      flags.add("coalesce(l.bucket, r.bucket) AS bucket");
      aggregates.add(
          "count(DISTINCT bucket) FILTER (WHERE only_left OR only_right OR %s)"
              .formatted(anyDifferent));
    } else {
      aggregates.add("0");
    }
    for (Slot slot : columns) {
      Distance distance = new Distance(dialect, slot);
      String id = slot.id();
      String paired = "l.here AND r.here AND ";
      flags.add("coalesce(%s%s, false) AS d_%s".formatted(paired, distance.differs(), id));
      aggregates.add("count(*) FILTER (WHERE d_%s)".formatted(id));
      if (slot.plan().tolerance().isNone()) {
        aggregates.add("0");
      } else {
        flags.add("coalesce(%s%s, false) AS e_%s".formatted(paired, distance.distinct(), id));
        aggregates.add("count(*) FILTER (WHERE e_%s AND NOT d_%s)".formatted(id, id));
      }
      if (distance.isNumeric()) {
        flags.add("CASE WHEN d_%s THEN %s END AS a_%s".formatted(id, distance.absolute(), id));
        flags.add("CASE WHEN d_%s THEN %s END AS q_%s".formatted(id, distance.relative(), id));
        aggregates.add("coalesce(max(a_%s), 0)".formatted(id));
        aggregates.add("coalesce(max(q_%s), 0)".formatted(id));
      } else {
        aggregates.add("0::DOUBLE");
        aggregates.add("0::DOUBLE");
      }
    }
    return engine
        .query(
            "SELECT %s FROM (SELECT %s FROM %s)"
                .formatted(
                    String.join(", ", aggregates),
                    String.join(", ", flags),
                    joined("FULL OUTER JOIN")),
            this::counts)
        .get(0);
  }

  private Counts counts(Row row) {
    Map<String, Column> byId = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      int first = 4 + 4 * i;
      byId.put(
          columns.get(i).id(),
          new Column(
              row.number(first), row.number(first + 1), row.real(first + 2), row.real(first + 3)));
    }
    return new Counts(row.number(0), row.number(1), row.number(2), row.number(3), byId);
  }

  /** Keeps the pairs that differ in {@link #CHANGED}, the first ones by key if there are many. */
  void keepChanged(List<Slot> changedColumns) {
    List<String> values = new ArrayList<>();
    keys.forEach(slot -> values.add("l.%s AS %s".formatted(slot.id(), slot.id())));
    for (Slot slot : changedColumns) {
      values.add("l.%s AS l_%s".formatted(slot.id(), slot.id()));
      values.add("r.%s AS r_%s".formatted(slot.id(), slot.id()));
      values.add("%s AS d_%s".formatted(new Distance(dialect, slot).differs(), slot.id()));
    }
    String different =
        changedColumns.stream().map(slot -> "d_" + slot.id()).collect(Collectors.joining(" OR "));
    engine.materialise(
        CHANGED,
        "SELECT * FROM (SELECT %s FROM %s) WHERE %s ORDER BY %s LIMIT %d"
            .formatted(
                String.join(", ", values),
                joined("JOIN"),
                different,
                Slot.order(keys, ""),
                MAX_CHANGED_ROWS));
  }

  /** Keys of rows that only one side has, the first ones in key order. */
  List<List<String>> keysOnlyOn(Side side, int limit) {
    return engine.query(
        "SELECT %s FROM %s l ANTI JOIN %s r ON %s ORDER BY %s LIMIT %d"
            .formatted(
                shown("l."),
                side == Side.LEFT ? left : right,
                side == Side.LEFT ? right : left,
                sameKey(),
                Slot.order(keys, "l."),
                limit),
        row -> keyValues(row, 0));
  }

  private String joined(String join) {
    return "(SELECT *, true AS here FROM %s) l %s (SELECT *, true AS here FROM %s) r ON %s"
        .formatted(left, join, right, sameKey());
  }

  private String sameKey() {
    return keys.stream()
        .map(slot -> "l.%s IS NOT DISTINCT FROM r.%s".formatted(slot.id(), slot.id()))
        .collect(Collectors.joining(" AND "));
  }

  private String shown(String prefix) {
    return keys.stream()
        .map(slot -> Shown.sql(dialect, prefix + slot.id(), slot))
        .collect(Collectors.joining(", "));
  }

  private List<String> keyValues(Row row, int from) {
    return IntStream.range(0, keys.size()).mapToObj(i -> row.string(from + i)).toList();
  }

  private String keyText(List<String> values) {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> "%s = %s".formatted(keys.get(i).plan().name(), values.get(i)))
        .collect(Collectors.joining(", "));
  }
}
