package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Carries out comparisons as sets on an engine that holds both relations. Reads only. */
public final class SetComparisonRunner {

  private static final String LEFT = "parity_left_set";
  private static final String RIGHT = "parity_right_set";

  private final Engine engine;

  /** Runs plans whose relations {@code engine} holds. */
  public SetComparisonRunner(Engine engine) {
    this.engine = engine;
  }

  /**
   * The answer.
   *
   * @throws UserException COMPARE_TEXT_UNREADABLE if a text is not of the type that the other side
   *     has, or if the data cannot be read
   */
  public SetReport run(SetPlan plan) {
    try {
      new TextCheck(engine).requireReadable(plan.casts(), plan.left(), plan.right());
      List<Slot> slots = Slot.keys(plan.columns());
      keepMembers(LEFT, plan.left(), Side.LEFT, slots);
      keepMembers(RIGHT, plan.right(), Side.RIGHT, slots);
      long left = count(LEFT);
      long right = count(RIGHT);
      long both = left - count(missing(LEFT, RIGHT, slots));
      return report(
          plan, left, right, both, only(LEFT, RIGHT, slots, plan), only(RIGHT, LEFT, slots, plan));
    } finally {
      engine.drop(LEFT);
      engine.drop(RIGHT);
    }
  }

  private void keepMembers(String table, TableSide source, Side side, List<Slot> slots) {
    String rows = RowsSql.select(engine.dialect(), source, side, slots);
    engine.materialise(table, "SELECT DISTINCT * FROM (%s)".formatted(rows));
  }

  private long count(String table) {
    return engine.query("SELECT count(*) FROM " + table, row -> row.number(0)).get(0);
  }

  private List<List<String>> only(String here, String there, List<Slot> slots, SetPlan plan) {
    String shown =
        slots.stream()
            .map(slot -> Shown.sql(engine.dialect(), "a." + slot.id(), slot))
            .collect(Collectors.joining(", "));
    return engine.query(
        "SELECT %s FROM %s ORDER BY %s LIMIT %d"
            .formatted(
                shown,
                missing(here, there, slots),
                Slot.order(slots, "a."),
                plan.comparison().sampleLimit()),
        row -> IntStream.range(0, slots.size()).mapToObj(row::string).toList());
  }

  private static String missing(String here, String there, List<Slot> slots) {
    return "%s a ANTI JOIN %s b ON %s"
        .formatted(
            here,
            there,
            slots.stream()
                .map(slot -> "a.%s IS NOT DISTINCT FROM b.%s".formatted(slot.id(), slot.id()))
                .collect(Collectors.joining(" AND ")));
  }

  private SetReport report(
      SetPlan plan,
      long left,
      long right,
      long both,
      List<List<String>> onlyLeft,
      List<List<String>> onlyRight) {
    double jaccard = share(both, left + right - both);
    double precision = share(both, right);
    double recall = share(both, left);
    SetComparison wanted = plan.comparison();
    List<String> shortfalls = new ArrayList<>();
    shortfall(shortfalls, "Jaccard", jaccard, wanted.minJaccard());
    shortfall(shortfalls, "precision", precision, wanted.minPrecision());
    shortfall(shortfalls, "recall", recall, wanted.minRecall());
    boolean empty = left == 0 && right == 0;
    Rung verdict = shortfalls.isEmpty() ? Rung.SET_LEVEL : Rung.MISMATCH;
    String reason =
        shortfalls.isEmpty()
            ? "Jaccard %s, precision %s, recall %s"
                .formatted(percent(jaccard), percent(precision), percent(recall))
            : String.join(", ", shortfalls);
    if (empty) {
      boolean allowed = wanted.whenEmpty() == WhenEmpty.EQUAL;
      verdict = allowed ? Rung.SET_LEVEL : Rung.UNDECIDED;
      reason =
          allowed
              ? "both sets are empty, which was declared to be equal"
              : "both sets are empty: how alike they are cannot be said";
    }
    return new SetReport(
        plan,
        engine.description(),
        verdict,
        reason,
        left,
        right,
        both,
        jaccard,
        precision,
        recall,
        onlyLeft,
        onlyRight);
  }

  private static void shortfall(List<String> facts, String name, double found, double wanted) {
    if (found < wanted) {
      facts.add("%s is %s, below %s".formatted(name, percent(found), percent(wanted)));
    }
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** Never rounded up: 99.99 % is not 100 %. */
  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", Math.floor(share * 10_000) / 100);
  }
}
