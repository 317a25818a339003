package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.JobSource;
import dev.bering.jobs.Platform;
import dev.bering.jobs.RunBook;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.RunWatcher;
import dev.bering.model.Location;
import dev.bering.platforms.EveryPlatform;
import dev.bering.platforms.SparkInstallation;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One job file, every platform, equal outputs: two lines of Spark, and a division by zero. */
@Tag("spark")
class EveryPlatformTest {

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  @Test
  void oneFileWritesTheSameRowsWhereverItRuns() throws IOException {
    Cli.write(
        folder.resolve("in.csv"), "service,bytes,connections\nhttp,10,2\nhttp,20,0\nsmtp,5,1\n");
    try (EveryPlatform every = EveryPlatform.start(folder)) {
      JobRuns runs = runs(every.platforms());
      for (Platform platform : every.platforms()) {
        RunRecord run = run(runs, every, platform.name());
        assertThat(run.state()).as("%s", run).isEqualTo("succeeded");
        Cli diff =
            Cli.run(
                "diff",
                folder.resolve("on-local"),
                folder.resolve("on-" + platform.name()),
                "--key",
                "service");
        assertThat(diff.out()).as(platform.name()).startsWith("= EXACT: all 2 rows are equal");
        assertThat(diff.exitCode()).isZero();
      }
      assertThat(every.livingClusters()).isEmpty();
    }
  }

  private JobRuns runs(List<Platform> platforms) {
    return new JobRuns(
        new JobFormat(platforms),
        new RunBook(Stores.open(Location.of(folder.resolve("book")))),
        Clock.systemUTC(),
        version -> {
          throw new IllegalStateException("nothing was published");
        });
  }

  private RunRecord run(JobRuns runs, EveryPlatform every, String platform) {
    String text =
        """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: totals}
        platform: yarn
        spec:
          type: Java
          sparkVersion: "3.5"
          mainApplicationFile: "%s"
          mainClass: dev.bering.testserver.spark.Totals
          arguments: [--in, "%s", --out, "${params.out}", --day, "${params.day}"]
          params: {day: {type: date, default: "${run.logicalDate}"}, out: {type: uri}}
          sparkConf: {spark.sql.session.timeZone: UTC}
          driver: {memory: 512m}
          executor: {cores: 1, memory: 512m, instances: 1}
        """
            .formatted(SparkInstallation.jobs(), folder.resolve("in.csv"));
    JobFiles files =
        new JobFiles("jobs", new TreeMap<>(Map.of("totals.yaml", text + every.blocks())));
    RunRecord run =
        runs.create(
            new JobRuns.Request(
                JobSource.of(files),
                "totals",
                new JobChoice(
                    Optional.of(platform),
                    Optional.empty(),
                    List.of("params.out=%s".formatted(folder.resolve("on-" + platform)))),
                Optional.of(LocalDate.of(2026, 11, 1))));
    return runs.follow(run.id(), RunWatcher.NONE);
  }
}
