package dev.bering.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What publishing would change, job by job.
 *
 * @param version the number that the new version will have
 * @param changes of jobs and of files that hold for many jobs
 * @param publication the version itself; empty if nothing differs
 * @param texts the files that the store may not have
 */
public record PublishPlan(
    long version,
    List<Change> changes,
    Optional<Publication> publication,
    SortedMap<String, String> texts) {

  /** What becomes of one file. */
  public enum Kind {
    NEW,
    CHANGED,
    REMOVED
  }

  /**
   * One change.
   *
   * @param name of the job, or the path of a file that holds for many
   * @param platforms before and after, where the platform line differs
   */
  public record Change(Kind kind, String name, Optional<Map.Entry<String, String>> platforms) {}

  /** Whether there is anything to publish. */
  public boolean isEmpty() {
    return publication.isEmpty();
  }
}
