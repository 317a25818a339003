package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Job;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.RunContext;
import dev.bering.jobs.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real YARN with the legacy line of Spark, 3.5. */
class YarnPlatformTest extends PlatformContract {

  @TempDir(cleanup = CleanupMode.NEVER)
  static Path work;

  private static Optional<YarnCluster> cluster = Optional.empty();

  @BeforeAll
  static void start() throws IOException {
    cluster = Optional.of(YarnCluster.start(work));
  }

  @AfterAll
  static void stop() {
    cluster.ifPresent(YarnCluster::close);
  }

  @Override
  Platform platform() {
    return new YarnPlatform(folder.resolve("runs"));
  }

  @Override
  boolean logsEvents() {
    return true;
  }

  @Override
  String block() {
    return """
        sparkHome: "%s"
        sparkVersion: "3.5"
        hadoopConfDir: "%s"
        driver: {memory: 512m}
        executor: {cores: 1, memory: 512m, instances: 1}
        sparkConf: {spark.yarn.jars: "local:%s/jars/*", %s}
        """
        .formatted(
            SparkInstallation.legacy(),
            cluster.orElseThrow().settings(),
            SparkInstallation.legacy(),
            eventLog(", spark.eventLog.compress: true"))
        .indent(4)
        .stripTrailing();
  }

  @Test
  void nobodyWaitsForASubmissionWhichIsStoppedBeforeItComesToTheCluster() throws Exception {
    Token token = token();
    try (PlatformConnection connection = connection()) {
      String id = connection.submit(token);
      assertThat(id).isEqualTo(token.text());
      // A JVM has just been started; it has submitted nothing yet.
      assertThat(connection.status(id).phase()).isEqualTo(RunStatus.Phase.WAITING);
      RunStatus status = connection.status(id);
      Instant limit = Instant.now().plusSeconds(60);
      while (status.phase() != RunStatus.Phase.ENDED && Instant.now().isBefore(limit)) {
        // As a runner does: a process whose number is not known yet is stopped by a later call.
        connection.cancel(id);
        Thread.sleep(connection.pace().toMillis());
        status = connection.status(id);
      }
      assertThat(status.failure().orElseThrow().kind()).isEqualTo(FailureClass.CANCELLED);
      assertThat(status.facts()).doesNotContainKey("application");
      assertThat(written()).isZero();
    }
  }

  @Test
  void whatNeverCameToTheClusterShowsWhatItsSubmissionWrote() throws Exception {
    Token token = token();
    try (PlatformConnection connection = connectionOf(folder.resolve("gone.jar"))) {
      String id = connection.submit(token);
      Failure failure = ended(connection, id).failure().orElseThrow();
      assertThat(failure.kind()).isNotEqualTo(FailureClass.USER_CODE);
      assertThat(connection.log(id, PlatformConnection.LogStream.ERRORS, 0).text())
          .contains("gone.jar");
    }
  }

  @Test
  void whatWasLostBeforeItCameToTheClusterIsEndedByACancelAndNothingElse() throws Exception {
    Token dead = token();
    Token never = token();
    Path died = Files.createDirectories(folder.resolve("runs").resolve(dead.text()));
    Files.writeString(died.resolve("pid"), "999999999\n");
    Path empty = Files.createDirectories(folder.resolve("runs").resolve(never.text()));
    age(empty);
    try (PlatformConnection connection = connection()) {
      assertThat(refused(connection, dead).isInDoubt()).isFalse();
      assertThat(refused(connection, never).isInDoubt()).isFalse();
      connection.cancel(dead.text());
      assertThat(connection.status(dead.text()).phase()).isEqualTo(RunStatus.Phase.STOPPING);
      assertThat(ended(connection, dead.text()).failure().orElseThrow().kind())
          .isEqualTo(FailureClass.CANCELLED);
      // Nobody has cancelled the other one: it may be anywhere.
      PlatformException lost = refused(connection, never);
      assertThat(lost.isInDoubt()).isTrue();
      assertThat(lost)
          .hasMessage(
              "the cluster knows no application with tag %s, and its process was never seen"
                  .formatted(never.text()));
      assertThat(lost.failure().look())
          .contains("yarn application -list -appStates ALL -appTags " + never.text());
      connection.cancel(never.text());
      age(empty);
      assertThat(connection.status(never.text()).failure().orElseThrow().kind())
          .isEqualTo(FailureClass.CANCELLED);
    }
  }

  /** Long ago. */
  private static void age(Path run) throws IOException {
    Files.setLastModifiedTime(run, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private static PlatformException refused(PlatformConnection connection, Token token) {
    return catchThrowableOfType(PlatformException.class, () -> connection.status(token.text()));
  }

  private PlatformConnection connectionOf(Path jar) {
    JobFiles files =
        new JobFiles(
            "jobs",
            new TreeMap<>(
                Map.of(
                    "totals.yaml",
                    text(block()).replace(SparkInstallation.jobs().toString(), jar.toString()))));
    Job job =
        new JobFormat(List.of(platform()))
            .catalogue(files)
            .job("totals", JobChoice.NONE)
            .resolve(
                new RunContext("totals-1", LocalDate.of(2026, 11, 23), name -> Optional.empty()));
    return platform().connect(platform().render(job));
  }
}
