package dev.bering.parity;

import dev.bering.engine.SqlDialect;
import java.util.List;
import java.util.stream.Collectors;

/** SQL over the two values of one column in a pair of rows {@code l} and {@code r}. */
final class CellSql {

  private final SqlDialect dialect;
  private final Slot slot;
  private final List<Acceptance> accepted;
  private final Distance distance;

  /**
   * @param accepted what is accepted in this column and others
   */
  CellSql(SqlDialect dialect, Slot slot, List<Acceptance> accepted) {
    this.dialect = dialect;
    this.slot = slot;
    this.accepted = accepted.stream().filter(one -> one.concerns(slot)).toList();
    this.distance = new Distance(dialect, slot);
  }

  /** What is accepted in this column. */
  List<Acceptance> accepted() {
    return accepted;
  }

  Distance distance() {
    return distance;
  }

  /** True or false: the two are not the same. */
  String distinct() {
    return distance.distinct();
  }

  /**
   * True or false: the two differ, beyond the tolerance if there is one; accepted or not. Of random
   * ids this is asked of all pairs at once, by window functions.
   */
  String differs() {
    return slot.plan().method() == Method.BIJECTION_JOIN ? isNotOneToOne() : distance.differs();
  }

  /** Null corresponds to null, and each value of either side to one of the other. */
  private String isNotOneToOne() {
    return "((l.%1$s IS NULL) <> (r.%1$s IS NULL) OR %2$s OR %3$s)"
        .formatted(slot.id(), hasSeveral("r", "l"), hasSeveral("l", "r"));
  }

  private String hasSeveral(String of, String within) {
    String window =
        "(%s.%s) OVER (PARTITION BY l.here, r.here, %s.%s)"
            .formatted(of, slot.id(), within, slot.id());
    return "min%s IS DISTINCT FROM max%s".formatted(window, window);
  }

  /** True or false: the two differ in no way that is accepted. */
  String mismatches() {
    String accepted =
        this.accepted.stream().map(this::isAccepted).collect(Collectors.joining(" OR "));
    return accepted.isEmpty() ? differs() : "(%s AND NOT (%s))".formatted(differs(), accepted);
  }

  /** True or false: what an acceptance says holds for the two. */
  String isAccepted(Acceptance acceptance) {
    AcceptedDifference declared = acceptance.declared();
    return "coalesce(l.%s%s%s, false)"
        .formatted(acceptance.id(), is("l", declared.from()), is("r", declared.to()));
  }

  private String is(String side, AcceptedDifference.Value value) {
    return switch (value.kind()) {
      case ANY -> "";
      case NULL -> " AND %s.%s IS NULL".formatted(side, slot.id());
      case TEXT ->
          " AND %s.%s IS NOT DISTINCT FROM %s"
              .formatted(side, slot.id(), literal(dialect, slot, value.text()));
    };
  }

  /** A text as a value of the slot's type; null if it is not one. */
  static String literal(SqlDialect dialect, Slot slot, String text) {
    return dialect.tryRead(dialect.literal(text), slot.type());
  }

  /** True or false: the two would differ without one normaliser. */
  String wouldDifferWithout(int step) {
    return wouldDiffer(
        slot.withoutId(step), slot.plan().normalisation().steps().get(step).without());
  }

  /** True or false: the two would differ without any normaliser. */
  String wouldDifferBare() {
    return wouldDiffer(slot.bareId(), slot.plan().normalisation().bare());
  }

  /** Without a common type two values differ, unless both are null. */
  private String wouldDiffer(String id, Normalisation.Variant variant) {
    if (!variant.isComparable()) {
      return "(l.%1$s IS NOT NULL OR r.%1$s IS NOT NULL)".formatted(slot.id());
    }
    String unreadable = Slot.unreadableId(id);
    return "(l.%s OR r.%s OR %s)"
        .formatted(
            unreadable,
            unreadable,
            new Distance(dialect, id, variant.type(), tolerance(variant)).differs());
  }

  private Tolerance tolerance(Normalisation.Variant variant) {
    return variant.type().equals(slot.plan().comparedAs())
        ? slot.plan().tolerance()
        : Tolerance.NONE;
  }
}
