package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Job;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.MergedJob;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.LogStream;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunContext;
import dev.bering.jobs.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every platform does, seen with a real job on a real Spark. A platform's test extends this
 * and says where it runs; what is particular to it, it tests itself.
 */
@Tag("spark")
abstract class PlatformContract {
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  /** The platform, reached as a user would reach it. */
  abstract Platform platform();

  /** What stands under {@code platforms.<name>}, indented by four spaces. */
  abstract String block();

  /** Whether {@link #block} lets the job log its events into {@code events}. */
  boolean logsEvents() {
    return false;
  }

  /** Sees what this platform alone tells of a run that has succeeded. */
  void requireTold(PlatformConnection connection, String id, RunStatus status) throws Exception {}

  /** Settings with which it does, and further ones. */
  final String eventLog(String more) {
    return "spark.eventLog.enabled: true, spark.eventLog.dir: \"%s\"%s"
        .formatted(folder.resolve("events").toUri(), more);
  }

  @BeforeEach
  void layInput() throws IOException {
    Files.createDirectories(folder.resolve("events"));
    Files.writeString(
        folder.resolve("in.csv"), "service,bytes,connections\nhttp,10,2\nhttp,20,0\nsmtp,5,1\n");
  }

  /** A job of the class {@code Totals}, called with these arguments beside its in and out. */
  final MergedJob job(String... arguments) {
    JobFiles files =
        new JobFiles("jobs", new TreeMap<>(Map.of("totals.yaml", text(block(), arguments))));
    return new JobFormat(List.of(platform())).catalogue(files).job("totals", JobChoice.NONE);
  }

  /** Its file. */
  final String text(String block, String... arguments) {
    StringBuilder more = new StringBuilder();
    for (String argument : arguments) {
      more.append(", \"").append(argument).append('"');
    }
    return """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: totals}
        platform: %s
        spec:
          type: Java
          sparkVersion: "3.5"
          mainApplicationFile: "%s"
          mainClass: dev.bering.testserver.spark.Totals
          arguments: [--in, "%s", --out, "%s", --day, "${params.day}"%s]
          params: {day: {type: date, default: "${run.logicalDate}"}}
        platforms:
          %s:
        %s
        """
        .formatted(
            platform().name(),
            SparkInstallation.jobs(),
            folder.resolve("in.csv"),
            folder.resolve("out"),
            more,
            platform().name(),
            block);
  }

  /** A connection for such a job. */
  final PlatformConnection connection(String... arguments) {
    Job job =
        job(arguments)
            .resolve(
                new RunContext("totals-1", LocalDate.of(2026, 11, 23), name -> Optional.empty()));
    return platform().connect(platform().render(job));
  }

  /** A token that nobody else has. */
  static Token token() {
    String id = UUID.randomUUID().toString();
    return new Token("totals-" + id, 1, "bering-" + id);
  }

  /** The run once it is over. */
  static RunStatus ended(PlatformConnection connection, String id)
      throws PlatformException, InterruptedException {
    return awaited(connection, id, RunStatus.Phase.ENDED);
  }

  /** The run once it is in a phase, or over. */
  static RunStatus awaited(PlatformConnection connection, String id, RunStatus.Phase phase)
      throws PlatformException, InterruptedException {
    Instant limit = Instant.now().plus(LONG);
    RunStatus status = connection.status(id);
    while (status.phase() != phase
        && status.phase() != RunStatus.Phase.ENDED
        && Instant.now().isBefore(limit)) {
      Thread.sleep(connection.pace().toMillis());
      status = connection.status(id);
    }
    assertThat(status.phase()).as("%s", status).isIn(phase, RunStatus.Phase.ENDED);
    return status;
  }

  /** What a run has written; some platforms gather it after the end. */
  private static String output(PlatformConnection connection, String id)
      throws IOException, InterruptedException {
    Instant limit = Instant.now().plus(Duration.ofSeconds(60));
    String text = connection.log(id, LogStream.OUTPUT, 0).text();
    while (text.isEmpty() && Instant.now().isBefore(limit)) {
      Thread.sleep(500);
      text = connection.log(id, LogStream.OUTPUT, 0).text();
    }
    return text;
  }

  /** How many files of rows a run has written. */
  final long written() throws IOException {
    Path out = folder.resolve("out");
    if (!Files.exists(out)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  @Test
  void runsAJobOnceForOneTokenAndTellsWhatItWrote() throws Exception {
    Token token = token();
    try (PlatformConnection connection = connection()) {
      assertThat(connection.find(token)).isEmpty();
      String id = connection.submit(token);
      assertThat(connection.submit(token)).isEqualTo(id);
      assertThat(connection.find(token)).contains(id);
      RunStatus status = ended(connection, id);
      assertThat(status.failure()).isEmpty();
      assertThat(status.succeeded()).isTrue();
      assertThat(status.runningSince()).isPresent();
      assertThat(written()).isEqualTo(1);
      requireTold(connection, id, status);
      assertThat(output(connection, id))
          .contains("totals of 2026-11-23 on Spark ")
          .contains("ANSI false");
      if (logsEvents()) {
        requireSums(connection.resources(token, id));
      }
    }
    // Somebody else, later: the same run.
    try (PlatformConnection later = connection()) {
      assertThat(later.find(token)).isPresent();
      assertThat(later.submit(token)).isEqualTo(later.find(token).orElseThrow());
    }
  }

  /** The job reads three rows of 34 bytes after their head, and writes two. */
  static void requireSums(ResourceUse use) {
    ResourceUse.SparkSums sums = use.spark().orElseThrow();
    assertThat(use.notes()).isEmpty();
    assertThat(use.applicationId()).isPresent();
    assertThat(sums.inputRows()).isEqualTo(3);
    assertThat(sums.outputRows()).isEqualTo(2);
    assertThat(sums.outputBytes()).isPositive();
    assertThat(sums.shuffleReadBytes()).isEqualTo(sums.shuffleWrittenBytes()).isPositive();
    assertThat(sums.taskCount()).isBetween(2L, 4L);
    assertThat(sums.failedTaskCount()).isZero();
    assertThat(sums.executorRunMillis()).isPositive();
    assertThat(sums.executorCpuMillis()).isPositive();
    assertThat(sums.executorCount()).isEqualTo(1);
    assertThat(sums.coreMillis())
        .isGreaterThanOrEqualTo(sums.executorRunMillis())
        .isLessThan(10 * 60 * 1000);
    assertThat(sums.startedAt().orElseThrow()).isBefore(sums.endedAt().orElseThrow());
  }

  @Test
  void tellsTheRootOfAnExceptionInTheJobsOwnCode() throws Exception {
    try (PlatformConnection connection = connection("--fail", "no such tariff")) {
      String id = connection.submit(token());
      Failure failure = ended(connection, id).failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureClass.USER_CODE);
      assertThat(failure.exception()).contains("java.lang.IllegalStateException: no such tariff");
      assertThat(failure.look()).isPresent();
    }
  }

  @Test
  void stopsARunSoThatNothingOfItGoesOn() throws Exception {
    Path never = folder.resolve("never");
    try (PlatformConnection connection = connection("--wait", never.toString())) {
      String id = connection.submit(token());
      awaited(connection, id, RunStatus.Phase.RUNNING);
      connection.cancel(id);
      Failure failure = ended(connection, id).failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureClass.CANCELLED);
      connection.cancel(id);
      assertThat(written()).isZero();
    }
  }
}
