package dev.bering.jobs;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
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
    List<String> changed) {

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
  }
}
