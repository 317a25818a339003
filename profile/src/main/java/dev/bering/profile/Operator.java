package dev.bering.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One operator of a plan that Spark has carried out, and what it counted.
 *
 * @param name as Spark calls it, such as {@code SortMergeJoin}
 * @param detail what it does, on one line, such as its condition
 * @param counts by Spark's names, such as {@code numOutputRows}; times are in milliseconds, sizes
 *     in bytes
 * @param inputs the operators whose rows it reads
 */
record Operator(String name, String detail, Map<String, Long> counts, List<Operator> inputs) {
  private static final String ROWS = "numOutputRows";

  Operator {
    counts = Map.copyOf(counts);
    inputs = List.copyOf(inputs);
  }

  /** How many rows it made; what only passes rows on made as many as it read. */
  OptionalLong rows() {
    Long counted = counts.get(ROWS);
    if (counted != null) {
      return OptionalLong.of(counted);
    }
    return inputs.size() == 1 && !changesRows() ? inputs.get(0).rows() : OptionalLong.empty();
  }

  private boolean changesRows() {
    return isJoin() || name.equals("Filter") || name.endsWith("Aggregate") || name.equals("Expand");
  }

  boolean isJoin() {
    return name.endsWith("Join") || name.equals("CartesianProduct");
  }

  long count(String metric) {
    return counts.getOrDefault(metric, 0L);
  }

  /** This operator and all below it, each before those it reads. */
  List<Operator> all() {
    var all = new ArrayList<Operator>();
    collect(all);
    return all;
  }

  private void collect(List<Operator> into) {
    into.add(this);
    inputs.forEach(input -> input.collect(into));
  }
}
