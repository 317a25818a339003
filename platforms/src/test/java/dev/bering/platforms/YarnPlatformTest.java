package dev.bering.platforms;

import dev.bering.jobs.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
