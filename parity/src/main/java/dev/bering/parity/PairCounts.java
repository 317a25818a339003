package dev.bering.parity;

import java.util.List;
import java.util.Map;

/**
 * How many rows of two paired sets differ.
 *
 * @param paired pairs of rows with the same key
 * @param changed pairs that differ in a way that is not accepted
 * @param redBuckets in how many buckets rows differ in any way, if rows have buckets
 * @param columns by slot id, keys too
 * @param accepted by the id of the acceptance, in how many rows it was found
 */
record PairCounts(
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
}
