package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.ClusterPolicy;
import dev.bering.jobs.Job;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.Rendering.Unhonoured;
import dev.bering.jobs.SparkRuntime;
import dev.bering.jobs.SparkSettings;
import dev.bering.jobs.TranslatedSetting;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A job as the Jobs API 2.2 takes it: the body of {@code runs/submit} for a job that is sent for
 * each run, that of {@code jobs/create} for one that Databricks keeps. What the block says of the
 * cluster in Databricks' own words stands above what the rest of the file comes to.
 */
final class DatabricksPayload {
  /** The tag of everything that Bering has made for a job. */
  static final String JOB_TAG = "bering_job";

  /** The parameter that tells the runs of a kept job apart. */
  static final String TOKEN = "bering_token";

  /** The tag of the cluster of one run. */
  static final String RUN_TAG = "bering_run";

  /** Where a file says what becomes of its cluster; what the block says stands above the rest. */
  private static final List<Rendering.Source> SOURCES =
      List.of(
          new Rendering.Source("", "platforms.databricks.cluster"),
          new Rendering.Source("spark_conf", "spec.sparkConf"),
          new Rendering.Source("spark_env_vars", "spec.env"),
          new Rendering.Source("spark_env_vars", "spec.secrets"),
          new Rendering.Source("custom_tags", "cost.tags"),
          new Rendering.Source("num_workers", "spec.executor.instances"),
          new Rendering.Source("autoscale.min_workers", "spec.dynamicAllocation.minExecutors"),
          new Rendering.Source("autoscale.max_workers", "spec.dynamicAllocation.maxExecutors"),
          new Rendering.Source("aws_attributes.first_on_demand", "spec.capacity"),
          new Rendering.Source("aws_attributes.availability", "spec.capacity"));

  private static final int MAX_CLUSTER_TAGS = 45;
  private static final int MAX_JOB_TAGS = 25;
  private static final String VARIABLE = "env:";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Job job;
  private final boolean isKept;
  private final ObjectNode cluster;
  private final List<Unhonoured> unhonoured = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  DatabricksPayload(Job job) {
    this.job = job;
    this.isKept = job.policy().mode() == Job.Mode.SCHEDULED;
    this.cluster = VerbatimJson.object(job, "cluster");
  }

  /**
   * What is sent, and what cannot be.
   *
   * @throws UserException with every reason why Databricks cannot be given this job
   */
  Rendering rendering() {
    List<TranslatedSetting> settings = settings();
    workers();
    capacity();
    refuseSizes();
    cluster(settings);
    Optional<Rendering.Governed> governed = governed();
    ObjectNode payload = isKept ? definition() : submission();
    own(payload);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new Rendering(job, payload, settings, unhonoured, runtime(), new TreeMap<>(), governed);
  }

  /**
   * The cluster as it is under its policy. The policy's id is known to the workspace alone: it is
   * added when a run is sent.
   */
  private Optional<Rendering.Governed> governed() {
    if (job.clusterPolicy().isEmpty()) {
      return Optional.empty();
    }
    ClusterPolicy policy = job.clusterPolicy().get();
    if (cluster.has("policy_id")) {
      refuse(
          "JOB_POLICY",
          "it names policy '%s', and its cluster says a policy_id".formatted(policy.name()),
          "leave one of platforms.databricks.policy and cluster.policy_id out");
    }
    if (!cluster.has("apply_policy_default_values")) {
      cluster.put("apply_policy_default_values", true);
    }
    ObjectNode sent = cluster.deepCopy();
    Set<String> differing = Set.of();
    if (!isKept) {
      sent.withObject("/custom_tags").put(RUN_TAG, "the run's id");
      differing = Set.of("custom_tags." + RUN_TAG);
    }
    return Optional.of(new Rendering.Governed(policy, sent, differing, SOURCES));
  }

  private List<TranslatedSetting> settings() {
    String runtime = cluster.path("spark_version").asText("");
    Optional<String> spark =
        job.blockText("sparkVersion").or(() -> DatabricksRuntime.spark(runtime));
    if (spark.isEmpty()) {
      cannot(
          "spec.sparkVersion",
          "nobody knows which Spark %s carries, so that no default of %s is kept; write sparkVersion under platforms.databricks"
              .formatted(
                  runtime.isEmpty() ? "a cluster without spark_version" : runtime,
                  job.sparkVersion()));
    }
    return SparkSettings.translate(
        job.sparkConf(), "databricks", job.sparkVersion(), spark.orElse(job.sparkVersion()));
  }

  private SparkRuntime runtime() {
    String runtime = cluster.path("spark_version").asText("");
    return SparkRuntime.managed(
        ("Databricks " + runtime).strip(),
        job.blockText("sparkVersion").or(() -> DatabricksRuntime.spark(runtime)),
        DatabricksRuntime.scala(runtime));
  }

  private boolean saysWorkers() {
    return cluster.has("num_workers") || cluster.has("autoscale");
  }

  private void workers() {
    Optional<Job.Elastic> elastic = job.elastic();
    OptionalInt instances = job.executor().instances();
    if (saysWorkers()) {
      String why = "the cluster block says how many workers";
      elastic.ifPresent(range -> cannot("spec.dynamicAllocation", why));
      instances.ifPresent(count -> cannot("spec.executor.instances", why));
    } else if (elastic.isPresent() && elastic.get().max().isPresent()) {
      ObjectNode autoscale = cluster.putObject("autoscale");
      autoscale.put("min_workers", elastic.get().min().orElse(1));
      autoscale.put("max_workers", elastic.get().max().getAsInt());
      elastic
          .get()
          .initial()
          .ifPresent(
              count ->
                  cannot(
                      "spec.dynamicAllocation.initialExecutors",
                      "a cluster starts with min_workers"));
      instances.ifPresent(
          count -> cannot("spec.executor.instances", "spec.dynamicAllocation decides"));
    } else {
      elastic.ifPresent(
          range ->
              cannot("spec.dynamicAllocation", "it has no maxExecutors, and autoscale needs one"));
      instances.ifPresent(count -> cluster.put("num_workers", count));
    }
  }

  private void capacity() {
    Job.Capacity wanted = job.capacity();
    if (wanted.driver().isEmpty() && wanted.workers().isEmpty()) {
      return;
    }
    for (String said : List.of("aws_attributes", "azure_attributes", "gcp_attributes")) {
      if (cluster.has(said)) {
        cannot("spec.capacity", "the cluster block says " + said);
        return;
      }
    }
    boolean onSpot = wanted.workers().map("spot"::equals).orElse(false);
    boolean driverOnSpot = wanted.driver().map("spot"::equals).orElse(false);
    if (driverOnSpot && !onSpot) {
      cannot("spec.capacity.driver", "the driver is on spot machines only if the workers are");
    }
    ObjectNode aws = cluster.putObject("aws_attributes");
    aws.put("first_on_demand", driverOnSpot && onSpot ? 0 : 1);
    boolean keepsWaiting = wanted.fallback().map("none"::equals).orElse(false);
    aws.put("availability", onSpot ? (keepsWaiting ? "SPOT" : "SPOT_WITH_FALLBACK") : "ON_DEMAND");
  }

  private void refuseSizes() {
    refuseSize("spec.driver", job.driver(), "the driver's node type decides");
    refuseSize("spec.executor", job.executor(), "the node type decides");
  }

  private void refuseSize(String key, Job.Size size, String why) {
    size.cores().ifPresent(cores -> cannot(key + ".cores", why));
    size.memory().ifPresent(memory -> cannot(key + ".memory", why));
    size.memoryOverhead().ifPresent(memory -> cannot(key + ".memoryOverhead", why));
  }

  private void cluster(List<TranslatedSetting> settings) {
    Map<String, String> conf = new LinkedHashMap<>();
    Map<String, String> variables = new LinkedHashMap<>(job.env());
    for (TranslatedSetting setting : settings) {
      if (setting.isSent() && setting.targetKey().startsWith(VARIABLE)) {
        variables.put(setting.targetKey().substring(VARIABLE.length()), setting.targetValue());
      } else if (setting.isSent()) {
        conf.put(setting.targetKey(), setting.targetValue());
      }
    }
    job.secrets().forEach((name, secret) -> variables.put(name, scoped(name, secret)));
    lay("spark_conf", "spec.sparkConf", conf);
    lay("spark_env_vars", "spec.env", variables);
    if (!isKept) {
      lay("custom_tags", "cost.tags", tags());
      limit(cluster.path("custom_tags"), MAX_CLUSTER_TAGS, "a cluster");
    }
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>(job.tags());
    tags.put(JOB_TAG, job.name());
    return tags;
  }

  private void limit(JsonNode tags, int most, String of) {
    // One more of Bering's own comes with every run or definition.
    if (tags.size() + 1 > most) {
      refuse(
          "JOB_TAGS",
          "it has %d tags with those of Bering, and %s of Databricks takes %d"
              .formatted(tags.size() + 1, of, most),
          "leave some of cost.tags out");
    }
  }

  /** Puts texts below what the cluster block says at a key, and tells where it says otherwise. */
  private void lay(String field, String key, Map<String, String> texts) {
    ObjectNode all = JSON.objectNode();
    texts.forEach(all::put);
    cluster
        .path(field)
        .properties()
        .forEach(
            said -> {
              String value = said.getValue().asText();
              if (!texts.getOrDefault(said.getKey(), value).equals(value)) {
                cannot(
                    key + "." + said.getKey(), "the cluster block says another value at " + field);
              }
              all.put(said.getKey(), value);
            });
    if (!all.isEmpty()) {
      cluster.set(field, all);
    }
  }

  /** How a cluster is told to read a secret by itself. */
  private String scoped(String name, Job.Secret secret) {
    String own = "databricks:";
    Optional<String> place =
        secret
            .databricks()
            .or(
                () ->
                    secret.ref().startsWith(own)
                        ? Optional.of(secret.ref().substring(own.length()))
                        : Optional.empty());
    if (place.isEmpty() || !place.get().matches("[\\w.@-]+/[\\w.@-]+")) {
      refuse(
          "JOB_SECRET",
          "secret %s (%s) names no scope and key of Databricks"
              .formatted(name, place.orElse(secret.ref())),
          "put its value into a secret scope, and write 'databricks: scope/key' beside its ref");
      return "";
    }
    return "{{secrets/" + place.get() + "}}";
  }

  private ObjectNode submission() {
    ObjectNode payload = JSON.objectNode();
    payload.put("run_name", job.name());
    common(payload);
    if (job.policy().schedule().map(Job.Schedule::byPlatform).orElse(false)) {
      cannot("run.schedule", "Databricks starts only jobs that it keeps; write 'mode: scheduled'");
    }
    return payload;
  }

  private ObjectNode definition() {
    ObjectNode payload = JSON.objectNode();
    payload.put("name", job.name());
    common(payload);
    ObjectNode tags = payload.putObject("tags");
    tags().forEach(tags::put);
    limit(tags, MAX_JOB_TAGS, "a job");
    ArrayNode parameters = payload.putArray("parameters");
    parameters.addObject().put("name", TOKEN).put("default", "");
    if (job.parameters().containsKey(TOKEN)) {
      refuse(
          "JOB_PARAMETER",
          "its parameter %s is the one by which Bering finds its runs".formatted(TOKEN),
          "give it another name");
    }
    job.parameters()
        .keySet()
        .forEach(name -> parameters.addObject().put("name", name).put("default", ""));
    job.policy().maxConcurrentRuns().ifPresent(most -> payload.put("max_concurrent_runs", most));
    job.policy()
        .schedule()
        .filter(Job.Schedule::byPlatform)
        .ifPresent(schedule -> schedule(payload, schedule));
    return payload;
  }

  private void schedule(ObjectNode payload, Job.Schedule schedule) {
    if (!job.parameters().isEmpty()) {
      refuse(
          "JOB_SCHEDULE",
          "Databricks is to start it by itself, and only Bering knows the values of %s"
              .formatted(String.join(", ", job.parameters().keySet())),
          "write 'owner: external' and start it with 'bering job run', or leave its parameters out");
    }
    payload
        .putObject("schedule")
        .put("quartz_cron_expression", schedule.cron().orElse(""))
        .put("timezone_id", schedule.zone().getId())
        .put("pause_status", "UNPAUSED");
  }

  private void common(ObjectNode payload) {
    ObjectNode task = payload.putArray("tasks").addObject();
    task.put("task_key", "main");
    program(task);
    libraries(task);
    task.set("new_cluster", cluster);
    job.policy()
        .timeout()
        .ifPresent(limit -> payload.put("timeout_seconds", Math.max(1, limit.toSeconds())));
    job.policy()
        .servicePrincipal()
        .ifPresent(name -> payload.putObject("run_as").put("service_principal_name", name));
    job.policy()
        .role()
        .ifPresent(
            role -> cannot("run.runAs.role", "instance_profile_arn in the cluster block decides"));
    VerbatimJson.at(job, "permissions").ifPresent(list -> payload.set("access_control_list", list));
  }

  /** Never spark_submit_task: it is out of favour, and Databricks does not tell what it wrote. */
  private void program(ObjectNode task) {
    Job.Program program = job.program();
    ObjectNode kind;
    if (program.language() == Job.Language.NOTEBOOK) {
      notebook(task.putObject("notebook_task"));
      return;
    }
    if (program.entryPoint().isPresent()) {
      kind = task.putObject("python_wheel_task");
      kind.put("package_name", program.entryPoint().get().packageName());
      kind.put("entry_point", program.entryPoint().get().function());
    } else if (program.language() == Job.Language.PYTHON) {
      kind = task.putObject("spark_python_task");
      kind.put("python_file", program.file().orElse(""));
    } else {
      kind = task.putObject("spark_jar_task");
      kind.put("main_class_name", program.mainClass().orElse(""));
    }
    ArrayNode parameters = kind.putArray("parameters");
    (isKept
            ? program.argumentTemplates().stream().map(this::filledByDatabricks).toList()
            : program.arguments())
        .forEach(parameters::add);
  }

  /** A notebook takes every parameter of the job, by name. */
  private void notebook(ObjectNode notebook) {
    String path = job.program().file().orElse("");
    String source = job.blockText("notebookSource").orElse("WORKSPACE");
    boolean isInGit = source.equals("GIT");
    if (isInGit == path.startsWith("/")) {
      refuse(
          "JOB_NOTEBOOK",
          isInGit
              ? "notebook %s of a repository does not begin with /".formatted(path)
              : "notebook %s of a workspace begins with /".formatted(path),
          isInGit
              ? "write its path within the repository"
              : "write its path in the workspace, or 'notebookSource: GIT' under platforms.databricks");
    }
    if (isInGit && !VerbatimJson.object(job, "settings").has("git_source")) {
      refuse(
          "JOB_NOTEBOOK",
          "notebook %s is in git, and nothing says in which repository".formatted(path),
          "write 'git_source: ...' under platforms.databricks.settings");
    }
    notebook.put("notebook_path", path).put("source", source);
    if (!job.parameters().isEmpty()) {
      ObjectNode parameters = notebook.putObject("base_parameters");
      job.parameters()
          .forEach(
              (name, value) ->
                  parameters.put(name, isKept ? "{{job.parameters.%s}}".formatted(name) : value));
    }
  }

  private String filledByDatabricks(String template) {
    String text = template;
    for (String name : job.parameters().keySet()) {
      text = text.replace("${params." + name + "}", "{{job.parameters." + name + "}}");
    }
    return text;
  }

  private void libraries(ObjectNode task) {
    Job.Dependencies needs = job.dependencies();
    ArrayNode libraries = JSON.arrayNode();
    if (job.program().mainClass().isPresent()) {
      job.program().file().ifPresent(jar -> libraries.addObject().put("jar", jar));
    }
    needs.jars().forEach(jar -> libraries.addObject().put("jar", jar));
    needs
        .packages()
        .forEach(name -> libraries.addObject().putObject("maven").put("coordinates", name));
    needs.wheels().forEach(wheel -> libraries.addObject().put("whl", wheel));
    needs.requirements().ifPresent(file -> libraries.addObject().put("requirements", file));
    if (!needs.pyFiles().isEmpty()) {
      cannot("spec.deps.pyFiles", "a cluster installs no loose Python files; pack them in a wheel");
    }
    if (!needs.files().isEmpty()) {
      cannot("spec.deps.files", "a cluster is given no loose files; read them from a volume");
    }
    if (!libraries.isEmpty()) {
      task.set("libraries", libraries);
    }
  }

  /** Other fields of the run or job, which Bering has no words for. */
  private void own(ObjectNode payload) {
    VerbatimJson.object(job, "settings")
        .properties()
        .forEach(
            field -> {
              if (payload.has(field.getKey()) || field.getKey().equals("idempotency_token")) {
                refuse(
                    "JOB_SETTINGS",
                    "platforms.databricks.settings says %s, which Bering writes itself"
                        .formatted(field.getKey()),
                    "leave it out there");
              } else {
                payload.set(field.getKey(), field.getValue());
              }
            });
  }

  private void cannot(String key, String why) {
    unhonoured.add(new Unhonoured(key, why));
  }

  private void refuse(String code, String fact, String hint) {
    problems.add(
        new Problem(
            code, "Cannot run job '%s' on databricks: %s.".formatted(job.name(), fact), hint));
  }
}
