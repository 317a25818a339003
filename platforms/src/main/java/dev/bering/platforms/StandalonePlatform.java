package dev.bering.platforms;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.required;
import static dev.bering.jobs.Shape.text;
import static dev.bering.jobs.Shape.word;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Shape;
import dev.bering.jobs.SparkRuntime;
import dev.bering.jobs.SparkSettings;
import dev.bering.jobs.TranslatedSetting;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A cluster of Spark's own. In client mode the driver is a process of this machine; in cluster mode
 * it runs on a worker, and is submitted over the master's REST protocol.
 */
public final class StandalonePlatform implements Platform {
  private final Path folder;

  /**
   * @param folder where drivers of this machine leave their output
   */
  public StandalonePlatform(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "standalone";
  }

  @Override
  public Shape.Group block() {
    return group(
        required(
            "master",
            text("spark://.+", "address of a master", "spark://host:7077"),
            "The master."),
        key(
            "deployMode",
            word("client", "cluster"),
            "Where the driver runs: on this machine (client, unless said), or on a worker."),
        key(
            "restUrl",
            text("https?://.+", "address", "http://host:6066"),
            "The master's REST address, for cluster mode."),
        SparkHome.KEY,
        SparkHome.VERSION,
        SparkHome.HISTORY);
  }

  private static boolean isClusterMode(Job job) {
    return job.blockText("deployMode").orElse("client").equals("cluster");
  }

  @Override
  public Rendering render(Job job) {
    SparkHome.refuseWheels(job);
    String version = SparkHome.version(job);
    List<TranslatedSetting> settings =
        SparkSettings.translate(job.sparkConf(), name(), job.sparkVersion(), version);
    SparkSubmit submit = new SparkSubmit(job, settings);
    submit.refuseCapacity();
    submit.refuseRunAs();
    if (job.executor().instances().isPresent()) {
      int cores = job.executor().cores().orElse(1) * job.executor().instances().getAsInt();
      submit.settings().putIfAbsent("spark.cores.max", cores + "");
    }
    String master = job.blockText("master").orElseThrow();
    if (!isClusterMode(job)) {
      return new Rendering(
          job,
          submit.payload(List.of("--master", master)),
          settings,
          submit.unhonoured(),
          SparkRuntime.apache(version),
          job.secrets());
    }
    SparkHome.refuseSecrets(job, "the master would hold its value");
    requireCluster(job);
    return new Rendering(
        job,
        payload(job, submit, master, version),
        settings,
        submit.unhonoured(),
        SparkRuntime.apache(version),
        job.secrets());
  }

  private static void requireCluster(Job job) {
    if (job.blockText("restUrl").isEmpty()) {
      throw UserException.usage(
          new Problem(
              "JOB_PLATFORM",
              "Cannot run job '%s' on standalone: cluster mode needs restUrl."
                  .formatted(job.name()),
              "write 'restUrl: ...' under platforms.standalone"));
    }
    if (job.program().language() == Job.Language.PYTHON) {
      throw UserException.usage(
          new Problem(
              "JOB_PLATFORM",
              "Cannot run job '%s' on standalone: its workers run no drivers in Python."
                  .formatted(job.name()),
              "write 'deployMode: client' under platforms.standalone"));
    }
  }

  private static ObjectNode payload(Job job, SparkSubmit submit, String master, String version) {
    ObjectNode payload = submit.payload(List.of());
    payload.removeAll();
    payload.put("action", "CreateSubmissionRequest");
    payload.put("clientSparkVersion", version);
    payload.put("appResource", submit.application().orElseThrow());
    payload.put("mainClass", job.program().mainClass().orElseThrow());
    job.program().arguments().forEach(payload.putArray("appArgs")::add);
    ObjectNode properties = payload.putObject("sparkProperties");
    submit.settings().forEach(properties::put);
    properties.put("spark.master", master);
    properties.put("spark.submit.deployMode", "cluster");
    String jars = properties.path("spark.jars").asText("");
    String own = submit.application().orElseThrow();
    properties.put("spark.jars", jars.isEmpty() ? own : own + "," + jars);
    ObjectNode environment = payload.putObject("environmentVariables");
    submit.environment().forEach(environment::put);
    return payload;
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    Job job = rendering.job();
    return isClusterMode(job)
        ? new SubmissionConnection(
            rendering,
            URI.create(job.blockText("restUrl").orElseThrow()),
            folder.resolve("submissions"))
        : new ProcessConnection(rendering, SparkHome.of(job), folder, Map.of());
  }
}
