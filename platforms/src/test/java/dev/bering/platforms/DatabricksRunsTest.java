package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.core.DatabricksConfig;
import dev.bering.jobs.Failure;
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
import dev.bering.stores.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on Databricks as their users have them: recorded, repeated, taken over. */
class DatabricksRunsTest {
  @TempDir Path folder;
  private DatabricksServer server;

  @BeforeEach
  void start() {
    server = new DatabricksServer(folder.resolve("workspace"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What a process of its own would have. */
  private JobRuns process() {
    DatabricksPlatform platform =
        new DatabricksPlatform(
            () -> new DatabricksConfig().setToken(DatabricksServer.LOGIN), Duration.ofMillis(2));
    return new JobRuns(
        new JobFormat(List.of(platform)),
        new RunBook(Stores.open(Location.of(folder.resolve("book")))),
        Clock.systemUTC(),
        version -> {
          throw new IllegalStateException("Nothing was published");
        });
  }

  private RunRecord asked() {
    String text =
        """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: totals}
        platform: databricks
        run: {retries: {maxRetries: 1, minInterval: 1s, retryOn: [CAPACITY]}}
        spec: {type: Scala, mainApplicationFile: s3://code/totals.jar, mainClass: com.acme.Totals}
        platforms:
          databricks:
            host: "%s"
            cluster: {spark_version: 18.2.x-scala2.13, node_type_id: m6id.large, num_workers: 1}
        """
            .formatted(server.url());
    JobFiles files = new JobFiles("jobs", new TreeMap<>(Map.of("totals.yaml", text)));
    return process()
        .create(
            new JobRuns.Request(JobSource.of(files), "totals", JobChoice.NONE, Optional.empty()));
  }

  @Test
  void triesAgainWhereThereWereNoMachinesAndOnlyThen() {
    server.workspace().next(DatabricksOutcome.NO_MACHINES, DatabricksOutcome.SUCCESS);
    RunRecord run = process().follow(asked().id(), RunWatcher.NONE);
    assertThat(run.state()).isEqualTo("succeeded");
    assertThat(run.attempts())
        .extracting(attempt -> attempt.failure().map(Failure::kind))
        .containsExactly(Optional.of(FailureClass.CAPACITY), Optional.empty());
    assertThat(server.workspace().runCount()).isEqualTo(2);
    server.workspace().next(DatabricksOutcome.threw("Oops", "a.B: Oops"));
    RunRecord thrown = process().follow(asked().id(), RunWatcher.NONE);
    assertThat(thrown.failure().map(Failure::kind)).contains(FailureClass.USER_CODE);
    assertThat(thrown.attempts()).hasSize(1);
    assertThat(server.workspace().runCount()).isEqualTo(3);
  }

  @Test
  void waitsWhereItIsThrottledAndTellsTheServersWords() {
    server.workspace().next(DatabricksOutcome.SUCCESS);
    server.fail(
        new DatabricksServer.Fault(
            Pattern.compile("runs/submit"),
            429,
            DatabricksServer.refusal("RESOURCE_EXHAUSTED", "Too many runs."),
            0,
            1,
            DatabricksServer.Moment.BEFORE));
    List<String> heard = new ArrayList<>();
    RunRecord run =
        process()
            .follow(
                asked().id(),
                new RunWatcher() {
                  @Override
                  public void silent(RunRecord waiting, Failure failure) {
                    heard.add(failure.kind() + ": " + failure.words());
                  }
                });
    assertThat(run.state()).isEqualTo("succeeded");
    assertThat(heard).containsExactly("QUOTA: Too many runs.");
    assertThat(server.workspace().runCount()).isEqualTo(1);
  }

  @Test
  void takesOverTheRunOfAProcessThatDiedBeforeItHeardOfIt() {
    server.workspace().hold();
    RunRecord asked = asked();
    // A process sends the run and dies: the book knows the token, and nobody the run.
    server.fail(
        new DatabricksServer.Fault(
            Pattern.compile("runs/submit"), 0, "", 0, 3, DatabricksServer.Moment.AFTER));
    RunWatcher dying =
        new RunWatcher() {
          @Override
          public void silent(RunRecord waiting, Failure failure) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> process().follow(asked.id(), dying)).hasMessage("killed");
    assertThat(server.workspace().runCount()).isEqualTo(1);
    RunRecord cancelled = process().cancel(asked.id(), RunWatcher.NONE);
    assertThat(cancelled.state()).isEqualTo("cancelled");
    assertThat(cancelled.last().orElseThrow().nativeId()).contains("1010");
    assertThat(server.workspace().runCount()).isEqualTo(1);
    assertThat(server.lines()).contains("GET /api/2.2/jobs/runs/list");
  }
}
