package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A run on {@link DatabricksServer}: its cluster comes, its task runs as a process group of
 * spark-submit, its cluster goes. What it is is guarded by its workspace.
 */
final class DatabricksRun {
  private static final Pattern PARAMETER = Pattern.compile("\\{\\{job\\.parameters\\.(\\w+)}}");
  private static final Pattern SECRET = Pattern.compile("\\{\\{secrets/([^/]+/[^}]+)}}");
  private static final Pattern THROWN =
      Pattern.compile("Exception in thread \"[^\"]*\" ((?:[\\w$]+\\.)*)(.*)");

  final long id;
  final long jobId;
  final String token;
  private final DatabricksWorkspace workspace;
  private final ObjectNode settings;
  private final ObjectNode task;
  private final Map<String, String[]> parameters;
  private final ObjectNode cluster;
  private final Path folder;
  private String state = "QUEUED";
  private @Nullable DatabricksOutcome outcome;
  private @Nullable Process process;
  private boolean isCancelled;
  private final long startMillis = System.currentTimeMillis();
  private long runningMillis;
  private long cleaningMillis;
  private long endMillis;

  /**
   * @param settings of the submission or job
   * @param parameters by name: the job's default, and the value
   */
  DatabricksRun(
      DatabricksWorkspace workspace,
      long id,
      long jobId,
      String token,
      ObjectNode settings,
      Map<String, String[]> parameters,
      Path folder) {
    this.workspace = workspace;
    this.id = id;
    this.jobId = jobId;
    this.token = token;
    this.settings = settings;
    this.task = (ObjectNode) settings.path("tasks").path(0);
    this.parameters = parameters;
    this.folder = folder;
    this.cluster = task.path("new_cluster").deepCopy();
    cluster.put("cluster_id", "1123-000000-" + Long.toString(id, 36));
    cluster.put("cluster_source", "JOB").put("state", "PENDING");
    settings
        .path("tags")
        .properties()
        .forEach(
            tag -> cluster.withObject("/custom_tags").put(tag.getKey(), tag.getValue().asText()));
    cluster
        .putObject("default_tags")
        .put("Vendor", "Databricks")
        .put("ClusterName", "job-%d-run-%d".formatted(jobId, id))
        .put("ClusterId", clusterId());
  }

  long taskRunId() {
    return id + 1;
  }

  String clusterId() {
    return cluster.path("cluster_id").asText();
  }

  boolean isOver() {
    return state.equals("TERMINATED");
  }

  /** Ends before it begins. */
  void skip() {
    end(DatabricksOutcome.SKIPPED);
  }

  void start() {
    if (workspace.simulated().isPresent()) {
      simulate(workspace.simulated().get());
      return;
    }
    Thread thread = new Thread(this::carryOn, "run-" + id);
    thread.setDaemon(true);
    thread.start();
  }

  private void simulate(Duration length) {
    state = "RUNNING";
    cluster.put("state", "RUNNING");
    runningMillis = startMillis + 1;
    workspace.later(
        length,
        () -> {
          synchronized (workspace) {
            cleaningMillis = System.currentTimeMillis();
            end(isCancelled ? DatabricksOutcome.CANCELED : DatabricksOutcome.SUCCESS);
          }
        });
  }

  private void carryOn() {
    DatabricksOutcome how;
    try {
      how = carried();
    } catch (IOException e) {
      how = DatabricksOutcome.of("INTERNAL_ERROR", "INTERNAL_ERROR", "FAILED", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      how = DatabricksOutcome.CANCELED;
    }
    synchronized (workspace) {
      state = "TERMINATING";
      cleaningMillis = System.currentTimeMillis();
      workspace.lingers();
      end(how);
    }
  }

  private void end(DatabricksOutcome how) {
    outcome = how;
    endMillis = System.currentTimeMillis();
    state = "TERMINATED";
    cluster.put("state", "TERMINATED");
    cluster.set(
        "termination_reason",
        how.reason()
            .orElse(new DatabricksOutcome.Reason("JOB_FINISHED", "SUCCESS", Map.of()))
            .json());
  }

  private DatabricksOutcome carried() throws IOException, InterruptedException {
    Process started;
    synchronized (workspace) {
      state = isCancelled ? state : "PENDING";
      while (workspace.isHeld() && !isCancelled) {
        workspace.wait();
      }
      if (isCancelled) {
        return DatabricksOutcome.CANCELED;
      }
      Optional<DatabricksOutcome> told = workspace.nextOutcome();
      if (told.isPresent()) {
        boolean hasRun = told.get().reason().isEmpty();
        runningMillis = hasRun ? startMillis + 1 : 0;
        return told.get();
      }
      if (task.has("notebook_task")) {
        return DatabricksOutcome.of(
            "INTERNAL_ERROR",
            "INTERNAL_ERROR",
            "FAILED",
            "This workspace runs no notebooks; a test says how they end.");
      }
      Optional<DatabricksOutcome> missing = missingSecret();
      if (missing.isPresent()) {
        return missing.get();
      }
      started = spark();
      process = started;
      state = "RUNNING";
      cluster.put("state", "RUNNING").put("spark_context_id", 7_000_000_000_000_000_000L + id);
      runningMillis = Math.max(startMillis + 1, System.currentTimeMillis());
    }
    long limit = settings.path("timeout_seconds").asLong();
    boolean isLate = !started.waitFor(limit > 0 ? limit : Long.MAX_VALUE, TimeUnit.SECONDS);
    if (isLate) {
      kill(started);
      started.waitFor();
    }
    synchronized (workspace) {
      if (isCancelled) {
        return DatabricksOutcome.CANCELED;
      }
    }
    if (isLate) {
      return DatabricksOutcome.TIMED_OUT;
    }
    return started.exitValue() == 0 ? DatabricksOutcome.SUCCESS : threw();
  }

  private Optional<DatabricksOutcome> missingSecret() {
    for (JsonNode value : cluster.path("spark_env_vars")) {
      Matcher secret = SECRET.matcher(value.asText());
      if (secret.find() && workspace.secret(secret.group(1)).isEmpty()) {
        return Optional.of(
            DatabricksOutcome.of(
                    "CLUSTER_ERROR", "CLIENT_ERROR", "FAILED", "Cluster could not be started.")
                .because(
                    new DatabricksOutcome.Reason(
                        "SECRET_RESOLUTION_ERROR",
                        "CLIENT_ERROR",
                        Map.of("secret", secret.group(1)))));
      }
    }
    return Optional.empty();
  }

  private DatabricksOutcome threw() throws IOException {
    String errors = Files.readString(folder.resolve("errors"));
    Matcher thrown = THROWN.matcher(errors);
    return thrown.find()
        ? DatabricksOutcome.threw(thrown.group(2), errors.substring(thrown.start()))
        : DatabricksOutcome.threw("spark-submit ended with an error", errors);
  }

  private Process spark() throws IOException {
    Files.createDirectories(folder);
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().put("SPARK_HOME", SparkInstallation.target().toString());
    cluster
        .path("spark_env_vars")
        .properties()
        .forEach(
            variable ->
                builder
                    .environment()
                    .put(variable.getKey(), resolved(variable.getValue().asText())));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(folder.resolve("output").toFile());
    builder.redirectError(folder.resolve("errors").toFile());
    workspace.countSpark();
    return builder.start();
  }

  private String resolved(String value) {
    Matcher secret = SECRET.matcher(value);
    return secret.matches() ? workspace.secret(secret.group(1)).orElse("") : value;
  }

  private List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setsid",
                SparkInstallation.target().resolve("bin/spark-submit").toString(),
                "--master",
                "local[2]"));
    cluster
        .path("spark_conf")
        .properties()
        .forEach(
            setting -> {
              command.add("--conf");
              command.add(setting.getKey() + "=" + setting.getValue().asText());
            });
    List<String> jars = new ArrayList<>();
    task.path("libraries")
        .forEach(
            library -> {
              if (library.has("jar")) {
                jars.add(library.path("jar").asText());
              }
            });
    JsonNode program = task.path("spark_jar_task");
    if (program.isObject()) {
      command.add("--class");
      command.add(program.path("main_class_name").asText());
      if (jars.size() > 1) {
        command.add("--jars");
        command.add(String.join(",", jars.subList(1, jars.size())));
      }
      command.add(jars.isEmpty() ? "" : jars.get(0));
    } else {
      program = task.path("spark_python_task");
      command.add(program.path("python_file").asText());
    }
    program.path("parameters").forEach(text -> command.add(filled(text.asText())));
    return command;
  }

  private String filled(String text) {
    return PARAMETER
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    parameters.getOrDefault(found.group(1), new String[] {"", ""})[1]));
  }

  /** Asks it to stop; it does so by itself. */
  void cancel() {
    if (!isOver()) {
      isCancelled = true;
      state = "TERMINATING";
      workspace.notifyAll();
      if (process != null) {
        kill(process);
      }
    }
  }

  private static void kill(Process process) {
    try {
      new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
          .redirectErrorStream(true)
          .start()
          .waitFor(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ObjectNode cluster() {
    return cluster.deepCopy();
  }

  ObjectNode json() {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    run.put("job_id", jobId).put("run_id", id);
    run.put("run_type", isOfJob() ? "JOB_RUN" : "SUBMIT_RUN");
    run.put("run_name", name());
    run.put("creator_user_name", "tester@bering.dev");
    run.put("run_page_url", "%s/#job/%d/run/%d".formatted(workspace.url(), jobId, id));
    run.put("trigger", "ONE_TIME").put("start_time", startMillis).put("end_time", endMillis);
    run.put("setup_duration", 0).put("execution_duration", 0).put("cleanup_duration", 0);
    run.put("run_duration", endMillis == 0 ? 0 : endMillis - startMillis);
    run.put("queue_duration", 0);
    DatabricksOutcome how = outcome;
    states(run, how == null ? "" : how.runLifeCycle(), how == null ? "" : how.runMessage());
    ArrayNode said = run.putArray("job_parameters");
    parameters.forEach(
        (name, pair) ->
            said.addObject().put("name", name).put("default", pair[0]).put("value", pair[1]));
    ObjectNode only = run.putArray("tasks").addObject();
    only.put("run_id", taskRunId()).put("task_key", task.path("task_key").asText());
    only.put("attempt_number", 0).put("start_time", startMillis).put("end_time", endMillis);
    only.put("run_page_url", "%s/#job/%d/run/%d".formatted(workspace.url(), jobId, taskRunId()));
    long setup = runningMillis == 0 ? 0 : runningMillis - startMillis;
    only.put("setup_duration", setup);
    only.put(
        "execution_duration",
        runningMillis == 0 || cleaningMillis == 0
            ? 0
            : Math.max(1, cleaningMillis - runningMillis));
    only.put(
        "cleanup_duration", endMillis == 0 || cleaningMillis == 0 ? 0 : endMillis - cleaningMillis);
    states(only, how == null ? "" : how.taskLifeCycle(), how == null ? "" : how.message());
    if (!state.equals("QUEUED") && !(how != null && how.equals(DatabricksOutcome.SKIPPED))) {
      ObjectNode instance = only.putObject("cluster_instance").put("cluster_id", clusterId());
      if (cluster.has("spark_context_id")) {
        instance.put("spark_context_id", cluster.path("spark_context_id").asText());
      }
    }
    return run;
  }

  private boolean isOfJob() {
    return settings.has("name");
  }

  String name() {
    return settings.path("run_name").asText(settings.path("name").asText("Untitled"));
  }

  boolean isSubmitted() {
    return !isOfJob();
  }

  long startMillis() {
    return startMillis;
  }

  private void states(ObjectNode part, String lifeCycle, String message) {
    ObjectNode older = part.putObject("state");
    ObjectNode newer = part.putObject("status").put("state", state);
    DatabricksOutcome how = outcome;
    older.put("life_cycle_state", how == null ? state : lifeCycle);
    older.put("state_message", message).put("user_cancelled_or_timedout", isCancelled);
    if (how != null) {
      older.put("result_state", how.result());
      newer
          .putObject("termination_details")
          .put("code", how.code())
          .put("type", how.type())
          .put("message", message);
    }
  }

  /** What its task has written. */
  ObjectNode output() {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.set("metadata", json());
    Path written = folder.resolve("output");
    try {
      output.put("logs", Files.exists(written) ? Files.readString(written) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    output.put("logs_truncated", false);
    DatabricksOutcome how = outcome;
    if (how != null && !(how.error() + how.trace()).isEmpty()) {
      output.put("error", how.error()).put("error_trace", how.trace());
    }
    return output;
  }

  /** The parameters of a run of a job: what the job says, and what the call says of it. */
  static Map<String, String[]> parameters(JsonNode settings, JsonNode call) {
    Map<String, String[]> all = new LinkedHashMap<>();
    settings
        .path("parameters")
        .forEach(
            one -> {
              String text = one.path("default").asText();
              all.put(one.path("name").asText(), new String[] {text, text});
            });
    call.properties()
        .forEach(
            said -> {
              String[] pair = all.get(said.getKey());
              if (pair == null) {
                throw DatabricksServer.RefusedException.invalid(
                    "Job parameter %s is not defined for the job.".formatted(said.getKey()));
              }
              pair[1] = said.getValue().asText();
            });
    return all;
  }
}
