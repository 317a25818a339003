package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Row;
import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import dev.bering.parity.ColumnCells.Flags;
import dev.bering.parity.ColumnPlan.Hashing;
import dev.bering.parity.SharedCondition.Completeness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a sample of the differences in {@link Pairing#CHANGED}, and of the left table what goes
 * with it: one pass over the left, and none if fewer rows differ than could have anything in
 * common.
 */
final class SampleReader {

  /** Table (n, keys, l_, r_, d_, and for each column s_ chosen, p_, x_, e_ flags). */
  private static final String SAMPLE = "parity_sample";

  /** Table (keys, n): rows of the left to look up, n is null for those that do not differ. */
  private static final String WANTED = "parity_wanted";

  /** Texts that are held at once, about. */
  private static final int BUDGET = 2_000_000;

  private static final int MAX_CELLS = 10_000;
  private static final int MIN_CELLS = 500;

  /**
   * So many rows of the left are all read; of more rows {@link #LOOKED_UP} for each column that
   * differs, and as many that do not differ.
   */
  private static final int MAX_ALL_ROWS = 100_000;

  private static final int LOOKED_UP = 1_000;
  private static final int MAX_CONTEXT_COLUMNS = 100;

  /** Two longer values are not compared by rules. */
  private static final int MAX_CELL_LENGTH = 4_000;

  /** A difference that follows no rule, because it is not looked at. */
  private static final Cell TOO_LONG =
      new Cell(
          new Cell.Value(false, "\0left", Optional.empty()),
          new Cell.Value(false, "\0right", Optional.empty()));

  /** A longer value says nothing to a reader. */
  private static final int MAX_CONTEXT_LENGTH = 100;

  private final Engine engine;
  private final ComparisonPlan plan;
  private final List<Slot> keys;
  private final List<Slot> context;
  private final SqlDialect dialect;

  SampleReader(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
    this.keys = Slot.keys(plan);
    this.context = context(plan);
    this.dialect = engine.dialect();
  }

  /** Keys, then the first and the last columns, where partitions are. */
  private static List<Slot> context(ComparisonPlan plan) {
    List<Slot> columns =
        Slot.columns(plan).stream().filter(slot -> slot.plan().hashing() != Hashing.NONE).toList();
    int half = MAX_CONTEXT_COLUMNS / 2;
    return Stream.concat(
            Slot.keys(plan).stream(),
            IntStream.range(0, columns.size())
                .filter(i -> i < half || i >= columns.size() - half)
                .mapToObj(columns::get))
        .toList();
  }

  /**
   * The sample.
   *
   * @param changed the columns to look at
   */
  DifferenceSample read(List<Slot> changed) {
    List<Long> counts = new ArrayList<>(counts(changed));
    boolean isCut = counts.remove(changed.size()) >= Pairing.MAX_CHANGED_ROWS;
    int most =
        Math.max(
            MIN_CELLS,
            Math.min(MAX_CELLS, BUDGET / changed.size() / (2 * changed.size() + context.size())));
    try {
      keepSample(changed, counts, most);
      List<String[]> cells = cells(changed);
      return sample(changed, cells, isCut, counts.stream().allMatch(n -> n <= most));
    } finally {
      engine.drop(SAMPLE);
    }
  }

  /** How many kept rows differ in each column, then how many are kept. */
  private List<Long> counts(List<Slot> changed) {
    String counts =
        changed.stream()
            .map(slot -> "count(*) FILTER (WHERE d_%s)".formatted(slot.id()))
            .collect(Collectors.joining(", "));
    return engine
        .query(
            "SELECT %s, count(*) FROM %s".formatted(counts, Pairing.CHANGED),
            row -> IntStream.rangeClosed(0, changed.size()).mapToObj(row::number).toList())
        .get(0);
  }

  private void keepSample(List<Slot> changed, List<Long> counts, int most) {
    RowsSql rows = new RowsSql(dialect, plan);
    String order = "(ORDER BY %s)".formatted(Slot.order(keys, ""));
    List<String> values = new ArrayList<>();
    values.add("*, row_number() OVER %s AS n".formatted(order));
    for (int i = 0; i < changed.size(); i++) {
      String id = changed.get(i).id();
      // Chosen by hash: every tenth row in order of keys may be every tenth of something else.
      long buckets = Math.max(1, (long) plan.bucketCount() * most / Math.max(most, counts.get(i)));
      values.add(
          "d_%s AND %s < %d AS s_%s".formatted(id, rows.bucket(rows.keyHash()), buckets, id));
      values.add(neighbour("lag", "p_", id, order));
      values.add(neighbour("lead", "x_", id, order));
      values.add(
          "%s AS e_%s"
              .formatted(
                  changed.get(i).type() instanceof SqlType.ListOf
                      ? "%s IS NOT DISTINCT FROM %s"
                          .formatted(dialect.sorted("l_" + id), dialect.sorted("r_" + id))
                      : "false",
                  id));
    }
    String chosen =
        changed.stream().map(slot -> "s_" + slot.id()).collect(Collectors.joining(" OR "));
    engine.materialise(
        SAMPLE,
        "SELECT * FROM (SELECT %s FROM %s) WHERE %s"
            .formatted(String.join(", ", values), Pairing.CHANGED, chosen));
  }

  private static String neighbour(String function, String prefix, String id, String order) {
    return "coalesce(%s(true) OVER %s, false) AND r_%s IS NOT DISTINCT FROM %s(l_%s) OVER %s AS %s%s"
        .formatted(function, order, id, function, id, order, prefix, id);
  }

  /** Rows (n, and for each column: chosen, too long, left, right, and its flags). */
  private List<String[]> cells(List<Slot> changed) {
    String values =
        changed.stream()
            .map(
                slot ->
                    "s_%1$s, coalesce(length(%3$s) > %2$d OR length(%4$s) > %2$d, false), CASE WHEN s_%1$s THEN left(%3$s, %2$d) END, CASE WHEN s_%1$s THEN left(%4$s, %2$d) END, p_%1$s, x_%1$s, e_%1$s"
                        .formatted(
                            slot.id(),
                            MAX_CELL_LENGTH,
                            dialect.printed("l_" + slot.id(), slot.type()),
                            dialect.printed("r_" + slot.id(), slot.type())))
            .collect(Collectors.joining(", "));
    int width = 1 + 7 * changed.size();
    return engine.query(
        "SELECT n, %s FROM %s ORDER BY n".formatted(values, SAMPLE), row -> texts(row, 0, width));
  }

  private static String[] texts(Row row, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> row.text(i).orElse(DifferenceSample.NULL))
        .toArray(String[]::new);
  }

  /** Rows (n or null, context columns) of the left: those of the sample, and all others. */
  private List<String[]> allLeftRows() {
    return leftRows(
        "(%s) l LEFT JOIN (SELECT %s, row_number() OVER (ORDER BY %s) AS n FROM %s) c ON %s WHERE c.n IS NULL OR c.n IN (SELECT n FROM %s)"
            .formatted(
                left(),
                keyList(),
                Slot.order(keys, ""),
                Pairing.CHANGED,
                sameKey("l", "c"),
                SAMPLE));
  }

  /**
   * Rows (n or null, context columns) of the left: some of the sample, and some that do not differ.
   *
   * <p>Their keys are chosen first, by hash and not by place, because neighbours are alike. Then an
   * engine that asks the first key before it decodes other columns skips most of the table.
   */
  private List<String[]> someLeftRows(List<Slot> changed, boolean isCut) {
    RowsSql rows = new RowsSql(dialect, plan);
    String hash = rows.keyHash();
    long rowsPerBucket = Math.max(1, plan.left().rowCount() / plan.bucketCount());
    // Of rows behind the last kept one nobody knows whether they differ.
    String within = isCut ? " AND k0 < (SELECT max(k0) FROM %s)".formatted(Pairing.CHANGED) : "";
    engine.materialise(
        WANTED,
        "SELECT %1$s, n FROM %2$s WHERE n IN (%11$s) UNION ALL SELECT %1$s, NULL FROM (SELECT * FROM (%5$s) WHERE %6$s < %7$d%8$s ORDER BY %3$s LIMIT %4$d) o WHERE NOT EXISTS (SELECT 1 FROM %9$s c WHERE %10$s)"
            .formatted(
                keyList(),
                SAMPLE,
                hash,
                LOOKED_UP,
                rows.select(Side.LEFT, List.of()),
                rows.bucket(hash),
                Math.min(plan.bucketCount(), 1 + 2 * LOOKED_UP / rowsPerBucket),
                within,
                Pairing.CHANGED,
                sameKey("o", "c"),
                changed.stream()
                    .map(
                        slot ->
                            "SELECT n FROM (SELECT n FROM %s WHERE s_%s ORDER BY %s LIMIT %d)"
                                .formatted(SAMPLE, slot.id(), hash, LOOKED_UP))
                    .collect(Collectors.joining(" UNION "))));
    try {
      return leftRows(
          "(SELECT * FROM (%s)%s) l JOIN %s c ON %s"
              .formatted(
                  left(),
                  isNullWanted() ? "" : " WHERE k0 IN (SELECT k0 FROM %s)".formatted(WANTED),
                  WANTED,
                  sameKey("l", "c")));
    } finally {
      engine.drop(WANTED);
    }
  }

  /** IN finds no null. */
  private boolean isNullWanted() {
    return engine
        .query(
            "SELECT count(*) FROM %s WHERE k0 IS NULL".formatted(WANTED), row -> row.number(0) > 0)
        .get(0);
  }

  private String left() {
    return new RowsSql(dialect, plan)
        .select(Side.LEFT, context.subList(keys.size(), context.size()));
  }

  private List<String[]> leftRows(String from) {
    String values =
        context.stream()
            .map(
                slot ->
                    "CASE WHEN length(%1$s) > %2$d THEN %3$s ELSE %1$s END"
                        .formatted(
                            dialect.printed("l." + slot.id(), slot.type()),
                            MAX_CONTEXT_LENGTH,
                            dialect.literal(DifferenceSample.LONG)))
            .collect(Collectors.joining(", "));
    Map<String, String> known = new HashMap<>();
    return engine.query(
        "SELECT c.n, %s FROM %s".formatted(values, from),
        row -> shared(texts(row, 0, 1 + context.size()), known));
  }

  private String sameKey(String one, String other) {
    return keys.stream()
        .map(slot -> "%s.%s IS NOT DISTINCT FROM %s.%s".formatted(one, slot.id(), other, slot.id()))
        .collect(Collectors.joining(" AND "));
  }

  /** The same values, each kept once for all rows. */
  private static String[] shared(String[] values, Map<String, String> known) {
    for (int i = 0; i < values.length; i++) {
      String first = known.putIfAbsent(values[i], values[i]);
      values[i] = first == null ? values[i] : first;
    }
    return values;
  }

  private String keyList() {
    return keys.stream().map(Slot::id).collect(Collectors.joining(", "));
  }

  private DifferenceSample sample(
      List<Slot> changed, List<String[]> cells, boolean isCut, boolean areAllCells) {
    List<ColumnCells> columns = new ArrayList<>();
    for (int i = 0; i < changed.size(); i++) {
      columns.add(column(changed.get(i), cells, 1 + 7 * i));
    }
    List<String[]> differing = new ArrayList<>();
    cells.forEach(row -> differing.add(new String[0]));
    List<String[]> others = new ArrayList<>();
    boolean areAllRows =
        plan.left().rowCount() <= Math.min(MAX_ALL_ROWS, BUDGET / context.size()) && !isCut;
    if (columns.stream().anyMatch(column -> column.cells().size() >= Whereabouts.MIN_ROWS)) {
      Map<String, Integer> positions = new HashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        positions.put(cells.get(i)[0], i);
      }
      for (String[] row : areAllRows ? allLeftRows() : someLeftRows(changed, isCut)) {
        String[] values = Arrays.copyOfRange(row, 1, row.length);
        if (row[0].equals(DifferenceSample.NULL)) {
          others.add(values);
        } else {
          differing.set(Objects.requireNonNull(positions.get(row[0])), values);
        }
      }
    }
    return new DifferenceSample(
        plan.keys().stream().map(ColumnPlan::name).toList(),
        columns,
        context,
        differing,
        others,
        areAllRows && areAllCells ? Completeness.ALL : Completeness.SAMPLE);
  }

  private static ColumnCells column(Slot slot, List<String[]> cells, int at) {
    CellKind kind = CellKind.of(slot.plan().comparedAs());
    List<Cell> found = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    Flags flagged = new Flags(new BitSet(), new BitSet(), new BitSet());
    for (int i = 0; i < cells.size(); i++) {
      String[] row = cells.get(i);
      if (isTrue(row[at])) {
        flagged.fromPrevious().set(found.size(), isTrue(row[at + 4]));
        flagged.fromNext().set(found.size(), isTrue(row[at + 5]));
        flagged.sameElements().set(found.size(), isTrue(row[at + 6]));
        found.add(
            isTrue(row[at + 1])
                ? TOO_LONG
                : new Cell(value(kind, row[at + 2]), value(kind, row[at + 3])));
        rows.add(i);
      }
    }
    return new ColumnCells(slot, kind, found, rows, flagged);
  }

  private static boolean isTrue(String text) {
    return text.equals("true");
  }

  private static Cell.Value value(CellKind kind, String text) {
    return text.equals(DifferenceSample.NULL) ? Cell.Value.NULL : kind.value(text);
  }
}
