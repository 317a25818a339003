package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.Note;
import dev.bering.clone.jdbc.JdbcClonePlan;
import dev.bering.clone.jdbc.JdbcCloneReport;
import dev.bering.model.Counts;
import java.util.List;
import java.util.OptionalLong;

/**
 * One table's clone in numbers, planned or done.
 *
 * @param isCurrent whether the target had everything already
 * @param state where the source stands, such as {@code version 12}
 * @param fileCount data and metadata files to write, or written; empty if nobody can know yet
 * @param sizeBytes of those; empty if nobody knows
 * @param notes what a reader should know
 */
record CloneCounts(
    boolean isCurrent,
    String state,
    OptionalLong fileCount,
    OptionalLong sizeBytes,
    List<Note> notes) {

  CloneCounts {
    notes = List.copyOf(notes);
  }

  static CloneCounts of(ClonePlan plan) {
    return new CloneCounts(
        plan.isEmpty(),
        plan.sourceState(),
        OptionalLong.of(plan.files().count() + plan.publications().size()),
        OptionalLong.of(plan.sizeBytes()),
        plan.notes());
  }

  static CloneCounts of(CloneReport report) {
    return new CloneCounts(
        report.plan().isEmpty(),
        report.plan().sourceState(),
        OptionalLong.of(report.copiedFileCount() + report.publishedFileCount()),
        OptionalLong.of(report.copiedBytes()),
        report.plan().notes());
  }

  static CloneCounts of(JdbcClonePlan plan) {
    return new CloneCounts(
        false,
        plan.estimatedRowCount() == 0
            ? "an unknown number of rows"
            : "about " + Counts.of(plan.estimatedRowCount(), "row"),
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of());
  }

  static CloneCounts of(JdbcCloneReport report) {
    return new CloneCounts(
        report.version().isEmpty(),
        Counts.of(report.rowCount(), "row"),
        OptionalLong.of(report.writtenFileCount()),
        OptionalLong.empty(),
        List.of());
  }
}
