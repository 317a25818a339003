package dev.bering.platforms;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.text;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Hadoop cluster: {@code spark-submit} to YARN, the driver in the cluster. */
public final class YarnPlatform implements Platform {
  private static final String TAGS = "tags";

  private final Path folder;

  /**
   * @param folder where the processes that submit leave their output
   */
  public YarnPlatform(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "yarn";
  }

  @Override
  public Shape.Group block() {
    return group(
        SparkHome.KEY,
        SparkHome.VERSION,
        SparkHome.HISTORY,
        key("queue", text(), "The queue; the cluster's default unless said."),
        key(
            "hadoopConfDir",
            text(),
            "The folder of yarn-site.xml; the variable HADOOP_CONF_DIR unless said."));
  }

  @Override
  public Rendering render(Job job) {
    SparkHome.refuseWheels(job);
    List<TranslatedSetting> settings =
        SparkSettings.translate(
            job.sparkConf(), name(), job.sparkVersion(), SparkHome.version(job));
    SparkSubmit submit = new SparkSubmit(job, settings);
    submit.refuseCapacity();
    submit.refuseRunAs();
    SparkHome.refuseSecrets(job, "they would stand in the application's settings");
    submit.settings().put("spark.yarn.submit.waitAppCompletion", "false");
    submit.settings().putIfAbsent("spark.yarn.maxAppAttempts", "1");
    // Joined with the token when it is submitted.
    Optional<String> tags = Optional.ofNullable(submit.settings().remove("spark.yarn.tags"));
    submit
        .environment()
        .forEach((key, value) -> submit.settings().put("spark.yarn.appMasterEnv." + key, value));
    submit
        .environment()
        .forEach((key, value) -> submit.settings().put("spark.executorEnv." + key, value));
    List<String> own = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", "cluster"));
    job.blockText("queue").ifPresent(queue -> own.addAll(List.of("--queue", queue)));
    ObjectNode payload = submit.payload(own);
    tags.ifPresent(text -> payload.put(TAGS, text));
    return new Rendering(
        job,
        payload,
        settings,
        submit.unhonoured(),
        SparkRuntime.apache(SparkHome.version(job)),
        job.secrets());
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    Job job = rendering.job();
    Path settings =
        Path.of(
            job.blockText("hadoopConfDir")
                .or(() -> Optional.ofNullable(System.getenv("HADOOP_CONF_DIR")))
                .orElseThrow(
                    () ->
                        UserException.usage(
                            new Problem(
                                "HADOOP_CONF_DIR",
                                "Cannot run job '%s' on yarn: nothing says where the cluster's settings are."
                                    .formatted(job.name()),
                                "set HADOOP_CONF_DIR, or write 'hadoopConfDir: ...' under platforms.yarn"))));
    if (!Files.exists(settings.resolve("yarn-site.xml"))) {
      throw UserException.usage(
          new Problem(
              "HADOOP_CONF_DIR",
              "Cannot run job '%s' on yarn: %s has no yarn-site.xml."
                  .formatted(job.name(), settings),
              "name the folder of the cluster's settings"));
    }
    return new YarnConnection(
        new ProcessConnection(
            rendering, SparkHome.of(job), folder, Map.of("HADOOP_CONF_DIR", settings.toString())),
        Arrays.stream(rendering.payload().path(TAGS).asText("").split(",", -1))
            .filter(tag -> !tag.isBlank())
            .toList(),
        settings,
        new EventLogs(rendering));
  }
}
