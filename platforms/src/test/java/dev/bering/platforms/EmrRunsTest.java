package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.jobs.FailureClass;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.JobSource;
import dev.bering.jobs.RunBook;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.RunWatcher;
import dev.bering.model.Location;
import dev.bering.platforms.AwsServer.Fault;
import dev.bering.platforms.AwsServer.When;
import dev.bering.stores.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as users have them, on both kinds of EMR; no Spark is started. */
class EmrRunsTest {
  private static final String THROTTLED =
      "{\"__type\":\"ThrottlingException\",\"Message\":\"Rate exceeded\"}";
  private static final String JOB =
      """
      apiVersion: bering/v1
      kind: SparkJob
      metadata: {name: features}
      platform: [emr, emr-serverless]
      spec:
        type: Python
        sparkVersion: "3.5"
        mainApplicationFile: s3://code/main.py
      run: {timeout: 1s}
      platforms:
        emr:
          releaseLabel: emr-7.9.0
          region: eu-central-1
          endpoint: "%s"
          instances: {InstanceGroups: [{InstanceRole: MASTER, InstanceType: m6g.xlarge, InstanceCount: 1}]}
        emr-serverless:
          applicationId: 00fkht2eodujab09
          executionRoleArn: "arn:aws:iam::123456789012:role/jobs"
          releaseLabel: emr-7.9.0
          region: eu-central-1
          endpoint: "%s"
      """;

  @TempDir Path folder;

  private final EmrServer emr = new EmrServer();
  private final EmrServerlessServer serverless = new EmrServerlessServer("emr-7.9.0");

  @AfterEach
  void stop() {
    emr.close();
    serverless.close();
  }

  private RunRecord run() {
    JobFormat format =
        new JobFormat(
            List.of(
                new EmrPlatform(EmrPlatformTest.QUICK),
                new EmrServerlessPlatform(EmrPlatformTest.QUICK)));
    JobRuns runs =
        new JobRuns(
            format,
            new RunBook(Stores.open(Location.of(folder.resolve("book")))),
            Clock.systemUTC(),
            version -> {
              throw new IllegalStateException("nothing was published");
            });
    JobFiles files =
        new JobFiles(
            "jobs",
            new TreeMap<>(
                Map.of("features.yaml", JOB.formatted(emr.address(), serverless.address()))));
    RunRecord created =
        runs.create(
            new JobRuns.Request(
                JobSource.of(files),
                "features",
                JobChoice.NONE,
                Optional.of(LocalDate.of(2026, 11, 1))));
    return runs.follow(created.id(), RunWatcher.NONE);
  }

  @Test
  void aRunIsStoppedWithItsClusterWhenItsTimeIsOver() {
    emr.neverStart();
    emr.fail(new Fault("DescribeCluster", When.BEFORE, 400, THROTTLED, 1, 1));
    RunRecord run = run();
    assertThat(run.failure().orElseThrow().kind()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(run.attempts()).hasSize(1);
    assertThat(emr.size()).isEqualTo(1);
    assertThat(emr.living()).isEmpty();
  }

  @Test
  void whereMachinesAreGoneTheNextPlatformTakesOver() {
    emr.ruin(new EmrServer.Ruin("INSTANCE_FLEET_TIMEOUT", "no machines", "", ""));
    serverless.ruin("Worker could not be allocated as the application exceeded maximumCapacity");
    RunRecord run = run();
    assertThat(run.attempts())
        .extracting(RunRecord.Attempt::platform)
        .containsExactly("emr", "emr-serverless");
    assertThat(run.attempts())
        .extracting(attempt -> attempt.failure().orElseThrow().kind())
        .containsExactly(FailureClass.CAPACITY, FailureClass.QUOTA);
    assertThat(emr.living()).isEmpty();
  }
}
