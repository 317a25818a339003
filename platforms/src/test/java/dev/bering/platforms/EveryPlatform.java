package dev.bering.platforms;

import com.databricks.sdk.core.DatabricksConfig;
import dev.bering.jobs.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Every platform, up and running on the loopback interface, and asked often. */
public final class EveryPlatform implements AutoCloseable {
  private final Path folder;
  private final SparkCluster standalone;
  private final YarnCluster yarn;
  private final DatabricksServer databricks;
  private final EmrServer emr = new EmrServer();
  private final EmrServerlessServer serverless = new EmrServerlessServer("emr-spark-8.1.0");

  private EveryPlatform(
      Path folder, SparkCluster standalone, YarnCluster yarn, DatabricksServer databricks) {
    this.folder = folder;
    this.standalone = standalone;
    this.yarn = yarn;
    this.databricks = databricks;
  }

  /** Starts them; takes about ten seconds. */
  public static EveryPlatform start(Path folder) throws IOException {
    return new EveryPlatform(
        folder,
        SparkCluster.start(Files.createDirectories(folder.resolve("standalone"))),
        YarnCluster.start(Files.createDirectories(folder.resolve("yarn"))),
        new DatabricksServer(folder.resolve("databricks")));
  }

  /** The platforms, each asked several times a second. */
  public List<Platform> platforms() {
    Path processes = folder.resolve("processes");
    return List.of(
        new LocalPlatform(processes),
        new StandalonePlatform(processes),
        new YarnPlatform(processes),
        new DatabricksPlatform(
            () -> new DatabricksConfig().setToken(DatabricksServer.LOGIN), Duration.ofMillis(100)),
        new EmrPlatform(EmrPlatformTest.QUICK),
        new EmrServerlessPlatform(EmrPlatformTest.QUICK));
  }

  /** What stands under {@code platforms:} in a file of a job that runs on all of them. */
  public String blocks() {
    return """
        platforms:
          local: {sparkHome: "%1$s", sparkVersion: "4.1", master: "local[2]"}
          standalone: {sparkHome: "%1$s", sparkVersion: "4.1", master: "%2$s"}
          yarn:
            sparkHome: "%3$s"
            hadoopConfDir: "%4$s"
            sparkConf: {spark.yarn.jars: "local:%3$s/jars/*"}
          databricks:
            host: "%5$s"
            cluster: {spark_version: 18.2.x-scala2.13, node_type_id: m6id.large, num_workers: 1}
          emr:
            clusterMode: transient
            releaseLabel: emr-7.9.0
            region: eu-central-1
            endpoint: "%6$s"
            logUri: "%8$s"
            instances:
              InstanceGroups:
                - {InstanceRole: MASTER, InstanceType: m6g.xlarge, InstanceCount: 1}
          emr-serverless:
            applicationId: 00fkht2eodujab09
            executionRoleArn: "arn:aws:iam::123456789012:role/jobs"
            releaseLabel: emr-spark-8.1.0
            region: eu-central-1
            endpoint: "%7$s"
            logUri: "%8$s"
        """
        .formatted(
            SparkInstallation.target(),
            standalone.url(),
            SparkInstallation.legacy(),
            yarn.settings(),
            databricks.url(),
            emr.address(),
            serverless.address(),
            folder.resolve("logs").toUri());
  }

  /** Clusters of EMR that still cost money. */
  public List<String> livingClusters() {
    return emr.living();
  }

  @Override
  public void close() {
    standalone.close();
    yarn.close();
    databricks.close();
    emr.close();
    serverless.close();
  }
}
