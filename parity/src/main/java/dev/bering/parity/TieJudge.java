package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.TieFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tells another choice among tied rows from a difference.
 *
 * <p>Rows are exchanged harmlessly if in each partition both sides have equally many rows of every
 * order key; the rows that differ have its last order key, which is where a choice was cut off; and
 * what either side chose are candidates, all that rank above the cut among them. Rows are numbered
 * harmlessly if those of one order key have the same numbers on both sides.
 *
 * <p>Without candidates a row that the right made up looks like one that it chose: then nobody can
 * tell. The candidates do not have to be trusted as a whole: those of partitions in which nothing
 * differs are not looked at.
 *
 * <p>Source: Velox's verifier of {@code min_by(x, y, n)}, which fills buckets of tied values;
 * Presto Verifier's analysis of LIMIT queries.
 */
final class TieJudge {

  /** View of the candidates under the names, and of the types, of one side. */
  static final String CANDIDATES = "parity_tie_candidates";

  /**
   * Table (one, the slots of a row but the number, n bigint): how much more often the left has a
   * row, its number aside; never 0.
   */
  static final String EXCHANGED = "parity_exchanged_rows";

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
  private final TiePlan tie;
  private final Ties declared;
  private final String unequal;
  private final List<Slot> row;
  private final List<Slot> partition;
  private final List<Slot> order;
  private final List<Slot> orderKey;
  private final List<Slot> number;
  private final List<Slot> named;

  /**
   * @param unequal table (the slots of a row, n bigint): rows without an equal one on the other
   *     side, positive on the left and negative on the right
   */
  TieJudge(Engine engine, ComparisonPlan plan, String unequal) {
    this.engine = engine;
    this.plan = plan;
    this.tie = plan.ties();
    this.declared = tie.declared();
    this.unequal = unequal;
    List<Slot> slots = Slot.all(plan);
    this.row = slots.stream().filter(slot -> !tie.isNumber(slot)).toList();
    this.partition = Slot.named(row, declared.partition());
    this.order = Slot.named(row, declared.order().stream().map(TieOrder::column).toList());
    this.orderKey = join(partition, order);
    this.number = slots.stream().filter(tie::isNumber).toList();
    this.named =
        join(orderKey, Slot.keys(plan)).stream()
            .filter(slot -> !tie.isNumber(slot))
            .distinct()
            .toList();
  }

  /**
   * What the rows that differ come to.
   *
   * @throws UserException COMPARE_TIES_NULLS if rows are ranked by null and nobody says where that
   *     is, COMPARE_TEXT_UNREADABLE if a candidate cannot be read
   */
  TieFinding examine() {
    engine.materialise(
        EXCHANGED,
        "SELECT 1 AS one, %1$s, CAST(sum(n) AS BIGINT) AS n FROM %2$s GROUP BY %1$s HAVING sum(n) <> 0"
            .formatted(ids(row), unequal));
    List<TieFault> faults = new ArrayList<>();
    if (declared.kind() == Ties.Kind.TOP_K) {
      addFault(faults, Kind.ORDER_KEYS, uneven(orderKey, "1"), orderKey);
      if (count("SELECT count(*) FROM " + EXCHANGED) > 0) {
        faults.addAll(ofChoice());
      }
    } else {
      addFault(
          faults, Kind.MORE_THAN_NUMBERS, "SELECT *, abs(n) AS weight FROM " + EXCHANGED, named);
    }
    if (!number.isEmpty()) {
      List<Slot> numbered = join(orderKey, number);
      addFault(faults, Kind.NUMBERS, uneven(numbered, "abs(sum(n))"), numbered);
    }
    return finding(faults);
  }

  private TieFinding finding(List<TieFault> faults) {
    long differing = count("SELECT sum(n) FROM %s WHERE n > 0".formatted(unequal));
    long exchanged = count("SELECT sum(n) FROM %s WHERE n > 0".formatted(EXCHANGED));
    boolean isProven = exchanged == 0 || tie.candidates().areKept();
    return new TieFinding(
        !faults.isEmpty() ? Rung.MISMATCH : isProven ? Rung.EQUIVALENT_BY_TIE : Rung.UNDECIDED,
        exchanged,
        differing - exchanged,
        distinct(ids(orderKey)),
        partition.isEmpty() ? 1 : distinct(ids(partition)),
        faults);
  }

  private long distinct(String columns) {
    return count("SELECT count(*) FROM (SELECT DISTINCT %s FROM %s)".formatted(columns, unequal));
  }

  /** Rows were exchanged: where, and for what. */
  private List<TieFault> ofChoice() {
    List<TieFault> faults = new ArrayList<>();
    rankOrderKeys();
    requireNullsPlaced();
    addFault(faults, Kind.NOT_LAST, exchangedAboveTheLast(), named);
    if (declared.k() > 0) {
      addFault(
          faults,
          Kind.SIZE,
          "SELECT one%s, 1 AS weight FROM %s GROUP BY one%s HAVING sum(l) <> %d"
              .formatted(also(partition), ORDER_KEYS, also(partition), declared.k()),
          partition);
    }
    if (tie.candidates().areKept()) {
      keepStrangers();
      String strangers = "SELECT *, %s AS weight FROM " + STRANGERS + " WHERE %s";
      addFault(faults, Kind.LEFT_NOT_CANDIDATE, strangers.formatted("l - c", "l > c"), named);
      addFault(
          faults,
          Kind.RIGHT_NOT_CANDIDATE,
          strangers.formatted("least(-u, l - u - c)", "u < 0 AND l - u > c"),
          named);
      addFault(
          faults,
          Kind.LEFT_OUT,
          "SELECT *, c - l AS weight FROM %s WHERE upto < total AND c > l".formatted(ORDER_KEYS),
          orderKey);
    }
    return faults;
  }

  private void rankOrderKeys() {
    String keys = ids(orderKey);
    String ranked =
        IntStream.range(0, order.size())
            .mapToObj(i -> declared.order().get(i).sql(order.get(i).id()))
            .collect(Collectors.joining(", "));
    String chosen =
        "SELECT one, %s, 1 AS l, 0 AS c FROM %s".formatted(keys, ofTouchedPartitions(left()));
    String all =
        tie.candidates().areKept()
            ? "%s UNION ALL SELECT one, %s, 0, 1 FROM %s"
                .formatted(chosen, keys, ofTouchedPartitions(candidates()))
            : chosen;
    engine.materialise(
        ORDER_KEYS,
        """
        SELECT *,
          CAST(sum(l) OVER (PARTITION BY one%1$s ORDER BY %2$s ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS upto,
          CAST(sum(l) OVER (PARTITION BY one%1$s) AS BIGINT) AS total
        FROM (SELECT one, %3$s, CAST(sum(l) AS BIGINT) AS l, CAST(sum(c) AS BIGINT) AS c FROM (%4$s) GROUP BY one, %3$s)
        """
            .formatted(also(partition), ranked, keys, all));
  }

  /** Engines put nulls first or last as they like, and so did the one that chose. */
  private void requireNullsPlaced() {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      TieOrder by = declared.order().get(i);
      if (by.nulls() == TieOrder.Nulls.UNSAID
          && count(
                  "SELECT count(*) FROM %s WHERE %s IS NULL"
                      .formatted(ORDER_KEYS, order.get(i).id()))
              > 0) {
        problems.add(
            new Problem(
                "COMPARE_TIES_NULLS",
                "Cannot compare %s with %s: rows are ranked by '%s', which is null in some, and nobody says where nulls come."
                    .formatted(plan.left().source(), plan.right().source(), by.text()),
                "write '%1$s nulls first' or '%1$s nulls last', as it was in the legacy job"
                    .formatted(by.text())));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /** Of order keys that both sides have equally often; the others have a fault of their own. */
  private String exchangedAboveTheLast() {
    return """
    SELECT e.*, abs(e.n) AS weight
    FROM (SELECT *, sum(n) OVER (PARTITION BY one%1$s) AS surplus FROM %2$s) e LEFT JOIN %3$s o ON e.one = o.one%4$s
    WHERE e.surplus = 0 AND NOT coalesce(o.l > 0 AND o.upto = o.total, false)
    """
        .formatted(also(orderKey), EXCHANGED, ORDER_KEYS, andSame("e", "o", orderKey));
  }

  /** Where a row of the right counts as equal to one of the left, that one stands for both. */
  private void keepStrangers() {
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
                ids(row),
                ofTouchedPartitions(left()),
                EXCHANGED,
                ofTouchedPartitions(candidates())));
  }

  private String left() {
    return RowsSql.select(engine.dialect(), plan.left(), Side.LEFT, row);
  }

  private String candidates() {
    TableSide table = tie.candidates().table();
    return RowsSql.select(
        engine.dialect(),
        new TableSide(CANDIDATES, table.source(), table.summary(), table.rowCount()),
        tie.candidates().as(),
        row);
  }

  private String ofTouchedPartitions(String rows) {
    return "(SELECT x.* FROM (SELECT 1 AS one, * FROM (%s)) x SEMI JOIN (SELECT DISTINCT one%s FROM %s) t ON x.one = t.one%s)"
        .formatted(rows, also(partition), EXCHANGED, andSame("x", "t", partition));
  }

  /** Order keys, or what else, that one side has more often in rows that differ. */
  private String uneven(List<Slot> by, String weight) {
    return "SELECT %1$s, %2$s AS weight FROM %3$s GROUP BY %1$s HAVING sum(n) <> 0"
        .formatted(ids(by), weight, unequal);
  }

  /**
   * @param from query of places in which the fault is, with the slots that name one and {@code
   *     weight}, how much of the fault is there
   */
  private void addFault(List<TieFault> faults, Kind kind, String from, List<Slot> names) {
    long count = count("SELECT sum(weight) FROM (%s)".formatted(from));
    if (count > 0) {
      faults.add(new TieFault(kind, count, names.isEmpty() ? "" : example(from, names)));
    }
  }

  private String example(String from, List<Slot> names) {
    String shown =
        names.stream()
            .map(slot -> Shown.sql(engine.dialect(), slot.id(), slot))
            .collect(Collectors.joining(", "));
    return engine
        .query(
            "SELECT %s FROM (%s) ORDER BY %s LIMIT 1".formatted(shown, from, Slot.order(names, "")),
            found ->
                IntStream.range(0, names.size())
                    .mapToObj(i -> "%s = %s".formatted(names.get(i).plan().name(), found.string(i)))
                    .collect(Collectors.joining(", ")))
        .get(0);
  }

  private long count(String query) {
    return engine
        .query(
            "SELECT CAST(coalesce((%s), 0) AS BIGINT)".formatted(query), found -> found.number(0))
        .get(0);
  }

  private static String andSame(String one, String other, List<Slot> slots) {
    return slots.stream()
        .map(
            slot ->
                " AND %s.%s IS NOT DISTINCT FROM %s.%s".formatted(one, slot.id(), other, slot.id()))
        .collect(Collectors.joining());
  }

  private static String also(List<Slot> slots) {
    return slots.stream().map(slot -> ", " + slot.id()).collect(Collectors.joining());
  }

  private static String ids(List<Slot> slots) {
    return slots.stream().map(Slot::id).collect(Collectors.joining(", "));
  }

  private static List<Slot> join(List<Slot> some, List<Slot> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
