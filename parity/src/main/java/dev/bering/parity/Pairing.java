package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Row;
import dev.bering.engine.SqlDialect;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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
  private List<Acceptance> accepting;

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
    this.accepting = plan.accepted();
  }

  /** From now on only these differences are accepted. */
  void accept(List<Acceptance> some) {
    accepting = some;
  }

  List<Slot> columns() {
    return columns;
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
  PairCounts count() {
    return new PairCounter(engine, keys, columns, accepting, inBuckets)
        .take(joined("FULL OUTER JOIN"));
  }

  /** Keeps the pairs that differ in {@link #CHANGED}, the first ones by key if there are many. */
  void keepChanged(List<Slot> changedColumns) {
    List<String> values = new ArrayList<>();
    keys.forEach(slot -> values.add("l.%s AS %s".formatted(slot.id(), slot.id())));
    for (Slot slot : changedColumns) {
      values.add("l.%s AS l_%s".formatted(slot.id(), slot.id()));
      values.add("r.%s AS r_%s".formatted(slot.id(), slot.id()));
      values.add(
          "%s AS d_%s".formatted(new CellSql(dialect, slot, accepting).mismatches(), slot.id()));
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

  /**
   * Keeps the rows without an equal partner in a table (the slots of keys and columns, n int): 1
   * for those of the left, -1 for those of the right. A row of the right that differs from its
   * partner in one column only is kept with the other values of its partner, which count as equal
   * to its own.
   *
   * @param table its name
   * @param only tells the column
   */
  void keepUnequal(String table, Predicate<Slot> only) {
    List<Slot> others = columns.stream().filter(only.negate()).toList();
    String isElsewhereEqual =
        "coalesce(l.here AND r.here, false) AND NOT (%s)".formatted(mismatch(others));
    List<String> ofLeft = new ArrayList<>();
    List<String> ofRight = new ArrayList<>();
    for (Slot slot : Stream.concat(keys.stream(), columns.stream()).toList()) {
      String id = slot.id();
      ofLeft.add("l.%1$s AS %1$s".formatted(id));
      ofRight.add(
          only.test(slot)
              ? "r.%1$s AS %1$s".formatted(id)
              : "CASE WHEN %1$s THEN l.%2$s ELSE r.%2$s END AS %2$s"
                  .formatted(isElsewhereEqual, id));
    }
    String select = "SELECT %s, %d AS n FROM %s WHERE %s.here IS NULL OR (%s)";
    engine.materialise(
        table,
        "%s UNION ALL %s"
            .formatted(
                select.formatted(
                    String.join(", ", ofLeft), 1, joined("LEFT JOIN"), "r", mismatch(columns)),
                select.formatted(
                    String.join(", ", ofRight), -1, joined("RIGHT JOIN"), "l", mismatch(columns))));
  }

  /** True or false: some of these columns differ between two rows in a way that counts. */
  private String mismatch(List<Slot> some) {
    return some.isEmpty()
        ? "false"
        : some.stream()
            .map(slot -> new CellSql(dialect, slot, accepting).mismatches())
            .map("coalesce(l.here AND r.here AND %s, false)"::formatted)
            .collect(Collectors.joining(" OR "));
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
