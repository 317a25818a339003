package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The SparkApplication that a job becomes, in the words of one operator or the other, as far as it
 * is the same for all runs of the job.
 */
final class KubernetesResource {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String LABEL_NAME =
      "(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
  private static final String LABEL_VALUE = "(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?";

  private final Job job;
  private final SparkSubmit submit;
  private final String sparkVersion;
  private final Map<String, String> labels = new TreeMap<>();

  KubernetesResource(Job job, SparkSubmit submit, String sparkVersion) {
    this.job = job;
    this.submit = submit;
    this.sparkVersion = sparkVersion;
    label("metadata.labels.", job.labels());
    label("cost.tags.", job.tags());
  }

  private void label(String key, Map<String, String> wanted) {
    new TreeMap<>(wanted)
        .forEach(
            (name, value) -> {
              if (!name.matches(LABEL_NAME)) {
                submit.cannot(key + name, "it is no name of a label on Kubernetes");
              } else if (!value.matches(LABEL_VALUE)) {
                submit.cannot(
                    key + name, "'%s' is no value of a label on Kubernetes".formatted(value));
              } else {
                labels.put(name, value);
              }
            });
  }

  /** The whole resource but for its name. */
  ObjectNode made(KubernetesOperator operator) {
    ObjectNode resource = JSON.objectNode();
    resource.put("apiVersion", operator.apiVersion());
    resource.put("kind", "SparkApplication");
    ObjectNode metadata = resource.putObject("metadata");
    job.blockText("namespace").ifPresent(name -> metadata.put("namespace", name));
    if (!labels.isEmpty()) {
      labels.forEach(metadata.putObject("labels")::put);
    }
    ObjectNode spec = operator == KubernetesOperator.APACHE ? apache() : kubeflow();
    lay(spec, VerbatimJson.object(job, "template"));
    resource.set("spec", spec);
    return resource;
  }

  /** Lays an object over another, as JSON Merge Patch does. */
  private static void lay(ObjectNode below, ObjectNode above) {
    above
        .properties()
        .forEach(
            field -> {
              JsonNode there = below.get(field.getKey());
              if (there instanceof ObjectNode lower
                  && field.getValue() instanceof ObjectNode upper) {
                lay(lower, upper);
              } else {
                below.set(field.getKey(), field.getValue());
              }
            });
  }

  private ObjectNode kubeflow() {
    ObjectNode spec = JSON.objectNode();
    String language = job.program().language().name();
    spec.put("type", language.charAt(0) + language.substring(1).toLowerCase(Locale.ROOT));
    spec.put("mode", "cluster");
    spec.put("image", job.blockText("image").orElse(""));
    job.program().mainClass().ifPresent(name -> spec.put("mainClass", name));
    spec.put("mainApplicationFile", submit.application().orElse(""));
    if (!job.program().arguments().isEmpty()) {
      job.program().arguments().forEach(spec.putArray("arguments")::add);
    }
    spec.put("sparkVersion", sparkVersion);
    spec.putObject("restartPolicy").put("type", "Never");
    ObjectNode driver = process("driver");
    job.blockText("serviceAccount").ifPresent(name -> driver.put("serviceAccount", name));
    ObjectNode executor = process("executor");
    number("spark.executor.instances").ifPresent(count -> executor.put("instances", count));
    Optional<ObjectNode> elastic = elastic();
    ObjectNode deps = dependencies();
    submit.settings().forEach(spec.putObject("sparkConf")::put);
    spec.set("driver", driver);
    spec.set("executor", executor);
    elastic.ifPresent(one -> spec.set("dynamicAllocation", one));
    if (!deps.isEmpty()) {
      spec.set("deps", deps);
    }
    return spec;
  }

  private ObjectNode process(String which) {
    ObjectNode process = JSON.objectNode();
    String prefix = "spark.%s.".formatted(which);
    number(prefix + "cores").ifPresent(cores -> process.put("cores", cores));
    taken(prefix + "memory").ifPresent(memory -> process.put("memory", memory));
    taken(prefix + "memoryOverhead").ifPresent(memory -> process.put("memoryOverhead", memory));
    if (!submit.environment().isEmpty()) {
      ArrayNode variables = process.putArray("env");
      submit
          .environment()
          .forEach((name, value) -> variables.addObject().put("name", name).put("value", value));
    }
    if (!labels.isEmpty()) {
      labels.forEach(process.putObject("labels")::put);
    }
    return process;
  }

  /** The operator says a field of its own after the settings, so that each is said once. */
  private Optional<String> taken(String setting) {
    return Optional.ofNullable(submit.settings().remove(setting));
  }

  private Optional<Integer> number(String setting) {
    String value = submit.settings().getOrDefault(setting, "");
    return value.matches("\\d{1,9}") ? taken(setting).map(Integer::valueOf) : Optional.empty();
  }

  private Optional<ObjectNode> elastic() {
    String prefix = "spark.dynamicAllocation.";
    if (!"true".equals(submit.settings().get(prefix + "enabled"))) {
      return Optional.empty();
    }
    submit.settings().remove(prefix + "enabled");
    ObjectNode elastic = JSON.objectNode().put("enabled", true);
    for (String which : List.of("initialExecutors", "minExecutors", "maxExecutors")) {
      number(prefix + which).ifPresent(count -> elastic.put(which, count));
    }
    return Optional.of(elastic);
  }

  private ObjectNode dependencies() {
    ObjectNode deps = JSON.objectNode();
    list(deps, "jars", "spark.jars");
    list(deps, "packages", "spark.jars.packages");
    list(deps, "pyFiles", "spark.submit.pyFiles");
    list(deps, "files", "spark.files");
    return deps;
  }

  private void list(ObjectNode deps, String key, String setting) {
    taken(setting)
        .ifPresent(
            all -> {
              ArrayNode list = deps.putArray(key);
              for (String one : all.split(",", -1)) {
                list.add(one);
              }
            });
  }

  private ObjectNode apache() {
    Map<String, String> settings = submit.settings();
    settings.put("spark.kubernetes.container.image", job.blockText("image").orElse(""));
    job.blockText("serviceAccount")
        .ifPresent(
            name -> settings.put("spark.kubernetes.authenticate.driver.serviceAccountName", name));
    submit.sendVariablesAs(List.of("spark.kubernetes.driverEnv.", "spark.executorEnv."));
    labels.forEach(
        (name, value) -> {
          settings.put("spark.kubernetes.driver.label." + name, value);
          settings.put("spark.kubernetes.executor.label." + name, value);
        });
    ObjectNode spec = JSON.objectNode();
    job.program().mainClass().ifPresent(name -> spec.put("mainClass", name));
    String file = submit.application().orElse("");
    if (job.program().language() == Job.Language.PYTHON) {
      spec.put("pyFiles", file);
    } else {
      spec.put("jars", file);
      // The operator adds the job's own jar only where nothing is said.
      settings.computeIfPresent("spark.jars", (key, others) -> others + "," + file);
    }
    job.program().arguments().forEach(spec.putArray("driverArgs")::add);
    settings.forEach(spec.putObject("sparkConf")::put);
    spec.putObject("runtimeVersions").put("sparkVersion", sparkVersion);
    ObjectNode tolerations = spec.putObject("applicationTolerations");
    tolerations.putObject("restartConfig").put("restartPolicy", "Never");
    // Else the driver's log is gone once it is over, and with it why.
    tolerations.put("resourceRetainPolicy", "Always");
    return spec;
  }
}
