package dev.bering.profile;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.bering.flow.Frame;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The parts of its inputs on which a flow is profiled. A larger part holds all rows of a smaller
 * one.
 *
 * @param fractions of the rows, above 0 and up to 1, ascending; two at least
 * @param by the columns whose values are drawn, so that rows that are joined by them stay together;
 *     inputs that lack one of them are read whole. Empty draws rows of every input by themselves
 */
public record Sampling(List<Double> fractions, List<String> by) {
  private static final long SEED = 7;
  private static final int BUCKETS = 1_000_000;

  /**
   * @throws UserException FLOW_PROFILE_SAMPLE unless there are two fractions or more, ascending,
   *     over 0 and at most 1
   */
  public Sampling {
    fractions = List.copyOf(fractions);
    by = List.copyOf(by);
    boolean ascending = fractions.size() > 1;
    for (int i = 1; i < fractions.size(); i++) {
      ascending &= fractions.get(i) > fractions.get(i - 1);
    }
    if (!ascending || !(fractions.get(0) > 0) || fractions.get(fractions.size() - 1) > 1) {
      throw UserException.usage(
          new Problem(
              "FLOW_PROFILE_SAMPLE",
              "Cannot profile samples of %s of the rows: a line needs two fractions or more,"
                      .formatted(fractions)
                  + " ascending, over 0 and at most 1.",
              "sample 0.05, 0.1 and 0.2, for example"));
    }
  }

  /** Rows of every input, in these fractions. */
  public static Sampling of(double... fractions) {
    return new Sampling(Arrays.stream(fractions).boxed().toList(), List.of());
  }

  /** These fractions of the values of {@code columns}, with all rows that have them. */
  public Sampling by(List<String> columns) {
    return new Sampling(fractions, columns);
  }

  /**
   * @param inputs the columns of the inputs of {@code flow}, by their names
   * @throws UserException FLOW_PROFILE_SAMPLE if none has the columns to draw by, so that nothing
   *     would be left out
   */
  void requireColumns(String flow, Map<String, List<String>> inputs) {
    if (!by.isEmpty() && inputs.values().stream().noneMatch(columns -> columns.containsAll(by))) {
      throw UserException.usage(
          new Problem(
              "FLOW_PROFILE_SAMPLE",
              "Cannot profile samples of %s by %s: no input has these columns."
                  .formatted(flow, String.join(", ", by)),
              "name columns of one input: "
                  + inputs.entrySet().stream()
                      .map(
                          in ->
                              "%s has %s".formatted(in.getKey(), String.join(", ", in.getValue())))
                      .collect(Collectors.joining("; "))));
    }
  }

  /** The part of {@code frame}; a fraction of 1 is all of it. */
  Frame<?> part(Frame<?> frame, double fraction) {
    Dataset<Row> rows = frame.df();
    if (fraction == 1) {
      return frame;
    }
    if (by.isEmpty()) {
      return Frame.of(rows.sample(false, fraction, SEED));
    }
    List<String> columns = Arrays.asList(rows.columns());
    if (!columns.containsAll(by)) {
      return frame;
    }
    Column[] drawn = by.stream().map(rows::col).toArray(Column[]::new);
    Column bucket = pmod(xxhash64(drawn), lit((long) BUCKETS));
    return Frame.of(rows.where(bucket.lt(lit((long) (fraction * BUCKETS)))));
  }

  /** {@code 1/16}, or {@code 0.3}. */
  static String text(double fraction) {
    double times = 1 / fraction;
    return Math.abs(times - Math.rint(times)) < 1e-9
        ? times < 1.5 ? "all" : "1/%d".formatted(Math.round(times))
        : String.valueOf(fraction);
  }
}
