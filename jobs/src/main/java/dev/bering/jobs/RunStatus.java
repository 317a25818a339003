package dev.bering.jobs;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a platform says of a run.
 *
 * @param runningSince since when the job's own code runs, as far as the platform tells
 * @param endedAt when it ended
 * @param failure of a run that ended and did not succeed; empty for one that did, and while it runs
 * @param links pages about it, by what they show: {@code run}, {@code spark-ui}, {@code logs}
 * @param facts what else is known, such as the cluster's id
 */
public record RunStatus(
    Phase phase,
    Optional<Instant> runningSince,
    Optional<Instant> endedAt,
    Optional<Failure> failure,
    Map<String, String> links,
    Map<String, String> facts) {

  /** How far a run is. */
  public enum Phase {
    /** The platform has not begun with it. */
    WAITING,
    /** Machines and libraries are being put in place. */
    STARTING,
    /** The job's own code runs. */
    RUNNING,
    /** It is being stopped. */
    STOPPING,
    /** It is over, for better or worse. */
    ENDED
  }

  public RunStatus {
    links = Map.copyOf(links);
    facts = Map.copyOf(facts);
    if (phase != Phase.ENDED && failure.isPresent()) {
      throw new IllegalStateException("A run that has not ended has not failed: " + failure.get());
    }
  }

  /** Whether it is over and did what it was to do. */
  public boolean succeeded() {
    return phase == Phase.ENDED && failure.isEmpty();
  }
}
