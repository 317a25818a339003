package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.stores.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/**
 * The one cluster of a process of tests, as a process has one Spark: it takes the place of {@link
 * TwoEngines}, and has two cores of the worker's three. This process is told of the S3 server by
 * system properties when it connects; the worker's machine knows nothing but credentials of its
 * own.
 */
final class SharedCluster {

  static final StandaloneCluster PROCESSES = start();
  static final SparkCluster SPARK = connect();

  private SharedCluster() {}

  private static StandaloneCluster start() {
    try {
      return StandaloneCluster.start(
          Files.createTempDirectory("cluster"),
          Map.of(
              "AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY,
              "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SparkCluster connect() {
    TwoEngines.leave();
    try (S3Server.Standard standard = S3Server.shared().asStandard()) {
      return SparkCluster.connect(
          PROCESSES.url(),
          Map.of(
              "spark.cores.max", "2",
              "spark.executor.memory", "512m",
              "spark.executor.extraJavaOptions", StandaloneCluster.QUICK,
              "spark.driver.host", "127.0.0.1",
              "spark.driver.bindAddress", "127.0.0.1"));
    }
  }

  /** For good: this process has no other one, and room for another Spark. */
  static void close() throws Exception {
    SPARK.close();
    PROCESSES.close();
  }

  static void awaitExecutor() {
    assertThat(SPARK.context().parallelize(List.of(1)).count()).isEqualTo(1);
  }
}
