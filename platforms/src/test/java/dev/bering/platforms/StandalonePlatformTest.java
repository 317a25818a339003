package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Job;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.ResourceUse.SparkSums;
import dev.bering.jobs.RunContext;
import dev.bering.jobs.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real master and worker of Spark 4.1, with the driver here and on the worker. */
class StandalonePlatformTest extends PlatformContract {

  @TempDir(cleanup = CleanupMode.NEVER)
  static Path work;

  private static Optional<SparkCluster> cluster = Optional.empty();

  @BeforeAll
  static void start() throws IOException {
    cluster = Optional.of(SparkCluster.start(work));
  }

  @AfterAll
  static void stop() {
    cluster.ifPresent(SparkCluster::close);
  }

  @Override
  Platform platform() {
    return new StandalonePlatform(folder.resolve("runs"));
  }

  @Override
  String block() {
    return block("lz4");
  }

  private String block(String codec) {
    return "    sparkHome: \"%s\"\n    sparkVersion: \"4.1\"\n    master: \"%s\"\n"
            .formatted(SparkInstallation.target(), cluster.orElseThrow().url())
        + "    executor: {cores: 2, memory: 600m, instances: 1}\n"
        + "    sparkConf: {%s}"
            .formatted(
                eventLog(
                    ", spark.eventLog.rolling.enabled: false, spark.eventLog.compression.codec: "
                        + codec));
  }

  @Override
  boolean logsEvents() {
    return true;
  }

  /** As {@code spark-submit} of the installation has it of itself, which is not asked here. */
  private static String quickly() {
    return """
        , spark.driver.extraJavaOptions: "%1$s", spark.executor.extraJavaOptions: "%1$s",\
         spark.ui.enabled: false, spark.sql.shuffle.partitions: 1,\
         spark.sql.codegen.wholeStage: false, spark.sql.codegen.factoryMode: NO_CODEGEN,\
         spark.sql.adaptive.enabled: false, spark.sql.parquet.compression.codec: uncompressed\
        """
        .formatted(SparkInstallation.targetOptions());
  }

  /** The same, with the driver on the worker. */
  private PlatformConnection onWorker(String restUrl, String... sets) {
    JobFiles files =
        new JobFiles(
            "jobs",
            new TreeMap<>(
                Map.of(
                    "totals.yaml",
                    text(
                        block("snappy" + quickly())
                            + "\n    deployMode: cluster\n    restUrl: "
                            + restUrl))));
    Job job =
        new JobFormat(List.of(platform()))
            .catalogue(files)
            .job("totals", new JobChoice(Optional.empty(), Optional.empty(), List.of(sets)))
            .resolve(
                new RunContext("totals-1", LocalDate.of(2026, 11, 23), name -> Optional.empty()));
    return platform().connect(platform().render(job));
  }

  @Test
  void runsDriversOnWorkersAndStopsThem() throws Exception {
    Token token = token();
    try (PlatformConnection connection = onWorker(cluster.orElseThrow().restUrl())) {
      String id = connection.submit(token);
      assertThat(id).startsWith("driver-");
      assertThat(connection.submit(token)).isEqualTo(id);
      assertThat(ended(connection, id).succeeded()).isTrue();
      assertThat(written()).isEqualTo(1);
      ResourceUse use = connection.resources(token, id);
      requireSums(use);
      assertThat(use.spark().flatMap(SparkSums::version)).contains("4.1.3");
      assertThat(use.source()).endsWith(".snappy");
    }
    Path never = folder.resolve("never");
    try (PlatformConnection connection =
        onWorker(cluster.orElseThrow().restUrl(), "arguments=[--wait, '%s']".formatted(never))) {
      String id = connection.submit(token());
      awaited(connection, id, RunStatus.Phase.RUNNING);
      connection.cancel(id);
      assertThat(ended(connection, id).failure().map(Failure::kind))
          .contains(FailureClass.CANCELLED);
    }
  }

  @Test
  void anAnswerThatIsLostNeverStartsASecondDriver() throws Exception {
    try (var deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread hangsUp =
          new Thread(
              () -> {
                try (var socket = deaf.accept()) {
                  assertThat(socket.getInputStream().read()).isPositive();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      hangsUp.start();
      Token token = token();
      try (PlatformConnection connection = onWorker("http://127.0.0.1:" + deaf.getLocalPort())) {
        for (int i = 0; i < 2; i++) {
          assertThat(Assertions.catchThrowable(() -> connection.submit(token)))
              .hasMessage(
                  "the master's answer to submission %s was lost, and it may run or not"
                      .formatted(token.text()));
        }
      }
      hangsUp.join();
    }
    try (PlatformConnection nobody = onWorker("http://127.0.0.1:1")) {
      Token token = token();
      assertThat(Assertions.catchThrowable(() -> nobody.submit(token)))
          .hasMessageStartingWith("http://127.0.0.1:1 does not answer: ");
      assertThat(Files.exists(folder.resolve("runs/submissions").resolve(token.text()))).isFalse();
    }
  }
}
