package dev.bering.parity;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.model.Counts;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for ties that nobody has declared: an order that ranks rows equally, behind rows of either
 * side in place of others, or behind numbers that went round. What it offers the judge of declared
 * ties has found to explain every row that differs, and only one direction of the order does.
 */
final class TieSearch {

  /** Table (the slots of keys and columns, n int): rows without an equal partner. */
  private static final String UNEQUAL = "parity_tie_search_rows";

  private static final int MAX_COLUMNS = 12;

  /** Of either table: each order that is tried joins them once more. */
  private static final long MAX_ROWS = 1_000_000;

  private final Engine engine;
  private final ComparisonPlan plan;
  private final List<Slot> all;
  private final List<Slot> plain;

  TieSearch(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
    this.all = Slot.all(plan);
    this.plain = all.stream().filter(this::isPlain).limit(MAX_COLUMNS).toList();
  }

  /**
   * What came of a search.
   *
   * @param ties what explains all rows that differ
   * @param note why nothing was looked for, or empty
   */
  record Found(Optional<Explanation> ties, String note) {

    private static final Found NOTHING = nothing("");

    private static Found failed(String reason) {
      return nothing("ties were not looked for: " + reason);
    }

    private static Found nothing(String note) {
      return new Found(Optional.empty(), note);
    }
  }

  /**
   * Looks where ties may be: not if they are declared, if few rows differ, or in several columns. A
   * search that fails is a note; what was found of the tables stands.
   *
   * @param changed the columns that differ between paired rows
   */
  Found search(RowCounts rows, List<Slot> changed) {
    boolean areNumbers = areNumbers(rows, changed);
    boolean areChosen = rows.changed() == 0 && rows.onlyLeft() >= CellRules.MIN_FITTED;
    if (!mayBe(rows) || (!areNumbers && !areChosen)) {
      return Found.NOTHING;
    }
    if (!engine.dialect().equals(DuckDbEngine.DIALECT)) {
      // Each order that is tried is a query, which takes a second or more elsewhere.
      return Found.nothing("ties are not looked for on " + engine.description());
    }
    if (Math.max(rows.left(), rows.right()) > MAX_ROWS) {
      return Found.failed("a table has more than %s rows".formatted(Counts.of(MAX_ROWS)));
    }
    try {
      return new Found(explanation(rows, areNumbers, changed), "");
    } catch (UserException e) {
      return Found.failed(e.problems().get(0).message());
    }
  }

  private boolean mayBe(RowCounts rows) {
    return plan.comparison().matching() == Matching.BY_KEY
        && !plan.ties().isDeclared()
        && all.stream().noneMatch(slot -> slot.plan().method() == Method.BIJECTION_JOIN)
        && rows.onlyLeft() == rows.onlyRight()
        && rows.onlyLeft() + rows.changed() <= Pairing.MAX_CHANGED_ROWS;
  }

  private boolean areNumbers(RowCounts rows, List<Slot> changed) {
    return rows.onlyLeft() == 0
        && rows.changed() >= CellRules.MIN_FITTED
        && changed.size() == 1
        && plain.contains(changed.get(0))
        && kind(changed.get(0)) == CellKind.WHOLE;
  }

  private Optional<Explanation> explanation(
      RowCounts rows, boolean areNumbers, List<Slot> changed) {
    try {
      keepUnequal(areNumbers ? changed.get(0)::equals : slot -> false);
      return areNumbers
          ? ofNumbers(changed.get(0)).map(ties -> numbered(ties, rows.changed()))
          : ofChoice().map(ties -> chosen(ties, rows.onlyLeft()));
    } finally {
      Stream.of(UNEQUAL, TieJudge.EXCHANGED, TiedPartitions.ORDER_KEYS).forEach(engine::drop);
    }
  }

  /** Ties are told by values as they are. */
  private boolean isPlain(Slot slot) {
    ColumnPlan column = slot.plan();
    return column.tolerance().isNone()
        && column.normalisation().isNone()
        && column.hashing() != ColumnPlan.Hashing.NONE
        && plan.accepted().stream().noneMatch(accepted -> accepted.concerns(slot));
  }

  private static CellKind kind(Slot slot) {
    return CellKind.of(slot.plan().comparedAs());
  }

  private void keepUnequal(Predicate<Slot> number) {
    List<Slot> columns = Slot.columns(plan);
    new Pairing(engine, plan, columns, rows(Side.LEFT), rows(Side.RIGHT), false)
        .keepUnequal(UNEQUAL, number);
  }

  private String rows(Side side) {
    return "(%s)".formatted(new RowsSql(engine.dialect(), plan).select(side, Slot.columns(plan)));
  }

  /** Numbers from 1 to the count of each partition, by an order that leaves some of them open. */
  private Optional<Ties> ofNumbers(Slot number) {
    List<Slot> others = plain.stream().filter(slot -> !slot.equals(number)).toList();
    for (List<Slot> partition : partitions(others)) {
      if (isNumbering(partition, number)) {
        Search search =
            new Search(
                partition,
                order -> Ties.rowNumber(number.plan().name(), names(partition), order),
                ties -> isInOrder(ties, partition, number) && found(ties).isProven());
        Optional<Ties> ties = search.among(others);
        if (ties.isPresent()) {
          return ties;
        }
      }
    }
    return Optional.empty();
  }

  /** As many rows of each order key on both sides, cut off at a number that all partitions have. */
  private Optional<Ties> ofChoice() {
    List<Slot> even = plain.stream().filter(this::isEven).toList();
    for (List<Slot> partition : partitions(even)) {
      Optional<Long> k = size(partition);
      if (k.isPresent()) {
        Search search =
            new Search(
                partition,
                order -> Ties.topK(names(partition), order).keeping(k.get()),
                ties -> found(ties).faults().isEmpty());
        Optional<Ties> ties = search.among(even);
        if (ties.isPresent()) {
          return ties;
        }
      }
    }
    return Optional.empty();
  }

  /** The columns of the key, then each column, then the table as a whole. */
  private static List<List<Slot>> partitions(List<Slot> some) {
    List<Slot> keys = some.stream().filter(slot -> slot.id().startsWith("k")).toList();
    List<List<Slot>> partitions = new ArrayList<>();
    if (keys.size() > 1) {
      partitions.add(keys);
    }
    some.forEach(slot -> partitions.add(List.of(slot)));
    partitions.add(List.of());
    return partitions;
  }

  /** An order within a partition, by one column and then by those that make it finer. */
  private final class Search {

    private final List<Slot> partition;
    private final Function<List<TieOrder>, Ties> declared;
    private final Predicate<Ties> holds;

    Search(List<Slot> partition, Function<List<TieOrder>, Ties> declared, Predicate<Ties> holds) {
      this.partition = partition;
      this.declared = declared;
      this.holds = holds;
    }

    Optional<Ties> among(List<Slot> slots) {
      List<Slot> ranking =
          slots.stream().filter(slot -> !partition.contains(slot) && mayRank(slot)).toList();
      List<TieOrder> order = new ArrayList<>();
      for (Slot first : ranking) {
        order.addAll(extended(order, first));
      }
      return order.isEmpty() ? Optional.empty() : Optional.of(declared.apply(order));
    }

    /** The column with its direction, if exactly one direction of it holds. */
    private List<TieOrder> extended(List<TieOrder> order, Slot by) {
      List<TieOrder> directions =
          Stream.of(TieOrder.Direction.values())
              .map(way -> new TieOrder(by.plan().name(), way, TieOrder.Nulls.UNSAID))
              .filter(one -> holds.test(declared.apply(joined(order, one))))
              .toList();
      return directions.size() == 1 ? directions : List.of();
    }
  }

  private static List<TieOrder> joined(List<TieOrder> order, TieOrder one) {
    return Stream.concat(order.stream(), Stream.of(one)).toList();
  }

  private boolean mayRank(Slot slot) {
    boolean isOrdered = kind(slot).isNumber() || kind(slot) == CellKind.TIME;
    return isOrdered
        && count("SELECT * FROM %s WHERE %s IS NULL".formatted(rows(Side.LEFT), slot.id())) == 0;
  }

  private boolean isEven(Slot slot) {
    return count(
            "SELECT %2$s FROM %1$s GROUP BY %2$s HAVING sum(n) <> 0".formatted(UNEQUAL, slot.id()))
        == 0;
  }

  private boolean isNumbering(List<Slot> partition, Slot number) {
    return count(
            """
            SELECT 1 FROM (SELECT 1 AS one, * FROM %1$s) GROUP BY %2$s HAVING min(%3$s) <> 1
              OR max(%3$s) <> count(*) OR count(DISTINCT %3$s) <> count(*)
            """
                .formatted(rows(Side.LEFT), TiedPartitions.columns(partition), number.id()))
        == 0;
  }

  private boolean isInOrder(Ties ties, List<Slot> partition, Slot number) {
    String order =
        ties.order().stream()
            .map(by -> by.sql(Slot.named(all, List.of(by.column())).get(0).id()))
            .collect(Collectors.joining(", "));
    return count(
            """
            SELECT 1 FROM (
              SELECT %4$s AS number,
                lag(%4$s) OVER (PARTITION BY %2$s ORDER BY %3$s, %4$s) AS before
              FROM (SELECT 1 AS one, * FROM %1$s))
            WHERE before > number
            """
                .formatted(rows(Side.LEFT), TiedPartitions.columns(partition), order, number.id()))
        == 0;
  }

  /** How many rows every partition has in which rows differ; empty if they have not the same. */
  private Optional<Long> size(List<Slot> partition) {
    return engine
        .query(
            """
            SELECT min(n), max(n) FROM (SELECT count(*) AS n FROM (SELECT 1 AS one, * FROM %1$s) x
              SEMI JOIN (SELECT 1 AS one, * FROM %2$s) t ON x.one = t.one AND %3$s GROUP BY %4$s)
            """
                .formatted(
                    rows(Side.LEFT),
                    UNEQUAL,
                    Slot.same("x", "t", partition),
                    TiedPartitions.columns(partition)),
            row ->
                row.number(0) == row.number(1)
                    ? Optional.of(row.number(0))
                    : Optional.<Long>empty())
        .get(0);
  }

  private long count(String query) {
    return engine.query("SELECT count(*) FROM (%s)".formatted(query), row -> row.number(0)).get(0);
  }

  private TieFinding found(Ties ties) {
    return new TieJudge(engine, plan.with(new TiePlan(ties, TieCandidates.NONE)), UNEQUAL)
        .examine();
  }

  private static List<String> names(List<Slot> slots) {
    return slots.stream().map(slot -> slot.plan().name()).toList();
  }

  private static Explanation numbered(Ties ties, long rows) {
    return explanation(
        ties,
        ties.number(),
        rows,
        "tied rows have each other's numbers, by %s".formatted(ties.text()),
        "row_number() numbers equal order keys as it likes: order by more columns");
  }

  private static Explanation chosen(Ties ties, long rows) {
    return explanation(
        ties,
        ties.order().get(0).column(),
        rows,
        "other rows of the last order key were chosen, by %s; proven only with the rows that were"
                .formatted(ties.text())
            + " chosen from, as candidates",
        "a choice among equal order keys is free: order by more columns");
  }

  private static Explanation explanation(
      Ties ties, String column, long rows, String sentence, String hint) {
    return new Explanation(
        column,
        Explanation.Kind.TIES,
        sentence,
        rows,
        rows,
        List.of(),
        new Remedy(Remedies.ties(ties), hint));
  }
}
