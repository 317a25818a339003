package dev.bering.clone.delta;

import dev.bering.clone.Complaints;
import dev.bering.clone.Tally;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.stores.Failures;
import dev.bering.stores.Store.StoredFile;
import java.nio.file.AccessDeniedException;

/**
 * Files that a version needs and that its table has lost, has otherwise than its log says, or lets
 * nobody look at.
 */
final class Damage {

  private final Location table;
  private final String version;
  private final String hint;
  private final Complaints complaints;
  private final Tally lost = new Tally();

  /**
   * Nothing is damaged yet.
   *
   * @param version for sentences, such as {@code the version}
   */
  Damage(Location table, String version, String hint, Complaints complaints) {
    this.table = table;
    this.version = version;
    this.hint = hint;
    this.complaints = complaints;
  }

  /** The version needs it, and it is not there. */
  void lost(Need need) {
    lost.add(need.path());
  }

  /** Whether a file cannot be what the log means; that is complained of. */
  boolean isOf(Need need, StoredFile stored) {
    if (need.fits(stored.sizeBytes())) {
      return false;
    }
    complaints.add(
        problem(
            "file %s has %d bytes, but the log says %d"
                .formatted(need.path(), stored.sizeBytes(), need.sizeBytes())));
    return true;
  }

  /**
   * Whether it is there, nobody may say: it can be neither copied nor left out as a hole. That is
   * complained of, whichever version needs the file.
   */
  void denied(Need need, AccessDeniedException e) {
    complaints.add(
        new Problem(
            "CLONE_SOURCE_DENIED",
            "Cannot clone %s: %s, which %s."
                .formatted(
                    table,
                    Failures.fact(e),
                    need.live() ? version + " needs" : "only older versions need"),
            "let the login read it; on S3 that takes s3:ListBucket too, without which a file that"
                + " is gone looks forbidden"));
  }

  /** Complains of all that is lost, in one sentence. */
  void complain() {
    if (lost.count() > 0) {
      complaints.add(
          problem(
              "%s needs %s that %s not there, such as %s"
                  .formatted(
                      version,
                      Counts.of(lost.count(), "file"),
                      lost.count() == 1 ? "is" : "are",
                      lost.examples().get(0))));
    }
  }

  private Problem problem(String fact) {
    return new Problem("CLONE_SOURCE_DAMAGED", "Cannot clone %s: %s.".formatted(table, fact), hint);
  }
}
