package dev.bering.cost;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One attempt of a run of a job, whoever started it. What is not known is empty, never zero.
 *
 * @param platform the name of the platform, as files and options say it
 * @param runId the same for all attempts of a run
 * @param attempt from 1
 * @param clusterId as the platform and its bill call the cluster
 * @param clusterUse whether others ran on the cluster, too
 * @param platformRunId the platform's own id of the attempt
 * @param startedAt when the attempt began
 * @param endedAt when it ended; empty also while it is under way
 * @param succeeded empty where nobody can tell
 * @param logicalDate the day that the run is for
 * @param bytesRead of its sources
 * @param coreHours cores of its executors times how long they were there
 * @param memoryGibHours likewise
 * @param tags of the run
 */
public record JobRun(
    String job,
    Optional<String> pipeline,
    String platform,
    String runId,
    int attempt,
    Optional<String> clusterId,
    Optional<ClusterUse> clusterUse,
    Optional<String> platformRunId,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Boolean> succeeded,
    Optional<LocalDate> logicalDate,
    OptionalLong bytesRead,
    OptionalLong rowsRead,
    OptionalDouble coreHours,
    OptionalDouble memoryGibHours,
    SortedMap<String, String> tags) {

  /** Who runs on a cluster. */
  public enum ClusterUse {
    /** One run, for which the cluster was started and with which it ended. */
    OWN,
    /** Many. */
    SHARED
  }

  public JobRun {
    if (job.isBlank() || platform.isBlank() || runId.isBlank() || attempt < 1) {
      throw new IllegalStateException(
          "a run without a name: job='%s' platform='%s' run='%s' attempt=%d"
              .formatted(job, platform, runId, attempt));
    }
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  /** A run of which no more is known than its names. */
  public static JobRun named(String job, String platform, String runId, int attempt) {
    return new JobRun(
        job,
        Optional.empty(),
        platform,
        runId,
        attempt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        new TreeMap<>(Map.of()));
  }

  /** How long it ran, in hours; empty unless both times are known. */
  OptionalDouble hours() {
    return startedAt.isPresent() && endedAt.isPresent()
        ? OptionalDouble.of(
            (endedAt.get().toEpochMilli() - startedAt.get().toEpochMilli()) / 3_600_000.0)
        : OptionalDouble.empty();
  }
}
