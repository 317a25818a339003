package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.cost.JobRun;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.RunStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordedRunsTest {

  private static final Instant START = Instant.parse("2026-03-01T01:00:00Z");

  private static RunRecord run(RunRecord.Attempt... attempts) {
    return new RunRecord(
        2,
        "etl-20260301-010000-abcdef",
        "etl",
        new RunRecord.Source("jobs", OptionalLong.empty(), "etl.yaml", "", new TreeMap<>()),
        LocalDate.parse("2026-03-01"),
        JobChoice.NONE,
        new TreeMap<>(),
        new TreeMap<>(),
        START,
        List.of(attempts),
        false,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static RunRecord.Attempt attempt(
      String platform,
      RunStatus.Phase phase,
      Optional<Instant> startedAt,
      Map<String, String> facts,
      Optional<ResourceUse> use) {
    return new RunRecord.Attempt(
        1,
        platform,
        "token",
        "hash",
        Optional.of("native"),
        START,
        startedAt,
        startedAt,
        phase == RunStatus.Phase.ENDED ? Optional.of(START.plusSeconds(600)) : Optional.empty(),
        phase,
        Optional.empty(),
        new TreeMap<>(),
        new TreeMap<>(facts),
        use,
        Optional.empty());
  }

  private static JobRun only(RunRecord run) {
    List<JobRun> runs = RecordedRuns.of(run).toList();
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  @Test
  void whatTheEventLogSaysIsWhatTheRunUsed() {
    ResourceUse.SparkSums sums =
        new ResourceUse.SparkSums(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1,
            0,
            0,
            0,
            0,
            4096,
            7,
            0,
            0,
            0,
            0,
            0,
            0,
            OptionalLong.empty(),
            1,
            5_400_000);
    JobRun run =
        only(
            run(
                attempt(
                    "emr",
                    RunStatus.Phase.ENDED,
                    Optional.of(START),
                    Map.of("cluster", "j-1", "machines", "1 m6g.xlarge ON_DEMAND"),
                    Optional.of(ResourceUse.ofSpark("log", Optional.empty(), sums, List.of())))));
    assertThat(run.clusterId()).contains("j-1");
    assertThat(run.clusterUse()).contains(JobRun.ClusterUse.OWN);
    assertThat(run.platformRunId()).contains("native");
    assertThat(run.endedAt()).contains(START.plusSeconds(600));
    assertThat(run.succeeded()).contains(true);
    assertThat(run.logicalDate()).contains(LocalDate.parse("2026-03-01"));
    assertThat(run.bytesRead()).isEqualTo(OptionalLong.of(4096));
    assertThat(run.rowsRead()).isEqualTo(OptionalLong.of(7));
    assertThat(run.coreHours()).isEqualTo(OptionalDouble.of(1.5));
    assertThat(run.memoryGibHours()).isEmpty();
  }

  @Test
  void whatYarnSaysIsWhatTheRunUsedWithoutALog() {
    JobRun run =
        only(
            run(
                attempt(
                    "yarn",
                    RunStatus.Phase.ENDED,
                    Optional.of(START),
                    Map.of("vcoreSeconds", "7200", "memorySeconds", "3686400"),
                    Optional.empty())));
    assertThat(run.coreHours()).isEqualTo(OptionalDouble.of(2));
    assertThat(run.memoryGibHours()).isEqualTo(OptionalDouble.of(1));
    assertThat(run.clusterId()).isEmpty();
    assertThat(run.clusterUse()).isEmpty();
  }

  @Test
  void whatIsNotKnownIsEmpty() {
    JobRun run =
        only(
            run(
                attempt(
                    "databricks",
                    RunStatus.Phase.RUNNING,
                    Optional.of(START),
                    Map.of("cluster_id", "0301-1"),
                    Optional.empty())));
    assertThat(run.clusterId()).contains("0301-1");
    assertThat(run.endedAt()).isEmpty();
    assertThat(run.succeeded()).isEmpty();
    assertThat(run.bytesRead()).isEmpty();
    assertThat(run.coreHours()).isEmpty();
  }

  @Test
  void anAttemptThatNeverBeganHasNoCost() {
    assertThat(
            RecordedRuns.of(
                run(
                    attempt(
                        "emr",
                        RunStatus.Phase.WAITING,
                        Optional.empty(),
                        Map.of(),
                        Optional.empty()))))
        .isEmpty();
  }
}
