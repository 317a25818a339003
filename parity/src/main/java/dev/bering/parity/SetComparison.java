package dev.bering.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How alike two tables have to be as sets: for results that cannot be equal row by row. The left is
 * what is expected, the right what was found.
 *
 * @param columns the columns that make up a member of the set
 * @param segments columns by which the sets are cut into parts that must each meet the thresholds,
 *     so that a good whole cannot hide a bad part; they belong to the member, as the same resource
 *     of another tenant is another member
 * @param thresholds how alike is enough
 * @param counting what becomes of a member that occurs several times
 * @param coverage whether the tables are the sets or samples of them
 * @param whenEmpty what two empty tables are
 * @param sampleLimit how many members of only one side, and how many segments, the report shows
 */
public record SetComparison(
    List<String> columns,
    List<String> segments,
    SetThresholds thresholds,
    SetCounting counting,
    SetCoverage coverage,
    WhenEmpty whenEmpty,
    int sampleLimit) {

  private static final int DEFAULT_SAMPLES = 20;

  public SetComparison {
    columns = List.copyOf(columns);
    segments = List.copyOf(segments);
    Objects.requireNonNull(thresholds, "thresholds is null");
    Objects.requireNonNull(counting, "counting is null");
    Objects.requireNonNull(coverage, "coverage is null");
    Objects.requireNonNull(whenEmpty, "whenEmpty is null");
    if (columns.isEmpty()) {
      throw new IllegalStateException("a set comparison without columns");
    }
    if (sampleLimit < 0) {
      throw new IllegalStateException("negative sampleLimit " + sampleLimit);
    }
    if (coverage == SetCoverage.SAMPLE && counting == SetCounting.AS_OFTEN_AS_IT_OCCURS) {
      throw new IllegalStateException("copies of a member are no independent draws");
    }
  }

  /** The two sets must be the same. */
  public static SetComparison of(String... columns) {
    return new SetComparison(
        List.of(columns),
        List.of(),
        SetThresholds.SAME,
        SetCounting.ONCE,
        SetCoverage.WHOLE,
        WhenEmpty.NOT_COMPARED,
        DEFAULT_SAMPLES);
  }

  /** This one with other thresholds. */
  public SetComparison atLeast(double jaccard, double precision, double recall) {
    return atLeast(new SetThresholds(jaccard, precision, recall, 0, 1));
  }

  /** This one with other thresholds. */
  public SetComparison atLeast(SetThresholds others) {
    return new SetComparison(columns, segments, others, counting, coverage, whenEmpty, sampleLimit);
  }

  /** This one, in each segment that these columns tell. */
  public SetComparison inSegmentsOf(String... segmentColumns) {
    return new SetComparison(
        columns, List.of(segmentColumns), thresholds, counting, coverage, whenEmpty, sampleLimit);
  }

  /** This one, counting otherwise. */
  public SetComparison counting(SetCounting other) {
    return new SetComparison(
        columns, segments, thresholds, other, coverage, whenEmpty, sampleLimit);
  }

  /** This one, of tables that cover their sets otherwise. */
  public SetComparison covering(SetCoverage other) {
    return new SetComparison(
        columns, segments, thresholds, counting, other, whenEmpty, sampleLimit);
  }

  /** This one with another answer to two empty tables. */
  public SetComparison whenEmpty(WhenEmpty answer) {
    return new SetComparison(
        columns, segments, thresholds, counting, coverage, answer, sampleLimit);
  }

  /** This one with another number of examples. */
  public SetComparison sampling(int limit) {
    return new SetComparison(columns, segments, thresholds, counting, coverage, whenEmpty, limit);
  }

  /** Segments first, then the rest of the member; a name may occur twice. */
  List<String> memberColumns() {
    List<String> all = new ArrayList<>(segments);
    all.addAll(columns);
    return all;
  }
}
