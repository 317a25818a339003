package dev.bering.parity;

import java.util.List;
import java.util.Objects;

/**
 * How alike two tables have to be as sets: for results that cannot be equal row by row. The left is
 * what is expected, the right what was found; how often a row occurs does not matter.
 *
 * @param columns the columns that make up a member of the set
 * @param minJaccard at least this share of all members must be on both sides, 0 to 1
 * @param minPrecision at least this share of the right's members must be on the left, 0 to 1
 * @param minRecall at least this share of the left's members must be on the right, 0 to 1
 * @param whenEmpty what two empty tables are
 * @param sampleLimit how many members of only one side the report shows
 */
public record SetComparison(
    List<String> columns,
    double minJaccard,
    double minPrecision,
    double minRecall,
    WhenEmpty whenEmpty,
    int sampleLimit) {

  private static final int DEFAULT_SAMPLES = 20;

  public SetComparison {
    columns = List.copyOf(columns);
    Objects.requireNonNull(whenEmpty, "whenEmpty is null");
    for (double share : new double[] {minJaccard, minPrecision, minRecall}) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalStateException("not a share between 0 and 1: " + share);
      }
    }
    if (columns.isEmpty()) {
      throw new IllegalStateException("a set comparison without columns");
    }
  }

  /** The two sets must be the same. */
  public static SetComparison of(String... columns) {
    return new SetComparison(List.of(columns), 1, 1, 1, WhenEmpty.NOT_COMPARED, DEFAULT_SAMPLES);
  }

  /** This one with other thresholds. */
  public SetComparison atLeast(double jaccard, double precision, double recall) {
    return new SetComparison(columns, jaccard, precision, recall, whenEmpty, sampleLimit);
  }

  /** This one with another answer to two empty tables. */
  public SetComparison whenEmpty(WhenEmpty answer) {
    return new SetComparison(columns, minJaccard, minPrecision, minRecall, answer, sampleLimit);
  }
}
