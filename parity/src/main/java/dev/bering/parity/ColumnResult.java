package dev.bering.parity;

import java.util.List;

/**
 * What was found in one column.
 *
 * @param plan how it was compared
 * @param rung what it came to
 * @param changed rows in which it differs, beyond the tolerance if there is one
 * @param accepted rows in which it differs in a way that somebody answers for
 * @param tolerated rows in which it differs, but within the tolerance, or by another name of the
 *     same id
 * @param largestAbsolute largest distance between two finite numbers that differ; 0 if there are
 *     none
 * @param largestRelative largest such distance as a share of the larger number
 * @param normalisers what its normalisers did, in the order in which they are applied
 * @param samples examples, in key order
 * @param pairs the most frequent changes, most frequent first
 */
public record ColumnResult(
    ColumnPlan plan,
    Rung rung,
    long changed,
    long accepted,
    long tolerated,
    double largestAbsolute,
    double largestRelative,
    List<NormaliserCount> normalisers,
    List<CellSample> samples,
    List<ValuePair> pairs) {

  public ColumnResult {
    normalisers = List.copyOf(normalisers);
    samples = List.copyOf(samples);
    pairs = List.copyOf(pairs);
  }

  /** This result on another rung. */
  ColumnResult on(Rung other) {
    return new ColumnResult(
        plan,
        other,
        changed,
        accepted,
        tolerated,
        largestAbsolute,
        largestRelative,
        normalisers,
        samples,
        pairs);
  }

  /**
   * This result, but undecided if there was no pair of rows in which the column was looked at;
   * unless whole rows were, as ties are.
   */
  ColumnResult unlessUnpaired(RowCounts rows, TieFinding ties) {
    return plan.isCompared() && rows.left() - rows.onlyLeft() == 0
        ? on(rung.weaker(ties.isProven() ? Rung.EQUIVALENT_BY_TIE : Rung.UNDECIDED))
        : this;
  }

  static ColumnResult untouched(ColumnPlan plan) {
    return new ColumnResult(plan, plan.rung(), 0, 0, 0, 0, 0, List.of(), List.of(), List.of());
  }
}
