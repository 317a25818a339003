package dev.bering.clone.jdbc;

import dev.bering.model.Counts;
import dev.bering.model.Durations;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a clone did. The number of rows that the source counted in the snapshot equals the number of
 * rows in the target's files; each file's rows equal its range in the snapshot.
 *
 * @param plan what was to be done; all of it has been
 * @param version the version that the run published; empty if nothing had changed
 * @param rowCount rows of the source in the snapshot, and of the target
 * @param readRowCount rows that were read from the source
 * @param writtenFileCount files that were written
 * @param resumedFileCount files that an interrupted run had written and whose range is unchanged
 * @param keptFileCount files of the target whose range is unchanged
 * @param removedFileCount files of the target whose range has changed
 */
public record JdbcCloneReport(
    JdbcClonePlan plan,
    OptionalLong version,
    long rowCount,
    long readRowCount,
    int writtenFileCount,
    int resumedFileCount,
    int keptFileCount,
    int removedFileCount,
    Duration elapsed) {

  /** For people; one line. */
  public String text() {
    if (version.isEmpty()) {
      return "= %s holds the %s of %s already: nothing published%n"
          .formatted(plan.target(), Counts.of(rowCount, "row"), plan.table());
    }
    return "+ %s is at version %d: %s as in the source's snapshot, %s of them read now, %s written, %s resumed, %s kept, %s replaced, %s%n"
        .formatted(
            plan.target(),
            version.getAsLong(),
            Counts.of(rowCount, "row"),
            Counts.of(readRowCount),
            Counts.of(writtenFileCount, "file"),
            Counts.of(resumedFileCount),
            Counts.of(keptFileCount),
            Counts.of(removedFileCount),
            Durations.text(elapsed));
  }
}
