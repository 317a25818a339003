package dev.bering.jobs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What an attempt has used. What a source does not tell is empty, and never zero.
 *
 * @param source where it was read, such as the address of Spark's event log
 * @param applicationId Spark's own id of the application
 * @param spark sums of Spark's event log
 * @param vcpuHours what the platform says was used
 * @param billedVcpuHours what the platform says is billed
 * @param notes what a reader of the sums has to know, such as that the log breaks off
 */
public record ResourceUse(
    String source,
    Optional<String> applicationId,
    Optional<SparkSums> spark,
    OptionalDouble vcpuHours,
    OptionalDouble memoryGbHours,
    OptionalDouble storageGbHours,
    OptionalDouble billedVcpuHours,
    OptionalDouble billedMemoryGbHours,
    OptionalDouble billedStorageGbHours,
    List<String> notes) {

  /**
   * Sums over the tasks and executors of an application.
   *
   * @param version of Spark
   * @param endedAt empty if the log has no end
   * @param taskCount attempts of tasks that ended, whether well or not
   * @param failedTaskCount those of them that failed or were killed
   * @param executorRunMillis what tasks took of the clock, all together
   * @param executorCpuMillis what tasks took of processors
   * @param gcMillis what tasks waited for the collection of garbage
   * @param outputBytes written by tasks that succeeded, as are {@code outputRows}
   * @param spilledMemoryBytes in memory, of what was spilled; {@code spilledDiskBytes} on disks
   * @param peakHeapBytes the largest heap of one executor; empty if the log tells none
   * @param executorCount how many there were in all
   * @param coreMillis cores of executors times how long they were there
   */
  public record SparkSums(
      Optional<String> version,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      long taskCount,
      long failedTaskCount,
      long executorRunMillis,
      long executorCpuMillis,
      long gcMillis,
      long inputBytes,
      long inputRows,
      long outputBytes,
      long outputRows,
      long shuffleReadBytes,
      long shuffleWrittenBytes,
      long spilledMemoryBytes,
      long spilledDiskBytes,
      OptionalLong peakHeapBytes,
      int executorCount,
      long coreMillis) {}

  public ResourceUse {
    notes = List.copyOf(notes);
  }

  /** What Spark's event log says. */
  public static ResourceUse ofSpark(
      String source, Optional<String> applicationId, SparkSums sums, List<String> notes) {
    return new ResourceUse(
        source,
        applicationId,
        Optional.of(sums),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        notes);
  }

  /** Core-hours of executors, of Spark's event log. */
  @JsonIgnore
  public OptionalDouble coreHours() {
    return spark.isPresent()
        ? OptionalDouble.of(spark.get().coreMillis() / 3_600_000.0)
        : OptionalDouble.empty();
  }
}
