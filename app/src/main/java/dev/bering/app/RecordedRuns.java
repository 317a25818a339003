package dev.bering.app;

import dev.bering.cost.JobRun;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunBook;
import dev.bering.jobs.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs that Bering has recorded, as bills know them. */
final class RecordedRuns {

  private static final double SECONDS = 3600;
  private static final double MIB_PER_GIB = 1024;

  private RecordedRuns() {}

  /** Every attempt of a run that was started. */
  static List<JobRun> of(RunBook book) {
    return book.jobs().stream()
        .flatMap(job -> book.of(job).stream())
        .flatMap(RecordedRuns::of)
        .toList();
  }

  /** The attempts of a run that were started. */
  static Stream<JobRun> of(RunRecord run) {
    return run.attempts().stream()
        .filter(attempt -> attempt.startedAt().isPresent())
        .map(attempt -> of(run, attempt));
  }

  private static JobRun of(RunRecord run, RunRecord.Attempt attempt) {
    Map<String, String> facts = attempt.facts();
    Optional<String> cluster = fact(facts, "cluster").or(() -> fact(facts, "cluster_id"));
    Optional<ResourceUse> use = attempt.resources();
    Optional<ResourceUse.SparkSums> spark = use.flatMap(ResourceUse::spark);
    return new JobRun(
        run.job(),
        Optional.empty(),
        attempt.platform(),
        run.id(),
        attempt.number(),
        cluster,
        // Only of clusters that were started for the run does EMR tell these.
        facts.containsKey("machines") || facts.containsKey("normalized-instance-hours")
            ? Optional.of(JobRun.ClusterUse.OWN)
            : Optional.empty(),
        attempt.nativeId(),
        attempt.startedAt(),
        attempt.endedAt(),
        attempt.isOver() ? Optional.of(attempt.failure().isEmpty()) : Optional.empty(),
        Optional.of(run.logicalDate()),
        spark.isPresent() ? OptionalLong.of(spark.get().inputBytes()) : OptionalLong.empty(),
        spark.isPresent() ? OptionalLong.of(spark.get().inputRows()) : OptionalLong.empty(),
        coreHours(use, facts),
        seconds(facts, "memorySeconds", SECONDS * MIB_PER_GIB),
        new TreeMap<>());
  }

  /** Spark's own sums first, then what the platform says. */
  private static OptionalDouble coreHours(Optional<ResourceUse> use, Map<String, String> facts) {
    OptionalDouble spark = use.map(ResourceUse::coreHours).orElseGet(OptionalDouble::empty);
    if (spark.isPresent()) {
      return spark;
    }
    OptionalDouble platform = use.map(ResourceUse::vcpuHours).orElseGet(OptionalDouble::empty);
    return platform.isPresent() ? platform : seconds(facts, "vcoreSeconds", SECONDS);
  }

  private static OptionalDouble seconds(Map<String, String> facts, String name, double by) {
    String text = facts.getOrDefault(name, "");
    return text.matches("\\d{1,15}")
        ? OptionalDouble.of(Long.parseLong(text) / by)
        : OptionalDouble.empty();
  }

  private static Optional<String> fact(Map<String, String> facts, String name) {
    return Optional.ofNullable(facts.get(name));
  }
}
