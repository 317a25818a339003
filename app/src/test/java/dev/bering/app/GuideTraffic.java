package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.platforms.DatabricksServer;
import dev.bering.platforms.SparkInstallation;
import dev.bering.platforms.YarnCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The platforms between which the guide moves a job: a YARN with Spark 3.5, and a workspace that
 * speaks Databricks' protocol and runs Spark 4.1.
 */
final class GuideTraffic implements AutoCloseable {
  private final Path root;
  private final YarnCluster yarn;
  private final DatabricksServer workspace;

  private GuideTraffic(Path root, YarnCluster yarn, DatabricksServer workspace) {
    this.root = root;
    this.yarn = yarn;
    this.workspace = workspace;
  }

  static GuideTraffic lay(Path root) throws IOException {
    Files.createDirectories(root.resolve("jobs"));
    Files.writeString(
        root.resolve("in.csv"), "service,bytes,connections\nhttp,10,2\nhttp,20,0\nsmtp,5,1\n");
    Files.copy(SparkInstallation.jobs(), root.resolve("totals.jar"));
    Files.createSymbolicLink(root.resolve("spark-3.5"), SparkInstallation.legacy());
    YarnCluster yarn = YarnCluster.start(Files.createDirectories(root.resolve("cluster")));
    Files.createSymbolicLink(root.resolve("yarn"), yarn.settings());
    DatabricksServer workspace = new DatabricksServer(root.resolve("workspace"));
    // In place of DATABRICKS_HOST, which belongs to the process, and of jars in the cluster.
    Files.writeString(
        root.resolve("jobs/defaults.yaml"),
        """
        apiVersion: bering/v1
        kind: SparkJobLayer
        platforms:
          databricks: {host: "%s"}
          yarn: {sparkConf: {spark.yarn.jars: "local:%s/jars/*"}}
        """
            .formatted(workspace.url(), SparkInstallation.legacy()));
    return new GuideTraffic(root, yarn, workspace);
  }

  /** Something that the guide says happens. */
  void happen(String event) throws IOException {
    Path file = root.resolve("jobs/totals.yaml");
    String text = Files.readString(file);
    switch (event) {
      case "a word of the file is misspelt" ->
          Files.writeString(file, text.replace("mainApplicationFile:", "mainApplicationFil:"));
      case "the file is mended" ->
          Files.writeString(file, text.replace("mainApplicationFil:", "mainApplicationFile:"));
      case "the records of both platforms show one run each" -> assertRuns(1);
      case "the records of YARN show one run more" -> assertRuns(2);
      default -> throw new IllegalStateException("nobody knows how: " + event);
    }
  }

  /** What the platforms themselves have on record. */
  private void assertRuns(int onYarn) throws IOException {
    assertThat(yarn.applications()).hasSize(onYarn);
    assertThat(workspace.calls("POST /api/2.2/jobs/runs/submit.*")).hasSize(1);
  }

  @Override
  public void close() {
    yarn.close();
    workspace.close();
  }
}
