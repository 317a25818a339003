package dev.bering.clone;

import dev.bering.model.Bytes;
import java.time.Duration;
import java.util.Locale;

/**
 * What a clone did. Every file counted here was read back from the target and its hash compared
 * with that of the bytes read from the source.
 *
 * @param plan what was to be done; all of it has been
 * @param copiedFileCount data files, deletion vectors and change files
 * @param copiedLogFileCount commits, checksums, checkpoints and what belongs to them
 * @param copiedBytes both together
 */
public record CloneReport(
    ClonePlan plan,
    long copiedFileCount,
    long copiedLogFileCount,
    long copiedBytes,
    Duration elapsed) {

  /** For people; one line. */
  public String text() {
    if (plan.isEmpty()) {
      return "= %s is at version %d already: nothing copied%n"
          .formatted(plan.target(), plan.sourceVersion());
    }
    return String.format(
        Locale.ROOT,
        "+ %s is at version %d: %d files and %d log files copied, %s in %.1f s, every hash equal%n",
        plan.target(),
        plan.sourceVersion(),
        copiedFileCount,
        copiedLogFileCount,
        Bytes.text(copiedBytes),
        elapsed.toMillis() / 1000.0);
  }
}
