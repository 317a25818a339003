package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.core.DatabricksConfig;
import dev.bering.jobs.Job;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.LogStream;
import dev.bering.jobs.RunStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A workspace of Databricks whose jobs really run, with Spark 4.1, as a platform. */
class DatabricksPlatformTest extends PlatformContract {
  private DatabricksServer server;

  @BeforeEach
  void start() {
    server = new DatabricksServer(folder.resolve("workspace"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  Platform platform() {
    return new DatabricksPlatform(
        () -> new DatabricksConfig().setToken(DatabricksServer.LOGIN), Duration.ofMillis(100));
  }

  @Override
  String block() {
    return """
        host: "%s"
        cluster: {spark_version: 18.2.x-scala2.13, node_type_id: m6id.large, num_workers: 1}
    """
        .formatted(server.url())
        .indent(0)
        .stripTrailing();
  }

  @Test
  void runsAKeptJobWithItsParametersAndASecretThatOnlyItsClusterReads() throws Exception {
    server.workspace().secret("totals/db", "correct horse");
    Job job =
        new DatabricksJobs(server.url(), folder)
            .kept("secrets: {TOTALS_SECRET: {ref: \"aws-sm:totals#db\", databricks: totals/db}}");
    try (PlatformConnection connection = platform().connect(platform().render(job))) {
      String id = connection.submit(token());
      RunStatus status = ended(connection, id);
      assertThat(status.failure()).isEmpty();
      assertThat(connection.log(id, LogStream.OUTPUT, 0).text())
          .isEqualTo("totals of 2026-11-23 on Spark 4.1.3, ANSI false, secret of 13 letters\n");
      assertThat(status.links()).containsKeys("run", "spark-ui");
      assertThat(status.facts()).containsKeys("cluster_id", "setup_ms", "execution_ms", "job_id");
    }
    assertThat(server.calls("").toString()).doesNotContain("correct horse");
    assertThat(server.workspace().clusters().get(0).path("custom_tags").toString())
        .contains("\"bering_job\":\"totals\"");
  }
}
