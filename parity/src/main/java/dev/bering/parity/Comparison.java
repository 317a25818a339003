package dev.bering.parity;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What two tables have to have in common to count as equal. Column names are matched without regard
 * to case.
 *
 * @param keys the columns that tell which row belongs to which
 * @param tolerances by column, for numbers that need not be the very same
 * @param ignored columns that are not compared
 * @param whenEmpty what two empty tables are
 * @param sampleLimit how many examples of each kind of difference the report shows
 */
public record Comparison(
    List<String> keys,
    Map<String, Tolerance> tolerances,
    Set<String> ignored,
    WhenEmpty whenEmpty,
    int sampleLimit) {

  private static final int DEFAULT_SAMPLES = 20;

  public Comparison {
    keys = List.copyOf(keys);
    tolerances = Map.copyOf(tolerances);
    ignored = Set.copyOf(ignored);
    Objects.requireNonNull(whenEmpty, "whenEmpty is null");
    if (sampleLimit < 0) {
      throw new IllegalStateException("negative sampleLimit " + sampleLimit);
    }
  }

  /** Every column must be equal; two empty tables are not compared. */
  public static Comparison by(String... keys) {
    return new Comparison(
        List.of(keys), Map.of(), Set.of(), WhenEmpty.NOT_COMPARED, DEFAULT_SAMPLES);
  }

  /** This one with a tolerance more. */
  public Comparison tolerating(String column, Tolerance tolerance) {
    Map<String, Tolerance> more = new LinkedHashMap<>(tolerances);
    more.put(column, tolerance);
    return new Comparison(keys, more, ignored, whenEmpty, sampleLimit);
  }

  /** This one without {@code columns}. */
  public Comparison ignoring(String... columns) {
    Set<String> more = new LinkedHashSet<>(ignored);
    more.addAll(List.of(columns));
    return new Comparison(keys, tolerances, more, whenEmpty, sampleLimit);
  }

  /** This one with another answer to two empty tables. */
  public Comparison whenEmpty(WhenEmpty answer) {
    return new Comparison(keys, tolerances, ignored, answer, sampleLimit);
  }

  /** This one with another number of examples. */
  public Comparison sampling(int limit) {
    return new Comparison(keys, tolerances, ignored, whenEmpty, limit);
  }
}
