package dev.bering.app;

import java.time.Instant;
import java.util.List;

/**
 * What a kept report says of one run.
 *
 * @param name of its file
 * @param verdict a rung
 * @param leftCount rows or members on the left
 * @param rightCount on the right
 * @param findings everything that may differ, in the order of the report
 */
record StoredRun(
    String name,
    Instant savedAt,
    DiffResult.Pair pair,
    String verdict,
    String reason,
    long leftCount,
    long rightCount,
    List<Finding> findings) {

  StoredRun {
    findings = List.copyOf(findings);
  }

  /**
   * Something that may differ: a column, the rows of one side, a measure of sets.
   *
   * @param rung what it came to
   * @param count how many rows or members differ; 0 for a measure
   * @param examples keys of some of them
   */
  record Finding(String name, String rung, long count, List<String> examples) {
    Finding {
      examples = List.copyOf(examples);
    }

    /** Whether every difference is among the examples. */
    boolean isComplete() {
      return examples.size() >= count;
    }
  }
}
