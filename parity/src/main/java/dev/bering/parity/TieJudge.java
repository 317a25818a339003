package dev.bering.parity;

import dev.bering.engine.Engine;
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

  /**
   * Table (one, the slots of a row but the number, n bigint): how much more often the left has a
   * row, its number aside; never 0.
   */
  static final String EXCHANGED = "parity_exchanged_rows";

  /** A row in place of another is one row, though both sides have one. */
  private static final String LARGER_SIDE =
      "greatest(coalesce(sum(weight) FILTER (WHERE weight > 0), 0),"
          + " coalesce(-sum(weight) FILTER (WHERE weight < 0), 0))";

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
   *     is
   */
  TieFinding examine() {
    engine.materialise(
        EXCHANGED,
        "SELECT 1 AS one, %1$s, CAST(sum(n) AS BIGINT) AS n FROM %2$s GROUP BY %1$s HAVING sum(n) <> 0"
            .formatted(Slot.ids(row), unequal));
    Counts counts = count();
    List<Check> checks = new ArrayList<>();
    if (declared.kind() == Ties.Kind.TOP_K) {
      checks.add(new Check(Kind.ORDER_KEYS, uneven(orderKey, "1"), orderKey));
      if (counts.kinds() > 0) {
        checks.addAll(ofChoice());
      }
    } else {
      checks.add(
          new Check(Kind.MORE_THAN_NUMBERS, "SELECT *, n AS weight FROM " + EXCHANGED, named));
    }
    if (!number.isEmpty()) {
      List<Slot> numbered = join(orderKey, number);
      checks.add(new Check(Kind.NUMBERS, uneven(numbered, "sum(n)"), numbered));
    }
    return finding(counts, faults(checks));
  }

  /**
   * What differs.
   *
   * @param rows rows of the left without an equal one on the right
   * @param exchanged of them, those that the right does not have with another number either
   * @param kinds how many different rows either side has in place of others
   */
  private record Counts(long rows, long exchanged, long kinds, long groups, long partitions) {}

  private Counts count() {
    String distinct = "SELECT count(*) FROM (SELECT DISTINCT %s FROM %s)";
    return engine
        .query(
            scalars(
                List.of(
                    "SELECT sum(n) FROM %s WHERE n > 0".formatted(unequal),
                    "SELECT sum(n) FROM %s WHERE n > 0".formatted(EXCHANGED),
                    "SELECT count(*) FROM " + EXCHANGED,
                    distinct.formatted(Slot.ids(orderKey), unequal),
                    partition.isEmpty()
                        ? "SELECT 1"
                        : distinct.formatted(Slot.ids(partition), unequal))),
            found ->
                new Counts(
                    found.number(0),
                    found.number(1),
                    found.number(2),
                    found.number(3),
                    found.number(4)))
        .get(0);
  }

  private TieFinding finding(Counts counts, List<TieFault> faults) {
    boolean isProven = counts.exchanged() == 0 || tie.candidates().areKept();
    return new TieFinding(
        !faults.isEmpty() ? Rung.MISMATCH : isProven ? Rung.EQUIVALENT_BY_TIE : Rung.UNDECIDED,
        counts.exchanged(),
        counts.rows() - counts.exchanged(),
        counts.groups(),
        counts.partitions(),
        faults);
  }

  /** Rows were exchanged: where, and for what. */
  private List<Check> ofChoice() {
    List<Check> checks = new ArrayList<>();
    TiedPartitions partitions = new TiedPartitions(engine, plan, row, partition, order);
    partitions.rankOrderKeys();
    checks.add(new Check(Kind.NOT_LAST, exchangedAboveTheLast(), named));
    if (declared.k() > 0) {
      checks.add(
          new Check(
              Kind.SIZE,
              "SELECT %1$s, 1 AS weight FROM %2$s GROUP BY %1$s HAVING sum(l) <> %3$d"
                  .formatted(
                      TiedPartitions.columns(partition), TiedPartitions.ORDER_KEYS, declared.k()),
              partition));
    }
    if (tie.candidates().areKept()) {
      partitions.keepStrangers();
      String strangers = "SELECT *, %s AS weight FROM " + TiedPartitions.STRANGERS + " WHERE %s";
      checks.add(new Check(Kind.LEFT_NOT_CANDIDATE, strangers.formatted("l - c", "l > c"), named));
      checks.add(
          new Check(
              Kind.RIGHT_NOT_CANDIDATE,
              strangers.formatted("least(-u, l - u - c)", "u < 0 AND l - u > c"),
              named));
      checks.add(
          new Check(
              Kind.LEFT_OUT,
              "SELECT *, c - l AS weight FROM %s WHERE upto < total AND c > l"
                  .formatted(TiedPartitions.ORDER_KEYS),
              orderKey));
    }
    return checks;
  }

  /** Of order keys that both sides have equally often; the others have a fault of their own. */
  private String exchangedAboveTheLast() {
    return """
    SELECT e.*, e.n AS weight
    FROM (SELECT *, sum(n) OVER (PARTITION BY %1$s) AS surplus FROM %2$s) e LEFT JOIN %3$s o ON e.one = o.one AND %4$s
    WHERE e.surplus = 0 AND NOT coalesce(o.l > 0 AND o.upto = o.total, false)
    """
        .formatted(
            TiedPartitions.columns(orderKey),
            EXCHANGED,
            TiedPartitions.ORDER_KEYS,
            Slot.same("e", "o", orderKey));
  }

  /** Order keys, or what else, that one side has more often in rows that differ. */
  private String uneven(List<Slot> by, String weight) {
    return "SELECT %1$s, %2$s AS weight FROM %3$s GROUP BY %1$s HAVING sum(n) <> 0"
        .formatted(Slot.ids(by), weight, unequal);
  }

  /**
   * Something that ties may not do.
   *
   * @param from query of the places where it is done, with the slots that name one and {@code
   *     weight}, how much of it is there, negative on the right of two sides
   */
  private record Check(Kind kind, String from, List<Slot> names) {}

  private List<TieFault> faults(List<Check> checks) {
    List<String> sums =
        checks.stream()
            .map(check -> "SELECT %s FROM (%s)".formatted(LARGER_SIDE, check.from()))
            .toList();
    List<Long> counts =
        engine
            .query(
                scalars(sums),
                found -> IntStream.range(0, sums.size()).mapToObj(found::number).toList())
            .get(0);
    return IntStream.range(0, checks.size())
        .filter(i -> counts.get(i) > 0)
        .mapToObj(i -> fault(checks.get(i), counts.get(i)))
        .toList();
  }

  private TieFault fault(Check check, long count) {
    return new TieFault(
        check.kind(), count, check.names().isEmpty() ? "" : example(check.from(), check.names()));
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

  /** One row of whole numbers, each asked by a query of its own; null is 0. */
  private static String scalars(List<String> queries) {
    return queries.stream()
        .map("CAST(coalesce((%s), 0) AS BIGINT)"::formatted)
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private static List<Slot> join(List<Slot> some, List<Slot> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
