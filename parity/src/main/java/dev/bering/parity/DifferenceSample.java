package dev.bering.parity;

import dev.bering.parity.SharedCondition.Completeness;
import java.util.List;

/**
 * Differences that explanations are sought in, and rows to compare them with: as many as fit into
 * memory with ease, whatever the size of the tables.
 *
 * @param keyNames the key columns
 * @param columns the columns that differ
 * @param context the columns of the left whose values are known for rows
 * @param differing for each row of the sample its values in those columns; an empty array if the
 *     row was not looked up
 * @param others rows that do not differ at all, likewise
 * @param completeness whether those and the sample together are all rows
 */
record DifferenceSample(
    List<String> keyNames,
    List<ColumnCells> columns,
    List<Slot> context,
    List<String[]> differing,
    List<String[]> others,
    Completeness completeness) {

  /** Stands for null in rows. */
  static final String NULL = "\1null";

  /** Stands for a text that is too long to be kept. */
  static final String LONG = "\1long";

  /** A value of a row of the sample; {@link #LONG} if it is not known. */
  String value(int row, int contextColumn) {
    String[] values = differing.get(row);
    return values.length == 0 ? LONG : values[contextColumn];
  }

  boolean isKnown(int row) {
    return differing.get(row).length > 0;
  }
}
