package dev.bering.clone.jdbc;

import java.time.Duration;
import java.util.Locale;
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
      return "= %s holds the %d rows of %s already: nothing published%n"
          .formatted(plan.target(), rowCount, plan.table());
    }
    return String.format(
        Locale.ROOT,
        "+ %s is at version %d: %d rows as in the source's snapshot, %d of them read now, %d files written, %d resumed, %d kept, %d replaced, %.1f s%n",
        plan.target(),
        version.getAsLong(),
        rowCount,
        readRowCount,
        writtenFileCount,
        resumedFileCount,
        keptFileCount,
        removedFileCount,
        elapsed.toMillis() / 1000.0);
  }
}
