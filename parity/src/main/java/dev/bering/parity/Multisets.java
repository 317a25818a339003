package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.SqlDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Two tables as multisets: which rows occur more often on one side than on the other. */
final class Multisets {

  /** Table (c0, ..., n bigint): rows with how much more often the left has them; never 0. */
  static final String DIFFERENCE = "parity_row_counts";

  private final Engine engine;
  private final SqlDialect dialect;
  private final RowsSql rows;
  private final List<Slot> columns;
  private final NormaliserCounts changed;
  private final long leftRows;

  Multisets(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.dialect = engine.dialect();
    this.rows = new RowsSql(dialect, plan);
    this.columns = Slot.columns(plan);
    this.changed = new NormaliserCounts(engine, plan, columns);
    this.leftRows = plan.left().rowCount();
  }

  /** Rows that one side has without a partner on the other. */
  record Counts(long onlyLeft, long onlyRight) {
    long all() {
      return onlyLeft + onlyRight;
    }
  }

  /** Counts every row of both sides once; the differing ones stay in {@link #DIFFERENCE}. */
  Counts count() {
    engine.materialise(DIFFERENCE, difference(Optional.empty(), ""));
    return counts(DIFFERENCE);
  }

  private Counts counts(String table) {
    return engine
        .query(
            "SELECT CAST(coalesce(sum(n) FILTER (WHERE n > 0), 0) AS BIGINT), CAST(coalesce(-sum(n)"
                + " FILTER (WHERE n < 0), 0) AS BIGINT) FROM "
                + table,
            row -> new Counts(row.number(0), row.number(1)))
        .get(0);
  }

  /**
   * @param other a column that is not compared as its plan says
   * @param id but as the values of this name
   */
  private String difference(Optional<Slot> other, String id) {
    List<String> values = new ArrayList<>();
    for (Slot slot : columns) {
      if (other.filter(slot::equals).isEmpty()) {
        values.add(slot.id());
      } else {
        values.add(
            "CASE WHEN NOT %s THEN %s END AS %s".formatted(Slot.unreadableId(id), id, slot.id()));
        values.add("CASE WHEN %s THEN n END AS unreadable".formatted(Slot.unreadableId(id)));
      }
    }
    List<String> groups = new ArrayList<>(columns.stream().map(Slot::id).toList());
    if (other.isPresent()) {
      groups.add("unreadable");
    }
    String grouped = String.join(", ", groups);
    return """
    SELECT %1$s, CAST(sum(n) AS BIGINT) AS n FROM (SELECT %2$s, n
      FROM (SELECT *, 1 AS n FROM (%3$s) UNION ALL SELECT *, -1 AS n FROM (%4$s)))
    GROUP BY %1$s HAVING sum(n) <> 0
    """
        .formatted(
            grouped,
            String.join(", ", values),
            rows.select(Side.LEFT, columns),
            rows.select(Side.RIGHT, columns));
  }

  /**
   * What can be said of one column: which one makes two rows differ nobody knows without a key.
   *
   * @param different what a column comes to that may differ
   */
  ColumnResult column(Slot slot, Counts counts, Rung different) {
    ColumnPlan plan = slot.plan();
    if (!plan.isCompared()) {
      return ColumnResult.untouched(plan);
    }
    Normalisation normalisation = plan.normalisation();
    List<Long> absorbed =
        IntStream.range(0, normalisation.steps().size())
            .mapToObj(
                i ->
                    absorbed(
                        slot, slot.withoutId(i), normalisation.steps().get(i).without(), counts))
            .toList();
    boolean isNormalised =
        !normalisation.isNone() && absorbed(slot, slot.bareId(), normalisation.bare(), counts) > 0;
    Rung equal = isNormalised ? plan.rung().weaker(Rung.NORMALISED) : plan.rung();
    return new ColumnResult(
        plan,
        counts.all() == 0 ? equal : equal.weaker(different),
        0,
        0,
        0,
        0,
        0,
        changed.of(slot, absorbed),
        List.of(),
        List.of());
  }

  /** How many more rows would have no partner. */
  private long absorbed(Slot slot, String id, Normalisation.Variant variant, Counts counts) {
    if (!variant.isComparable()) {
      return leftRows - counts.onlyLeft();
    }
    Counts otherwise = counts("(%s)".formatted(difference(Optional.of(slot), id)));
    return Math.max(0, otherwise.all() - counts.all());
  }

  /**
   * The rows of one side that have no partner, each as often as that is so, in order.
   *
   * @param join with {@code x}, which leaves some rows out; empty for all
   */
  List<List<String>> rowsOnlyOn(Side side, int limit, String join) {
    String shown =
        columns.stream()
            .map(slot -> Shown.sql(dialect, slot.id(), slot))
            .collect(Collectors.joining(", "));
    return engine
        .query(
            "SELECT abs(n), %s FROM (SELECT x.* FROM %s x %s) WHERE n %s 0 ORDER BY %s LIMIT %d"
                .formatted(
                    shown,
                    DIFFERENCE,
                    join,
                    side == Side.LEFT ? ">" : "<",
                    Slot.order(columns, ""),
                    limit),
            row -> {
              List<String> values =
                  IntStream.range(0, columns.size()).mapToObj(i -> row.string(1 + i)).toList();
              return Stream.generate(() -> values).limit(Math.min(limit, row.number(0))).toList();
            })
        .stream()
        .flatMap(List::stream)
        .limit(limit)
        .toList();
  }
}
