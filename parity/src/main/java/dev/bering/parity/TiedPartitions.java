package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The partitions in which rows are exchanged, as a whole: how their order keys rank, how many rows
 * were chosen of each, and from which candidates. Rows of all other partitions are left alone.
 */
final class TiedPartitions {

  /** View of the candidates under the names, and of the types, of one side. */
  static final String CANDIDATES = "parity_tie_candidates";

  /**
   * Table (one, slots of partition and order, l, c, upto, total bigint): the order keys of
   * partitions in which rows are exchanged, with how many rows of the left and of the candidates
   * have one; how many of the left come up to it, and are in the partition.
   */
  static final String ORDER_KEYS = "parity_order_keys";

  /**
   * Table (slots of a row but the number, l, u, c): rows that were chosen more often than they were
   * candidates; how often the left has one, how much more often than the right, and the candidates.
   */
  static final String STRANGERS = "parity_strange_rows";

  private final Engine engine;
  private final ComparisonPlan plan;
  private final List<TieOrder> by;
  private final List<Slot> row;
  private final List<Slot> partition;
  private final List<Slot> order;

  /**
   * @param row the slots of a row but the number
   * @param partition those of them that tell its partition
   * @param order those of them that rank it
   */
  TiedPartitions(
      Engine engine, ComparisonPlan plan, List<Slot> row, List<Slot> partition, List<Slot> order) {
    this.engine = engine;
    this.plan = plan;
    this.by = plan.ties().declared().order();
    this.row = row;
    this.partition = partition;
    this.order = order;
  }

  /** With {@code one}, which all rows share, so that the whole table can be a partition. */
  static String columns(List<Slot> slots) {
    return slots.isEmpty() ? "one" : "one, " + Slot.ids(slots);
  }

  /**
   * Fills {@link #ORDER_KEYS}.
   *
   * @throws UserException COMPARE_TIES_NULLS if null ranks and nobody says where
   */
  void rankOrderKeys() {
    String keys = columns(Stream.concat(partition.stream(), order.stream()).toList());
    String ranked =
        IntStream.range(0, order.size())
            .mapToObj(i -> by.get(i).sql(order.get(i).id()))
            .collect(Collectors.joining(", "));
    String rows = "SELECT %s, %d AS l, %d AS c FROM %s";
    String all = rows.formatted(keys, 1, 0, ofTouched(left()));
    if (plan.ties().candidates().areKept()) {
      all += " UNION ALL " + rows.formatted(keys, 0, 1, ofTouched(candidates()));
    }
    engine.materialise(
        ORDER_KEYS,
        """
        SELECT *,
          CAST(sum(l) OVER (PARTITION BY %1$s ORDER BY %2$s ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS upto,
          CAST(sum(l) OVER (PARTITION BY %1$s) AS BIGINT) AS total
        FROM (SELECT %3$s, CAST(sum(l) AS BIGINT) AS l, CAST(sum(c) AS BIGINT) AS c FROM (%4$s) GROUP BY %3$s)
        """
            .formatted(columns(partition), ranked, keys, all));
    requireNullsPlaced();
  }

  /** Engines put nulls first or last as they like, and so did the one that chose. */
  private void requireNullsPlaced() {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      if (by.get(i).nulls() == TieOrder.Nulls.UNSAID && holdsNull(order.get(i))) {
        problems.add(
            new Problem(
                "COMPARE_TIES_NULLS",
                "Cannot compare %s with %s: rows are ranked by '%s', which is null in some, and nobody says where nulls come."
                    .formatted(plan.left().source(), plan.right().source(), by.get(i).text()),
                "write '%1$s nulls first' or '%1$s nulls last', as it was in the legacy job"
                    .formatted(by.get(i).text())));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private boolean holdsNull(Slot slot) {
    return engine
        .query(
            "SELECT count(*) > 0 FROM %s WHERE %s IS NULL".formatted(ORDER_KEYS, slot.id()),
            found -> found.flag(0))
        .get(0);
  }

  /**
   * Fills {@link #STRANGERS}. Where a row of the right counts as equal to one of the left, that one
   * stands for both.
   */
  void keepStrangers() {
    engine.materialise(
        STRANGERS,
        """
        SELECT * FROM (
          SELECT %1$s, sum(l) AS l, sum(u) AS u, sum(c) AS c FROM (
            SELECT %1$s, 1 AS l, 0 AS u, 0 AS c FROM %2$s
            UNION ALL SELECT %1$s, 0, n, 0 FROM %3$s
            UNION ALL SELECT %1$s, 0, 0, 1 FROM %4$s)
          GROUP BY %1$s) WHERE l > c OR (u < 0 AND l - u > c)
        """
            .formatted(
                Slot.ids(row), ofTouched(left()), TieJudge.EXCHANGED, ofTouched(candidates())));
  }

  private String left() {
    return RowsSql.select(engine.dialect(), plan.left(), Side.LEFT, row);
  }

  private String candidates() {
    TieCandidates candidates = plan.ties().candidates();
    return RowsSql.select(engine.dialect(), candidates.in(CANDIDATES), candidates.as(), row);
  }

  private String ofTouched(String rows) {
    return "(SELECT x.* FROM (SELECT 1 AS one, * FROM (%s)) x SEMI JOIN (SELECT DISTINCT %s FROM %s) t ON x.one = t.one AND %s)"
        .formatted(rows, columns(partition), TieJudge.EXCHANGED, Slot.same("x", "t", partition));
  }
}
