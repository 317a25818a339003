package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.delta.DeltaCheck;
import dev.bering.clone.delta.ReplicaPlanner;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Backoff;
import dev.bering.stores.Content;
import dev.bering.stores.HdfsServer;
import dev.bering.stores.Retries;
import dev.bering.stores.S3Server;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import dev.bering.tables.DeltaTableFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks find the stores that the driver was told of, with credentials of their own machine. */
abstract class StoresOnCluster {

  private static final int FILES = 20;

  @TempDir Path folder;

  private DeltaTableFixture local;

  @BeforeAll
  static void awaitExecutor() {
    SharedCluster.awaitExecutor();
  }

  @BeforeEach
  void makeTable() {
    local = DeltaTableFixture.create(folder.resolve("source"), "table");
    for (int i = 0; i < FILES; i++) {
      local.append("part-%d.parquet".formatted(i), 1_000 + i);
    }
  }

  private static CloneReport onCluster(Location source, Location target, Traffic traffic) {
    return run(
        source,
        target,
        new CloneRunner(
            Progress.NONE,
            new SparkFileCopier(SharedCluster.SPARK, 2, new Retries(Backoff.STANDARD), traffic),
            Stores::open));
  }

  private static CloneReport run(Location source, Location target, CloneRunner runner) {
    try (ClonePlan plan = new ReplicaPlanner(Progress.NONE).plan(source, target)) {
      return runner.run(plan);
    }
  }

  private static ExitCode check(Location source, Location target) {
    return new DeltaCheck(Progress.NONE).check(source, target).exitCode();
  }

  @Test
  void copiesFromS3ToS3WhereThePropertiesOfTheDriverSay() {
    Location bucket = S3Server.shared().bucket("lake");
    Location source = Location.of(bucket + "/source");
    Location target = Location.of(bucket + "/target");
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      run(local.location(), source, new CloneRunner(Progress.NONE));
      Traffic traffic = new Traffic();
      assertThat(onCluster(source, target, traffic).copiedFileCount()).isEqualTo(FILES);
      assertThat(traffic.counts().values())
          .as("what the tasks moved is told to this process")
          .singleElement()
          .satisfies(
              counts ->
                  assertThat(counts.copiedBytes() + counts.writtenBytes())
                      .isEqualTo(FILES * 1_000L + FILES * (FILES - 1) / 2));
      assertThat(check(source, target)).isEqualTo(ExitCode.OK);
      assertThat(check(local.location(), target)).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void copiesFromS3ToHdfsWhereTheEnvironmentOfTheDriverSays() throws Exception {
    Location bucket = S3Server.shared().bucket("lake");
    Location source = Location.of(bucket + "/source");
    Location target = HdfsServer.shared().folder("lake");
    Path settings = Files.createDirectory(folder.resolve("hadoop settings"));
    Files.writeString(
        settings.resolve("core-site.xml"),
        """
        <configuration><property>
        <name>fs.defaultFS</name><value>hdfs://%s</value>
        </property></configuration>
        """
            .formatted(target.authority()));
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      run(local.location(), source, new CloneRunner(Progress.NONE));
      ProcessBuilder driver =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "--add-opens=java.base/java.lang=ALL-UNNAMED",
                  "--add-opens=java.base/java.nio=ALL-UNNAMED",
                  "--add-opens=java.base/java.util=ALL-UNNAMED",
                  "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CloneOnCluster.class.getName(),
                  SharedCluster.PROCESSES.url(),
                  source.toString(),
                  "hdfs://" + target.pathInAuthority())
              .redirectErrorStream(true);
      driver
          .environment()
          .putAll(
              Map.of(
                  "AWS_ENDPOINT_URL_S3",
                  S3Server.shared().endpoint().toString(),
                  "AWS_REGION",
                  S3Server.REGION,
                  "AWS_ACCESS_KEY_ID",
                  S3Server.ACCESS_KEY,
                  "AWS_SECRET_ACCESS_KEY",
                  S3Server.SECRET_KEY,
                  "HADOOP_CONF_DIR",
                  settings.toString(),
                  "SPARK_LOCAL_IP",
                  "127.0.0.1"));
      Process process = driver.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      assertThat(said).contains("copied " + FILES);
      assertThat(check(source, target)).isEqualTo(ExitCode.OK);
    }
  }

  /** A commit at the driver's service would name files that are at another one. */
  @Test
  void publishesNothingWhereTasksReachAnotherServiceThanTheDriver() throws Exception {
    Location ofTasks = S3Server.shared().bucket("target");
    try (S3Server other = S3Server.start();
        S3Server.Standard standard = other.asStandard()) {
      Location ofDriver = other.bucket("target");
      while (!ofDriver.equals(ofTasks)) {
        ofDriver = other.bucket("target");
      }
      Location target = Location.of(ofDriver + "/t");
      assertThatThrownBy(() -> onCluster(local.location(), target, new Traffic()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot clone to %s on %s: a task has copied part-%d.parquet there, and here it is not."
                  .formatted(target, SharedCluster.PROCESSES.url(), FILES - 1));
      try (Store here = Stores.open(target)) {
        assertThat(here.list("")).isEmpty();
        assertThat(here.folders("")).isSubsetOf(List.of("_bering"));
      }
    }
  }

  /** The same names and lengths may be other rows. */
  @Test
  void publishesNothingWhereTasksReadFromAnotherServiceThanTheDriver() throws Exception {
    Location target = Location.of(folder.resolve("target"));
    Location ofTasks = S3Server.shared().bucket("source");
    try (S3Server other = S3Server.start()) {
      Location ofDriver = other.bucket("source");
      while (!ofDriver.equals(ofTasks)) {
        ofDriver = other.bucket("source");
      }
      Location source = Location.of(ofTasks + "/t");
      try (S3Server.Standard standard = S3Server.shared().asStandard();
          Store there = Stores.open(source)) {
        for (int i = 0; i < FILES; i++) {
          there.write("part-%d.parquet".formatted(i), Content.of(new byte[1_000 + i]));
        }
      }
      try (S3Server.Standard standard = other.asStandard()) {
        run(local.location(), source, new CloneRunner(Progress.NONE));
        assertThatThrownBy(() -> onCluster(source, target, new Traffic()))
            .isInstanceOf(UserException.class)
            .hasMessageMatching(
                "Cannot clone %s on %s: a task has read part-\\d+\\.parquet there, and here it is another file\\."
                    .formatted(source, SharedCluster.PROCESSES.url()));
      }
    }
    assertThat(folder.resolve("target/_delta_log")).doesNotExist();
  }
}
