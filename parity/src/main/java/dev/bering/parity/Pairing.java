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
   * How many rows differ.
   *
   * @param paired pairs of rows with the same key
   * @param changed pairs that differ in a way that is not accepted
   * @param redBuckets in how many buckets rows differ in any way, if rows have buckets
   * @param columns by slot id, keys too
   * @param accepted by the id of the acceptance, in how many rows it was found
   */
  record Counts(
      long onlyLeft,
      long onlyRight,
      long paired,
      long changed,
      long redBuckets,
      Map<String, Column> columns,
      Map<String, Long> accepted) {

    /** Whether each row of either table has exactly one partner, so that every key is unique. */
    boolean isOneToOne(long leftRows, long rightRows) {
      return onlyLeft == 0 && onlyRight == 0 && paired == leftRows && paired == rightRows;
    }

    Column column(Slot slot) {
      return columns.getOrDefault(slot.id(), Column.SAME);
    }

    /** Whether some row has no equal partner. */
    boolean differ() {
      return onlyLeft + onlyRight + changed > 0;
    }
  }

  /**
   * How one column differs within pairs.
   *
   * @param changed rows in which it differs in a way that is not accepted
   * @param accepted rows in which it differs in a way that is
   * @param tolerated rows in which it differs, but is not said to
   * @param absorbed by normaliser, rows in which it would differ without it
   * @param absorbedTogether rows in which it would differ without all of them
   */
  record Column(
      long changed,
      long accepted,
      long tolerated,
      double largestAbsolute,
      double largestRelative,
      List<Long> absorbed,
      long absorbedTogether) {

    /** Nothing differs. */
    static final Column SAME = new Column(0, 0, 0, 0, 0, List.of(), 0);
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
    return new Count().take();
  }

  /** One count: flags for each pair of rows, and sums over them. */
  private final class Count {

    private final List<String> flags = new ArrayList<>();
    private final Aggregates sums = new Aggregates();
    private final Map<String, ColumnSums> byId = new LinkedHashMap<>();
    private final Map<String, Aggregates.Place> acceptedRows = new LinkedHashMap<>();

    Counts take() {
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
                  .formatted(sums.sql(), String.join(", ", flags), joined("FULL OUTER JOIN")),
              row -> {
                Map<String, Column> found = new LinkedHashMap<>();
                byId.forEach((id, column) -> found.put(id, column.read(row)));
                Map<String, Long> accepted = new LinkedHashMap<>();
                acceptedRows.forEach((id, place) -> accepted.put(id, place.number(row)));
                return new Counts(
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
          none,
          none,
          none,
          nothing,
          nothing,
          absorbed(slot, "true"),
          absorbedTogether(slot, "true"));
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
                      "(x_%s AND %s) AS y_%s_%s"
                          .formatted(id, cell.isAccepted(one), one.id(), id)));
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
          "count(DISTINCT bucket) FILTER (WHERE only_left OR only_right OR %s)"
              .formatted(any("x_")));
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

    Column read(Row row) {
      return new Column(
          changed.number(row),
          accepted.number(row),
          tolerated.number(row),
          largestAbsolute.real(row),
          largestRelative.real(row),
          absorbed.stream().map(place -> place.number(row)).toList(),
          absorbedTogether.number(row));
    }
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
