package dev.bering.platforms;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.text;

import dev.bering.jobs.Job;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Shape;
import dev.bering.jobs.SparkRuntime;
import dev.bering.jobs.SparkSettings;
import dev.bering.jobs.TranslatedSetting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * This machine: {@code spark-submit} with a local master, as a process that outlives whoever
 * started it.
 */
public final class LocalPlatform implements Platform {
  private final Path folder;

  /**
   * @param folder where the runs' processes leave their output and their ends
   */
  public LocalPlatform(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Shape.Group block() {
    return group(
        key(
            "master",
            text("local(?:\\[[^\\]]+\\])?", "local master", "local[4]"),
            "Threads: local[*] unless said."),
        SparkHome.KEY,
        SparkHome.VERSION,
        SparkHome.HISTORY);
  }

  @Override
  public Rendering render(Job job) {
    SparkHome.refuseWheels(job);
    String version = SparkHome.version(job);
    List<TranslatedSetting> settings =
        SparkSettings.translate(job.sparkConf(), name(), job.sparkVersion(), version);
    SparkSubmit submit = new SparkSubmit(job, settings);
    submit.refuseCapacity();
    if (job.executor().instances().isPresent() || job.elastic().isPresent()) {
      submit.cannot("spec.executor", "driver and executors are one process");
    }
    submit.refuseRunAs();
    String master = job.blockText("master").orElse("local[*]");
    return new Rendering(
        job,
        submit.payload(List.of("--master", master)),
        settings,
        submit.unhonoured(),
        SparkRuntime.apache(version),
        job.secrets());
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    return new ProcessConnection(rendering, SparkHome.of(rendering.job()), folder, Map.of());
  }
}
