package dev.bering.platforms;

import static dev.bering.platforms.DatabricksServer.RefusedException.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What is in {@link DatabricksServer}: jobs, runs and their clusters, by the behaviour that the
 * service was seen or is documented to have. Its monitor guards all of it.
 */
final class DatabricksWorkspace {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String JOBS = "/api/2.2/jobs/";
  private static final String POLICIES = "/api/2.0/policies/clusters/";
  private static final int MAX_TOKEN = 64;

  private final Path folder;
  private final String url;
  private final Map<Long, ObjectNode> jobs = new TreeMap<>();
  private final Map<Long, ArrayNode> permissions = new HashMap<>();
  private final TreeMap<Long, DatabricksRun> runs = new TreeMap<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final DatabricksPolicies policies = new DatabricksPolicies();
  private final Map<String, String> secrets = new HashMap<>();
  private final Deque<DatabricksOutcome> outcomes = new ArrayDeque<>();
  private long lastId = 1000;
  private int sparkCount;
  private boolean isHeld;
  private Duration linger = Duration.ZERO;
  private Optional<Duration> simulated = Optional.empty();
  private final ScheduledExecutorService ends =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "ends");
            thread.setDaemon(true);
            return thread;
          });

  DatabricksWorkspace(Path folder, String url) {
    this.folder = folder;
    this.url = url;
  }

  String url() {
    return url;
  }

  /** The next runs end so, one each, without Spark. */
  synchronized void next(DatabricksOutcome... how) {
    outcomes.addAll(List.of(how));
  }

  synchronized Optional<DatabricksOutcome> nextOutcome() {
    return Optional.ofNullable(outcomes.poll());
  }

  /** Runs take so long and succeed, and nothing runs in them. */
  synchronized void simulate(Duration length) {
    simulated = Optional.of(length);
  }

  synchronized Optional<Duration> simulated() {
    return simulated;
  }

  /** Does something after a while, without a thread of its own. */
  void later(Duration when, Runnable what) {
    ScheduledFuture<?> unused = ends.schedule(what, when.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** No cluster comes until {@link #release}. */
  synchronized void hold() {
    isHeld = true;
  }

  synchronized void release() {
    isHeld = false;
    notifyAll();
  }

  synchronized boolean isHeld() {
    return isHeld;
  }

  /** Clusters take so long to go. */
  synchronized void linger(Duration duration) {
    linger = duration;
  }

  synchronized void lingers() {
    long until = System.nanoTime() + linger.toNanos();
    try {
      for (long left = linger.toMillis();
          left > 0;
          left = (until - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Puts a secret into a scope. */
  synchronized void secret(String scopeAndKey, String value) {
    secrets.put(scopeAndKey, value);
  }

  synchronized Optional<String> secret(String scopeAndKey) {
    return Optional.ofNullable(secrets.get(scopeAndKey));
  }

  synchronized void countSpark() {
    sparkCount++;
  }

  /** How many processes of Spark it has started. */
  synchronized int sparkCount() {
    return sparkCount;
  }

  /** How many runs there are. */
  synchronized int runCount() {
    return runs.size();
  }

  /** The clusters of its runs, oldest first. */
  synchronized List<ObjectNode> clusters() {
    return runs.values().stream().map(DatabricksRun::cluster).toList();
  }

  /** What the access control list of a job says. */
  synchronized String permissions(long job) {
    return String.valueOf(permissions.get(job));
  }

  synchronized ObjectNode answer(
      String method, String path, Map<String, String> query, ObjectNode body) {
    if (path.startsWith(POLICIES)) {
      return policies.answer(method, path.substring(POLICIES.length()), query, body);
    }
    if (path.startsWith("/api/2.0/permissions/jobs/")) {
      return permitted(method, path, body);
    }
    return switch (method + " " + path) {
      case "POST " + JOBS + "create" -> create(body);
      case "POST " + JOBS + "reset" -> reset(body);
      case "POST " + JOBS + "update" -> update(body);
      case "POST " + JOBS + "delete" -> delete(body);
      case "GET " + JOBS + "get" -> job(number(query.get("job_id"))).deepCopy();
      case "GET " + JOBS + "list" -> list(query);
      case "POST " + JOBS + "run-now" -> runNow(body);
      case "POST " + JOBS + "runs/submit" -> submit(body);
      case "GET " + JOBS + "runs/get" -> run(number(query.get("run_id"))).json();
      case "GET " + JOBS + "runs/get-output" -> output(number(query.get("run_id")));
      case "GET " + JOBS + "runs/list" -> listRuns(query);
      case "POST " + JOBS + "runs/cancel" -> cancel(body);
      case "GET /api/2.1/clusters/get" -> cluster(String.valueOf(query.get("cluster_id")));
      default ->
          throw new DatabricksServer.RefusedException(
              404, "ENDPOINT_NOT_FOUND", "No API found for '%s %s'".formatted(method, path));
    };
  }

  private static long number(@org.jspecify.annotations.Nullable String text) {
    if (text == null || !text.matches("\\d{1,18}")) {
      throw invalid("Missing required field.");
    }
    return Long.parseLong(text);
  }

  private ObjectNode job(long id) {
    ObjectNode job = jobs.get(id);
    if (job == null) {
      throw invalid("Job %d does not exist.".formatted(id));
    }
    return job;
  }

  private DatabricksRun run(long id) {
    DatabricksRun run = runs.get(id);
    if (run == null) {
      throw invalid("Run %d does not exist.".formatted(id));
    }
    return run;
  }

  private long newId() {
    lastId += 10;
    return lastId;
  }

  private void fillIn(ObjectNode settings) {
    JsonNode task = settings.path("tasks").path(0);
    if (!task.path("new_cluster").has("spark_version")) {
      throw invalid("Missing required field: settings.tasks[0].new_cluster.spark_version");
    }
    JsonNode notebook = task.path("notebook_task");
    if (notebook.isObject() && notebook.path("notebook_path").asText("").isEmpty()) {
      throw invalid("Missing required field: settings.tasks[0].notebook_task.notebook_path");
    }
    policies.enforce((ObjectNode) task.path("new_cluster"));
    ObjectNode only = (ObjectNode) task;
    absent(only, "run_if", JSON.textNode("ALL_SUCCESS"));
    absent(only, "timeout_seconds", JSON.numberNode(0));
    absent(only, "email_notifications", JSON.objectNode());
    absent(settings, "timeout_seconds", JSON.numberNode(0));
    absent(settings, "email_notifications", JSON.objectNode());
    ObjectNode cluster = (ObjectNode) only.path("new_cluster");
    absent(cluster, "data_security_mode", JSON.textNode("SINGLE_USER"));
    absent(cluster, "enable_elastic_disk", JSON.booleanNode(false));
    absent(
        cluster.withObject("/aws_attributes"), "availability", JSON.textNode("SPOT_WITH_FALLBACK"));
    absent(cluster.withObject("/aws_attributes"), "zone_id", JSON.textNode("auto"));
  }

  private static void absent(ObjectNode object, String field, JsonNode value) {
    if (!object.has(field)) {
      object.set(field, value);
    }
  }

  private ObjectNode create(ObjectNode body) {
    long id = newId();
    ObjectNode settings = body.deepCopy();
    fillIn(settings);
    absent(settings, "max_concurrent_runs", JSON.numberNode(1));
    absent(settings, "format", JSON.textNode("MULTI_TASK"));
    JsonNode list = settings.remove("access_control_list");
    permissions.put(id, list == null ? JSON.arrayNode() : (ArrayNode) list);
    ObjectNode job = JSON.objectNode();
    job.put("job_id", id).put("creator_user_name", "tester@bering.dev");
    job.put("created_time", System.currentTimeMillis());
    job.set("settings", settings);
    jobs.put(id, job);
    return JSON.objectNode().put("job_id", id);
  }

  private ObjectNode reset(ObjectNode body) {
    ObjectNode job = job(body.path("job_id").asLong());
    ObjectNode settings = body.path("new_settings").deepCopy();
    if (settings.has("access_control_list")) {
      throw invalid("access_control_list is not a field of JobSettings");
    }
    fillIn(settings);
    absent(settings, "max_concurrent_runs", JSON.numberNode(1));
    absent(settings, "format", JSON.textNode("MULTI_TASK"));
    // As recorded of the service: an identity that is left out stays.
    JsonNode runAs = job.path("settings").path("run_as");
    if (runAs.isObject()) {
      absent(settings, "run_as", runAs);
    }
    job.set("settings", settings);
    return JSON.objectNode();
  }

  private ObjectNode update(ObjectNode body) {
    ObjectNode job = job(body.path("job_id").asLong());
    job.withObject("/settings").setAll((ObjectNode) body.path("new_settings"));
    return JSON.objectNode();
  }

  private ObjectNode delete(ObjectNode body) {
    job(body.path("job_id").asLong());
    jobs.remove(body.path("job_id").asLong());
    return JSON.objectNode();
  }

  private ObjectNode list(Map<String, String> query) {
    String name = query.getOrDefault("name", "");
    List<ObjectNode> all =
        jobs.values().stream()
            .filter(
                job ->
                    name.isEmpty()
                        || job.path("settings").path("name").asText().equalsIgnoreCase(name))
            .map(ObjectNode::deepCopy)
            .toList();
    return page("jobs", all, query, 100);
  }

  private static ObjectNode page(
      String field, List<ObjectNode> all, Map<String, String> query, int most) {
    int limit = Integer.parseInt(query.getOrDefault("limit", "20"));
    if (limit < 1 || limit > most) {
      throw invalid("limit must be between 1 and %d".formatted(most));
    }
    String token = query.getOrDefault("page_token", "");
    int from = token.isEmpty() ? 0 : Integer.parseInt(token.substring(1));
    int to = Math.min(all.size(), from + limit);
    ObjectNode page = JSON.objectNode();
    page.putArray(field).addAll(all.subList(Math.min(from, to), to));
    page.put("has_more", to < all.size());
    if (to < all.size()) {
      page.put("next_page_token", "p" + to);
    }
    return page;
  }

  private Optional<ObjectNode> known(ObjectNode body) {
    String token = body.path("idempotency_token").asText("");
    if (token.length() > MAX_TOKEN) {
      throw invalid("idempotency_token must be at most 64 characters");
    }
    return Optional.ofNullable(tokens.get(token)).map(id -> JSON.objectNode().put("run_id", id));
  }

  private DatabricksRun made(
      ObjectNode body, long jobId, ObjectNode settings, Map<String, String[]> parameters) {
    long id = newId();
    String token = body.path("idempotency_token").asText("");
    DatabricksRun run =
        new DatabricksRun(
            this, id, jobId, token, settings, parameters, folder.resolve("run-" + id));
    runs.put(id, run);
    if (!token.isEmpty()) {
      tokens.put(token, id);
    }
    return run;
  }

  private ObjectNode submit(ObjectNode body) {
    Optional<ObjectNode> known = known(body);
    if (known.isPresent()) {
      return known.get();
    }
    ObjectNode settings = body.deepCopy();
    fillIn(settings);
    if (settings.has("tags")) {
      throw invalid("tags is not a field of SubmitRun");
    }
    DatabricksRun run = made(body, 0, settings, Map.of());
    run.start();
    return JSON.objectNode().put("run_id", run.id);
  }

  private ObjectNode runNow(ObjectNode body) {
    Optional<ObjectNode> known = known(body);
    if (known.isPresent()) {
      return known.get();
    }
    long jobId = body.path("job_id").asLong();
    ObjectNode settings = (ObjectNode) job(jobId).path("settings").deepCopy();
    Map<String, String[]> parameters =
        DatabricksRun.parameters(settings, body.path("job_parameters"));
    long active = runs.values().stream().filter(run -> run.jobId == jobId && !run.isOver()).count();
    DatabricksRun run = made(body, jobId, settings, parameters);
    if (active >= settings.path("max_concurrent_runs").asLong()) {
      run.skip();
    } else {
      run.start();
    }
    return JSON.objectNode().put("run_id", run.id).put("number_in_job", run.id);
  }

  private ObjectNode output(long id) {
    for (DatabricksRun run : runs.values()) {
      if (run.taskRunId() == id) {
        return run.output();
      }
    }
    run(id);
    throw invalid(
        "Retrieving the output of runs with multiple tasks is not supported. Please retrieve the"
            + " output of each individual task run instead.");
  }

  private ObjectNode listRuns(Map<String, String> query) {
    long from = Long.parseLong(query.getOrDefault("start_time_from", "0"));
    List<ObjectNode> all = new ArrayList<>();
    for (DatabricksRun run : runs.values()) {
      boolean isWanted =
          (!query.containsKey("job_id") || (run.jobId + "").equals(query.get("job_id")))
              && (!"SUBMIT_RUN".equals(query.get("run_type")) || run.isSubmitted())
              && (!"true".equals(query.get("active_only")) || !run.isOver())
              && run.startMillis() >= from;
      if (isWanted) {
        ObjectNode json = run.json();
        if (!"true".equals(query.get("expand_tasks"))) {
          json.remove("tasks");
        }
        all.add(json);
      }
    }
    Collections.reverse(all);
    return page("runs", all, query, 25);
  }

  private ObjectNode cancel(ObjectNode body) {
    run(body.path("run_id").asLong()).cancel();
    return JSON.objectNode();
  }

  private ObjectNode cluster(String id) {
    return runs.values().stream()
        .filter(run -> run.clusterId().equals(id))
        .findFirst()
        .map(DatabricksRun::cluster)
        .orElseThrow(() -> invalid("Cluster %s does not exist".formatted(id)));
  }

  private ObjectNode permitted(String method, String path, ObjectNode body) {
    long id = number(path.substring(path.lastIndexOf('/') + 1));
    job(id);
    ArrayNode all = permissions.computeIfAbsent(id, none -> JSON.arrayNode());
    if (method.equals("PUT")) {
      all.removeAll();
    }
    if (!method.equals("GET")) {
      body.path("access_control_list").forEach(all::add);
    }
    ObjectNode answer = JSON.objectNode().put("object_id", "/jobs/" + id);
    answer.set("access_control_list", all.deepCopy());
    return answer;
  }

  /** Stops whatever runs. */
  synchronized void close() {
    ends.shutdownNow();
    runs.values().forEach(DatabricksRun::cancel);
  }
}
