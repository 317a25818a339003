package dev.bering.clone;

import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import java.time.Duration;

/**
 * What a clone did. Every file counted here was read back from the target and its checksum compared
 * with that of the bytes read from the source, or the store confirmed it, but for those that are
 * counted as known by their size.
 *
 * @param plan what was to be done; all of it has been
 * @param copiedFileCount data files, deletion vectors and change files
 * @param sizeOnlyFileCount those of them of which nothing but the size is known to be the same
 * @param publishedFileCount commits, checkpoints and what belongs to them
 * @param copiedBytes both together
 */
public record CloneReport(
    ClonePlan plan,
    long copiedFileCount,
    long sizeOnlyFileCount,
    long publishedFileCount,
    long copiedBytes,
    Duration elapsed) {

  /** For people; one line. */
  public String text() {
    if (plan.isEmpty()) {
      return "= %s is at %s already: nothing copied%n".formatted(plan.target(), plan.sourceState());
    }
    return "+ %s is at %s: %s and %s copied, %s in %s, %s%n"
        .formatted(
            plan.target(),
            plan.sourceState(),
            Counts.of(copiedFileCount, "file"),
            Counts.of(publishedFileCount, "metadata file"),
            Bytes.text(copiedBytes),
            Durations.text(elapsed),
            agreement());
  }

  private String agreement() {
    return sizeOnlyFileCount == 0
        ? "every hash equal"
        : "%s by size only, every other hash equal".formatted(Counts.of(sizeOnlyFileCount, "file"));
  }
}
