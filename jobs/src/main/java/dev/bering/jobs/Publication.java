package dev.bering.jobs;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of a published folder of jobs.
 *
 * @param format raised when an older Bering would misread it
 * @param version from 1
 * @param at when it was published
 * @param by who published it, as the machine names them
 * @param kind what made it
 * @param because why, in the words of whoever did; empty for a plain publication
 * @param commit of the git repository that the folder is in
 * @param files SHA-256 of every file, by path
 * @param jobs the path of each job's file, by the job's name
 * @param platforms the platform line of each job, by the job's name
 * @param changed the jobs whose own file differs from the version before
 * @param schedules what platforms kept of jobs, and what became of it, as in {@code paused job 7 of
 *     https://dbc-1.example (features on databricks)}
 */
public record Publication(
    int format,
    long version,
    Instant at,
    String by,
    Kind kind,
    Optional<String> because,
    Optional<String> commit,
    SortedMap<String, String> files,
    SortedMap<String, String> jobs,
    SortedMap<String, String> platforms,
    List<String> changed,
    List<String> schedules) {

  /** The format that this Bering writes. */
  static final int FORMAT = 1;

  /** What made a version. */
  public enum Kind {
    /** A folder was published. */
    PUBLISH,
    /** One job was moved to another platform. */
    CUTOVER,
    /** One job went back to the platform before. */
    ROLLBACK
  }

  public Publication {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    jobs = Collections.unmodifiableSortedMap(new TreeMap<>(jobs));
    platforms = Collections.unmodifiableSortedMap(new TreeMap<>(platforms));
    changed = List.copyOf(changed);
    // Versions of before schedules were looked after have none.
    schedules = List.copyOf(Objects.requireNonNullElse(schedules, List.of()));
  }

  /** The same with what became of schedules. */
  Publication with(List<String> done) {
    return new Publication(
        format, version, at, by, kind, because, commit, files, jobs, platforms, changed, done);
  }
}
