package dev.bering.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A table and another one with the same keys, as texts of {@link dev.bering.parity.TestTables}:
 * half of the values of a row are those of the other side, the rest come from a few values, so that
 * many pairs of values are alike without being the same.
 */
final class RandomRows {

  private final Random random;
  private final int rowCount;
  private final StringBuilder leftHeader = new StringBuilder("id INTEGER");
  private final StringBuilder rightHeader = new StringBuilder("id INTEGER");
  private final List<StringBuilder> leftRows = new ArrayList<>();
  private final List<StringBuilder> rightRows = new ArrayList<>();

  RandomRows(Random random, int rowCount) {
    this.random = random;
    this.rowCount = rowCount;
    for (int id = 0; id < rowCount; id++) {
      leftRows.add(new StringBuilder().append(id));
      rightRows.add(new StringBuilder().append(id));
    }
  }

  /** A column of the same values on both sides, such as {@code v INTEGER}. */
  RandomRows with(String column, String... values) {
    leftHeader.append('|').append(column);
    rightHeader.append('|').append(column);
    for (int id = 0; id < rowCount; id++) {
      String value = any(values);
      leftRows.get(id).append('|').append(value);
      rightRows.get(id).append('|').append(random.nextBoolean() ? value : any(values));
    }
    return this;
  }

  /** A column of other values, maybe of another type, on either side. */
  RandomRows with(String left, List<String> leftValues, String right, List<String> rightValues) {
    leftHeader.append('|').append(left);
    rightHeader.append('|').append(right);
    for (int id = 0; id < rowCount; id++) {
      leftRows.get(id).append('|').append(leftValues.get(random.nextInt(leftValues.size())));
      rightRows.get(id).append('|').append(rightValues.get(random.nextInt(rightValues.size())));
    }
    return this;
  }

  /** A column of ids that are made up on either side; one of them is not the same in all rows. */
  RandomRows withRandomIds(String name) {
    leftHeader.append('|').append(name).append(" VARCHAR");
    rightHeader.append('|').append(name).append(" VARCHAR");
    for (int id = 0; id < rowCount; id++) {
      int made = id % 7;
      leftRows.get(id).append('|').append(made == 6 ? "NULL" : "l" + made);
      String right = id == rowCount - 2 ? "other" : "r" + (6 - made);
      rightRows.get(id).append('|').append(made == 6 ? "NULL" : right);
    }
    return this;
  }

  private String any(String... values) {
    return values[random.nextInt(values.length)];
  }

  String left() {
    return leftHeader + "\n" + String.join("\n", leftRows);
  }

  String right() {
    return rightHeader + "\n" + String.join("\n", rightRows);
  }
}
