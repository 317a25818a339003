package dev.bering.app;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a kept report says of one run.
 *
 * @param name of its file
 * @param verdict a rung
 * @param leftCount rows or members on the left
 * @param rightCount on the right
 * @param declaration what was declared, by its parts, as the report has them
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
    Map<String, String> declaration,
    List<Finding> findings) {

  StoredRun {
    declaration = Collections.unmodifiableMap(new LinkedHashMap<>(declaration));
    findings = List.copyOf(findings);
  }

  /** Names of the parts that are declared otherwise than in another run. */
  List<String> declaredOtherwiseThan(StoredRun other) {
    Set<String> parts = new LinkedHashSet<>(declaration.keySet());
    parts.addAll(other.declaration.keySet());
    return parts.stream()
        .filter(
            part ->
                !declaration
                    .getOrDefault(part, "")
                    .equals(other.declaration.getOrDefault(part, "")))
        .toList();
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
