package dev.bering.jobs;

import static dev.bering.jobs.Shape.count;
import static dev.bering.jobs.Shape.duration;
import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.memory;
import static dev.bering.jobs.Shape.required;
import static dev.bering.jobs.Shape.text;
import static dev.bering.jobs.Shape.word;

import dev.bering.jobs.Shape.Group;
import dev.bering.jobs.Shape.ListOf;
import dev.bering.jobs.Shape.MapOf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The keys of a job file. The portable part speaks as the resource SparkApplication of the
 * operators for Kubernetes does, the only words for Spark jobs that belong to no vendor.
 */
final class JobShape {

  /** The format that this Bering reads. */
  static final String VERSION = "bering/v1";

  /** What a job file is called in its own {@code kind}. */
  static final String KIND = "SparkJob";

  /**
   * Of the files below and above a job: defaults of an organisation, settings of an environment.
   */
  static final String LAYER_KIND = "SparkJobLayer";

  static final Shape NAME =
      text(
          "[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?",
          "name of at most 63 small letters, digits, dots and hyphens",
          "threat-features-daily");

  private static final Group METADATA =
      group(
          required("name", NAME, "What the job is called, on every platform."),
          key("owner", text(), "Who answers for it."),
          key("description", text(), "What it is for."),
          key("labels", new MapOf("label", text()), "Labels to find it by."));

  private static final Shape PARAMETER =
      new Shape.Brief(
          text(),
          group(
              key(
                  "type",
                  word("string", "integer", "number", "boolean", "date", "timestamp", "uri"),
                  "What its values have to be; string unless said."),
              key("default", text(), "Its value unless a run says another."),
              key("choices", new ListOf(text()), "The only values it may have."),
              key("doc", text(), "What it is for.")));

  private static final Group DEPS =
      group(
          key("jars", new ListOf(text()), "Jars that the job needs beside its own."),
          key("packages", new ListOf(text()), "Maven coordinates, each with its exact version."),
          key("wheels", new ListOf(text()), "Python wheels."),
          key("pyFiles", new ListOf(text()), "Python files and archives."),
          key("files", new ListOf(text()), "Files that are laid beside the running job."),
          key(
              "requirements",
              text(),
              "A lock file of Python packages, each pinned by == and a hash."));

  private static final Group DRIVER =
      group(
          key("cores", count(), "Cores of the driver."),
          key("memory", memory(), "Heap of the driver."),
          key("memoryOverhead", memory(), "Memory beside its heap."));

  private static final Group EXECUTOR =
      DRIVER.and(List.of(key("instances", count(), "How many executors.")));

  private static final Group CAPACITY =
      group(
          key("driver", word("on-demand", "spot"), "Which machines drivers run on."),
          key("workers", word("on-demand", "spot"), "Which machines executors run on."),
          key(
              "fallback",
              word("on-demand", "none"),
              "What is taken where spot machines are gone."));

  private static final Group DATASET =
      group(
          required("uri", text(), "Where it is."),
          key("keys", new ListOf(text()), "The columns that identify a row."));

  static final Group SPEC =
      group(
          required(
              "type",
              word("Java", "Scala", "Python", "Notebook"),
              "The language of the job; Notebook where a platform runs those."),
          required(
              "sparkVersion",
              text("\\d{1,3}\\.\\d{1,3}(?:\\.\\d{1,3})?", "version of Spark", "4.1"),
              "The line of Spark it is written for."),
          key("artifacts", text(), "Where its code is; ${artifacts} in the rest of the file."),
          key("mainApplicationFile", text(), "The jar, Python file or notebook that runs."),
          key(
              "mainClass",
              text("[\\p{L}_$][\\p{L}\\p{N}_$.]*", "name of a class", "com.acme.Features"),
              "The class with its main method, of a jar."),
          key(
              "entryPoint",
              group(
                  required("package", text(), "The package of the wheel."),
                  required("function", text(), "Its console script.")),
              "What runs of a wheel, in place of mainApplicationFile."),
          key("arguments", new ListOf(text()), "What the job is called with."),
          key(
              "params",
              new MapOf("parameter", PARAMETER),
              "Parameters: ${params.NAME} in the rest of the file."),
          key("deps", DEPS, "What it needs beside its own code, pinned."),
          key(
              "env",
              new MapOf("variable", text()),
              "Environment variables of driver and executors."),
          key(
              "secrets",
              new MapOf(
                  "secret",
                  group(
                      required(
                          "ref",
                          text(
                              "(?:env|file|aws-sm|databricks):.+",
                              "reference to a secret",
                              "aws-sm:prod/db#password"),
                          "Where the value is kept."),
                      key(
                          "databricks",
                          text("[^/]+/[^/]+", "scope and key", "threat/db"),
                          "Scope and key that hold it on Databricks."))),
              "Secrets by reference; each becomes an environment variable, and is never printed."),
          key(
              "sparkConf",
              new MapOf("setting", text()),
              "Settings of Spark; translated for the platform."),
          key("driver", DRIVER, "The size of the driver."),
          key("executor", EXECUTOR, "The size and number of executors."),
          key(
              "dynamicAllocation",
              group(
                  key("enabled", new Shape.Flag(), "Whether executors come and go."),
                  key("minExecutors", count(), "At least so many."),
                  key("maxExecutors", count(), "At most so many."),
                  key("initialExecutors", count(), "So many at the start.")),
              "Executors that come and go with the work."),
          key("capacity", CAPACITY, "Which machines are wanted."),
          key(
              "datasets",
              group(
                  key("inputs", new MapOf("dataset", DATASET), "What the job reads."),
                  key("outputs", new MapOf("dataset", DATASET), "What it writes.")),
              "What it reads and writes, so that outputs can be compared."));

  static final Group RUN =
      group(
          key(
              "mode",
              word("adhoc", "scheduled"),
              "Whether the platform keeps the job, or is sent it for each run."),
          key(
              "schedule",
              group(
                  key("quartzCronExpression", text(), "When, as Quartz writes it."),
                  key("timezoneId", text(), "In which time zone."),
                  key(
                      "owner",
                      word("platform", "external"),
                      "Who starts it: the platform, or something else such as Airflow. Never both.")),
              "When it runs."),
          key("timeout", duration(), "How long a run may take; it is stopped then."),
          key(
              "retries",
              group(
                  key(
                      "maxRetries",
                      text("\\d{1,2}", "number from 0 to 99", "2"),
                      "How often a failed run is started again."),
                  key("minInterval", duration(), "How long to wait before that."),
                  key(
                      "retryOn",
                      new ListOf(new Shape.Word(FailureClass.names())),
                      "For which failures; never for those of the job's own code unless said.")),
              "What happens after a failure."),
          key(
              "maxConcurrentRuns",
              text("[1-9]\\d{0,5}", "number of at least 1", "1"),
              "How many runs of this job may be under way."),
          key(
              "sla",
              group(
                  key(
                      "startWithin",
                      duration(),
                      "How long after it was asked for its code has to run."),
                  key(
                      "finishBy",
                      text("(?:[01]\\d|2[0-3]):[0-5]\\d", "time of day", "07:30"),
                      "By when it has to be done, in the schedule's time zone."),
                  key("onMiss", word("warn", "fail"), "Whether a miss fails the run.")),
              "What was promised of its times."),
          key(
              "runAs",
              group(
                  key("servicePrincipal", text(), "As whom."),
                  key("role", text(), "In which role of the cloud.")),
              "On whose behalf it runs."));

  private static final Group COST =
      group(
          key(
              "tags",
              new MapOf("tag", text()),
              "Tags that reach every machine that the job pays for."),
          key("required", new ListOf(text()), "Tags without which no job is published."));

  private static final Group MIGRATION =
      group(
          key("source", text(), "The platform that the job comes from."),
          key("target", text(), "The platform that it is to go to."));

  private JobShape() {}

  /** The keys of a whole file, for the given platforms. */
  static Group of(Collection<? extends Platform> platforms) {
    String[] names = platforms.stream().map(Platform::name).toArray(String[]::new);
    List<Shape.Key> blocks = new ArrayList<>();
    for (Platform platform : platforms) {
      blocks.add(
          key(
              platform.name(),
              platform.block().and(overridable(platform.block())),
              "Only for runs on %s: its own settings, and keys of spec that differ there."
                  .formatted(platform.name())));
    }
    return group(
        required(
            "apiVersion",
            text("bering/v\\d+", "version of job files", VERSION),
            "The format: bering/v1."),
        required(
            "kind",
            word(KIND, LAYER_KIND),
            "SparkJob; SparkJobLayer for defaults and environments."),
        required("metadata", METADATA, "What it is called, and whose it is."),
        required(
            "platform",
            new ListOf(word(names)),
            "Where it runs: this line moves it. Of several, the next takes over where capacity is gone."),
        required("spec", SPEC, "What runs."),
        key("run", RUN, "How it runs."),
        key("cost", COST, "What it costs is known by these."),
        key("migration", MIGRATION, "Where it comes from and goes to."),
        key("platforms", new Group(blocks), "What holds on one platform alone."));
  }

  /** The keys of spec that a platform's block may say for itself. */
  private static List<Shape.Key> overridable(Group own) {
    return SPEC.keys().stream()
        .filter(key -> !own.names().contains(key.name()))
        .map(key -> key(key.name(), key.shape(), key.doc()))
        .toList();
  }
}
