package dev.bering.platforms;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import dev.bering.jobs.Rendering.Unhonoured;
import dev.bering.jobs.TranslatedSetting;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job as {@code spark-submit} takes it: settings, the class, the application and its arguments.
 * What the job file says of sizes becomes settings, unless it says such a setting itself.
 */
final class SparkSubmit {
  private static final String ENVIRONMENT = "env:";
  private static final Set<String> LISTS =
      Set.of(
          "spark.jars",
          "spark.files",
          "spark.archives",
          "spark.jars.packages",
          "spark.submit.pyFiles");

  private final Job job;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<Unhonoured> unhonoured = new ArrayList<>();

  /**
   * @param translated what became of the job's settings
   */
  SparkSubmit(Job job, List<TranslatedSetting> translated) {
    this.job = job;
    environment.putAll(job.env());
    sizes();
    dependencies();
    for (TranslatedSetting setting : translated) {
      if (setting.isSent() && setting.targetKey().startsWith(ENVIRONMENT)) {
        environment.put(setting.targetKey().substring(ENVIRONMENT.length()), setting.targetValue());
      } else if (setting.isSent()) {
        put(setting.targetKey(), setting.targetValue());
      }
    }
    settings.put("spark.app.name", job.name());
  }

  /** Lists of files are joined with what stands there; everything else replaces it. */
  private void put(String key, String value) {
    if (LISTS.contains(key)) {
      settings.merge(key, value, (before, more) -> before + "," + more);
    } else {
      settings.put(key, value);
    }
  }

  private void sizes() {
    job.driver().cores().ifPresent(cores -> settings.put("spark.driver.cores", cores + ""));
    job.driver().memory().ifPresent(memory -> settings.put("spark.driver.memory", memory));
    job.driver()
        .memoryOverhead()
        .ifPresent(memory -> settings.put("spark.driver.memoryOverhead", memory));
    job.executor().cores().ifPresent(cores -> settings.put("spark.executor.cores", cores + ""));
    job.executor().memory().ifPresent(memory -> settings.put("spark.executor.memory", memory));
    job.executor()
        .memoryOverhead()
        .ifPresent(memory -> settings.put("spark.executor.memoryOverhead", memory));
    job.executor()
        .instances()
        .ifPresent(count -> settings.put("spark.executor.instances", count + ""));
    job.elastic()
        .ifPresent(
            elastic -> {
              settings.put("spark.dynamicAllocation.enabled", "true");
              elastic
                  .min()
                  .ifPresent(n -> settings.put("spark.dynamicAllocation.minExecutors", n + ""));
              elastic
                  .max()
                  .ifPresent(n -> settings.put("spark.dynamicAllocation.maxExecutors", n + ""));
              elastic
                  .initial()
                  .ifPresent(n -> settings.put("spark.dynamicAllocation.initialExecutors", n + ""));
            });
  }

  private void dependencies() {
    Job.Dependencies needs = job.dependencies();
    list("spark.jars", needs.jars());
    list("spark.jars.packages", needs.packages());
    list("spark.files", needs.files());
    List<String> python = new ArrayList<>(needs.pyFiles());
    python.addAll(needs.wheels());
    list("spark.submit.pyFiles", python);
    needs
        .requirements()
        .ifPresent(
            file ->
                unhonoured.add(
                    new Unhonoured(
                        "spec.deps.requirements",
                        "spark-submit installs no Python packages; pack them with spark.archives")));
  }

  private void list(String key, List<String> values) {
    if (!values.isEmpty()) {
      settings.put(key, String.join(",", values));
    }
  }

  /** What is wanted of machines has no meaning where there is no cloud. */
  void refuseCapacity() {
    if (job.policy().schedule().map(Job.Schedule::byPlatform).orElse(false)) {
      throw UserException.usage(
          new Problem(
              "JOB_SCHEDULE",
              "Cannot schedule job '%s' on %s: it starts no jobs by itself."
                  .formatted(job.name(), job.platform()),
              "write 'owner: external' under run.schedule, and let something else start it"));
    }
    if (job.policy().mode() == Job.Mode.SCHEDULED) {
      unhonoured.add(new Unhonoured("run.mode", "it keeps no jobs; each run is sent whole"));
    }
    if (job.capacity().driver().isPresent() || job.capacity().workers().isPresent()) {
      unhonoured.add(new Unhonoured("spec.capacity", "its machines are there already"));
    }
    if (!job.tags().isEmpty()) {
      unhonoured.add(new Unhonoured("cost.tags", "no bill of a cloud is behind it"));
    }
  }

  /** spark-submit runs as whoever calls it. */
  void refuseRunAs() {
    if (job.policy().role().isPresent() || job.policy().servicePrincipal().isPresent()) {
      unhonoured.add(new Unhonoured("run.runAs", "it runs as whoever starts it"));
    }
  }

  /** Says that the file asks for something that cannot be had. */
  void cannot(String key, String why) {
    unhonoured.add(new Unhonoured(key, why));
  }

  /**
   * Sends variables as settings, where processes are started by others.
   *
   * @param prefixes of settings that become variables, as in {@code spark.executorEnv.}
   */
  void sendVariablesAs(List<String> prefixes) {
    environment.forEach(
        (name, value) -> prefixes.forEach(prefix -> settings.putIfAbsent(prefix + name, value)));
    environment.clear();
  }

  /** Settings of Spark, as they are sent. */
  Map<String, String> settings() {
    return settings;
  }

  /** Variables of the driver. */
  Map<String, String> environment() {
    return environment;
  }

  /** What cannot be honoured. */
  List<Unhonoured> unhonoured() {
    return List.copyOf(unhonoured);
  }

  /** The jar or file that runs; a wheel's console script needs a file that calls it. */
  Optional<String> application() {
    return job.program().file();
  }

  /**
   * The arguments of spark-submit.
   *
   * @param own those of the platform, such as {@code --master}
   */
  List<String> arguments(List<String> own) {
    List<String> all = new ArrayList<>(own);
    settings.forEach(
        (key, value) -> {
          all.add("--conf");
          all.add(key + "=" + value);
        });
    job.program()
        .mainClass()
        .ifPresent(
            name -> {
              all.add("--class");
              all.add(name);
            });
    all.add(application().orElse(""));
    all.addAll(job.program().arguments());
    return all;
  }

  /** What is sent, as JSON: the arguments and the variables. */
  ObjectNode payload(List<String> own) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    ArrayNode arguments = payload.putArray("spark-submit");
    arguments(own).forEach(arguments::add);
    ObjectNode variables = payload.putObject("environment");
    environment.forEach(variables::put);
    return payload;
  }
}
