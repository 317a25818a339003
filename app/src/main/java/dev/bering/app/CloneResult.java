package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.jdbc.JdbcClonePlan;
import dev.bering.clone.jdbc.JdbcCloneReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is shown of one table's clone: its plan, or the report of its run.
 *
 * @param parts what JSON shows, by name: {@code plan} or {@code report}, and {@code checkpoints} of
 *     streams if any moved
 * @param text the same for people; lines
 * @param counts the same in numbers, without the checkpoints
 */
record CloneResult(Map<String, Object> parts, String text, CloneCounts counts) {

  /** What would be copied. */
  static CloneResult of(ClonePlan plan, List<ClonePlan> checkpoints) {
    return of("plan", plan, checkpoints, ClonePlan::text, CloneCounts::of);
  }

  /** What was copied. */
  static CloneResult of(CloneReport report, List<CloneReport> checkpoints) {
    return of("report", report, checkpoints, CloneReport::text, CloneCounts::of);
  }

  /** What would be read from a database. */
  static CloneResult of(JdbcClonePlan plan) {
    return of("plan", plan, List.of(), JdbcClonePlan::text, CloneCounts::of);
  }

  /** What was read from a database. */
  static CloneResult of(JdbcCloneReport report) {
    return of("report", report, List.of(), JdbcCloneReport::text, CloneCounts::of);
  }

  private static <R> CloneResult of(
      String name,
      R table,
      List<R> checkpoints,
      Function<R, String> text,
      Function<R, CloneCounts> counts) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put(name, table);
    if (!checkpoints.isEmpty()) {
      parts.put("checkpoints", checkpoints);
    }
    return new CloneResult(
        parts,
        checkpoints.stream().map(text).collect(Collectors.joining()) + text.apply(table),
        counts.apply(table));
  }
}
