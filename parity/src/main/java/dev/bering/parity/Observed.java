package dev.bering.parity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What runs that should be the same do not have in common, several comparisons added up.
 *
 * @param rows of either side, all of them
 * @param columns by folded name; a column that was not compared is missing
 */
record Observed(Rows rows, Map<String, Column> columns) {

  /** How many rows of each side the other does not have. */
  record Rows(long left, long right, long onlyLeft, long onlyRight) {

    Rows plus(Rows other) {
      return new Rows(
          left + other.left,
          right + other.right,
          onlyLeft + other.onlyLeft,
          onlyRight + other.onlyRight);
    }

    /** Which of two legacy runs is the left one is chance, so both count alike. */
    Proportion alone() {
      return new Proportion(onlyLeft + onlyRight, left + right);
    }
  }

  /**
   * How a column differs.
   *
   * @param pairs rows of both sides
   * @param changed of them, those that differ
   * @param without what of those has no distance
   */
  record Column(
      long pairs, long changed, Presence.Counts without, double absolute, double relative) {

    static final Column NONE = new Column(0, 0, Presence.Counts.NONE, 0, 0);

    Column plus(Column other) {
      return new Column(
          pairs + other.pairs,
          changed + other.changed,
          without.plus(other.without),
          Math.max(absolute, other.absolute),
          Math.max(relative, other.relative));
    }

    Proportion values() {
      return new Proportion(changed, pairs);
    }

    Proportion ofPresence() {
      return new Proportion(without.oneSided(), pairs);
    }
  }

  /** What a declaration accepts is no difference; the rest is. */
  static Observed of(ComparisonReport report, Map<String, Presence.Counts> without) {
    RowCounts counts = report.rows();
    Map<String, Column> byName = new LinkedHashMap<>();
    for (ColumnResult column : report.columns()) {
      if (column.plan().isCompared()) {
        String name = SchemaMatch.fold(column.plan().name());
        long pairs = counts.paired();
        byName.put(
            name,
            column.rung().isGreen()
                ? new Column(pairs, 0, Presence.Counts.NONE, 0, 0)
                : new Column(
                    pairs,
                    column.changed(),
                    without.getOrDefault(name, Presence.Counts.NONE),
                    column.largestAbsolute(),
                    column.largestRelative()));
      }
    }
    return new Observed(
        new Rows(counts.left(), counts.right(), counts.onlyLeft(), counts.onlyRight()), byName);
  }

  static Observed sum(List<Observed> all) {
    Rows rows = new Rows(0, 0, 0, 0);
    Map<String, Column> columns = new LinkedHashMap<>();
    for (Observed one : all) {
      rows = rows.plus(one.rows);
      one.columns.forEach((name, column) -> columns.merge(name, column, Column::plus));
    }
    return new Observed(rows, columns);
  }

  Column column(String name) {
    return columns.getOrDefault(SchemaMatch.fold(name), Column.NONE);
  }
}
