package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.Job;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Runs of one job in a workspace of Databricks.
 *
 * <p>Both {@code runs/submit} and {@code run-now} take the token of an attempt as their {@code
 * idempotency_token}, so that they are sent again when a reply is lost and start one run all the
 * same. Databricks never tells that token back. So that a run can be found without starting one,
 * the token stands where lists of runs show it as well: at the end of {@code run_name} for a job
 * that is sent for each run (its tags are those of its cluster, which lists do not show), and in
 * the parameter {@code bering_token} for one that Databricks keeps (all its runs have one name).
 * Runs that were started more than a week ago are not looked for.
 *
 * <p>A run's state is asked for and never waited for.
 */
final class DatabricksConnection implements PlatformConnection {
  private static final String RUNS = "/api/2.2/jobs/runs/";
  private static final Duration LOOKS_BACK = Duration.ofDays(7);
  private static final String PAGE = "25";

  private final Rendering rendering;
  private final DatabricksApi api;
  private final DatabricksPolicy policy;
  private final DatabricksDefinition definition;
  private final DatabricksDiagnosis diagnosis;
  private final DatabricksSessions.Session session;
  private final Map<String, String> taskRuns = new ConcurrentHashMap<>();

  /**
   * @param session is closed with this connection
   */
  DatabricksConnection(Rendering rendering, DatabricksSessions.Session session) {
    this.rendering = rendering;
    this.session = session;
    this.api = session.api();
    this.policy = new DatabricksPolicy(rendering, api);
    this.definition = new DatabricksDefinition(rendering, api);
    this.diagnosis = new DatabricksDiagnosis(api);
  }

  private boolean isKept() {
    return rendering.job().policy().mode() == Job.Mode.SCHEDULED;
  }

  @Override
  public String submit(Token token) throws PlatformException {
    try {
      return sent(token);
    } catch (PlatformException e) {
      if (rendering.governed().isEmpty() || e.failure().kind().mayPass()) {
        throw e;
      }
      // A run whose reply was lost goes on, though its policy would be refused by now.
      return find(token).orElseThrow(() -> e);
    }
  }

  private String sent(Token token) throws PlatformException {
    ObjectNode answer =
        isKept()
            ? api.postRepeatable("/api/2.2/jobs/run-now", call(token))
            : api.postRepeatable(RUNS + "submit", submission(token));
    return answer.path("run_id").asText();
  }

  private ObjectNode submission(Token token) throws PlatformException {
    ObjectNode body = rendering.payload();
    body.put("run_name", name(token)).put("idempotency_token", token.text());
    ObjectNode cluster = (ObjectNode) body.path("tasks").path(0).path("new_cluster");
    cluster.withObject("/custom_tags").put(DatabricksPayload.RUN_TAG, token.runId());
    policy.applied().ifPresent(id -> cluster.put("policy_id", id));
    return body;
  }

  private String name(Token token) {
    return rendering.job().name() + " " + token.text();
  }

  private ObjectNode call(Token token) throws PlatformException {
    ObjectNode body = rendering.payload().objectNode();
    body.put("job_id", Long.parseLong(definition.current()));
    body.put("idempotency_token", token.text());
    ObjectNode parameters = body.putObject("job_parameters");
    parameters.put(DatabricksPayload.TOKEN, token.text());
    rendering.job().parameters().forEach(parameters::put);
    return body;
  }

  @Override
  public Optional<String> find(Token token) throws PlatformException {
    if (!isKept()) {
      String name = name(token);
      return listed(
          Map.of("run_type", "SUBMIT_RUN"), run -> run.path("run_name").asText().equals(name));
    }
    Optional<String> job = definition.find();
    return job.isEmpty()
        ? Optional.empty()
        : listed(Map.of("job_id", job.get()), run -> carries(run, token));
  }

  private static boolean carries(JsonNode run, Token token) {
    for (JsonNode parameter : run.path("job_parameters")) {
      if (parameter.path("name").asText().equals(DatabricksPayload.TOKEN)
          && parameter.path("value").asText().equals(token.text())) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> listed(Map<String, String> which, Predicate<JsonNode> isIt)
      throws PlatformException {
    Map<String, String> query = new HashMap<>(which);
    query.put("limit", PAGE);
    query.put("start_time_from", Instant.now().minus(LOOKS_BACK).toEpochMilli() + "");
    boolean isMore = true;
    while (isMore) {
      ObjectNode page = api.get(RUNS + "list", query);
      for (JsonNode run : page.path("runs")) {
        if (isIt.test(run)) {
          return Optional.of(run.path("run_id").asText());
        }
      }
      String next = page.path("next_page_token").asText("");
      query.put("page_token", next);
      isMore = !next.isEmpty();
    }
    return Optional.empty();
  }

  @Override
  public RunStatus status(String id) throws PlatformException {
    ObjectNode run = api.get(RUNS + "get", Map.of("run_id", id));
    JsonNode task = run.path("tasks").path(0);
    if (task.has("run_id")) {
      taskRuns.put(id, task.path("run_id").asText());
    }
    RunStatus.Phase phase = phase(run, task);
    Optional<Failure> failure =
        phase == RunStatus.Phase.ENDED ? diagnosis.failure(run) : Optional.empty();
    Optional<Instant> endedAt =
        phase == RunStatus.Phase.ENDED ? instant(run.path("end_time")) : Optional.empty();
    return new RunStatus(
        phase, runningSince(phase, task), endedAt, failure, links(run, task), facts(run, task));
  }

  private static RunStatus.Phase phase(JsonNode run, JsonNode task) {
    RunStatus.Phase phase = phase(state(run));
    return phase == RunStatus.Phase.RUNNING
            && !state(task).isEmpty()
            && phase(state(task)) != RunStatus.Phase.ENDED
        ? phase(state(task))
        : phase;
  }

  private static String state(JsonNode part) {
    String state = part.path("status").path("state").asText("");
    return state.isEmpty() ? part.path("state").path("life_cycle_state").asText("") : state;
  }

  private static RunStatus.Phase phase(String state) {
    return switch (state) {
      case "TERMINATED", "SKIPPED", "INTERNAL_ERROR" -> RunStatus.Phase.ENDED;
      case "TERMINATING" -> RunStatus.Phase.STOPPING;
      case "RUNNING" -> RunStatus.Phase.RUNNING;
      case "PENDING" -> RunStatus.Phase.STARTING;
      default -> RunStatus.Phase.WAITING;
    };
  }

  /** Its own code runs once the cluster has been set up; of a run that never got there, nothing. */
  private static Optional<Instant> runningSince(RunStatus.Phase phase, JsonNode task) {
    boolean hasRun =
        task.path("execution_duration").asLong() > 0 || phase == RunStatus.Phase.RUNNING;
    return hasRun
        ? instant(task.path("start_time"))
            .map(start -> start.plusMillis(task.path("setup_duration").asLong()))
        : Optional.empty();
  }

  private static Optional<Instant> instant(JsonNode millis) {
    long value = millis.asLong();
    return value > 0 ? Optional.of(Instant.ofEpochMilli(value)) : Optional.empty();
  }

  private Map<String, String> links(JsonNode run, JsonNode task) {
    Map<String, String> links = new TreeMap<>();
    String page = run.path("run_page_url").asText("");
    if (!page.isEmpty()) {
      links.put("run", page);
    }
    JsonNode cluster = task.path("cluster_instance");
    if (cluster.has("cluster_id") && cluster.has("spark_context_id")) {
      links.put(
          "spark-ui",
          "%s/#setting/sparkui/%s/driver-%s"
              .formatted(
                  api.host(),
                  cluster.path("cluster_id").asText(),
                  cluster.path("spark_context_id").asText()));
    }
    return links;
  }

  private static Map<String, String> facts(JsonNode run, JsonNode task) {
    Map<String, String> facts = new TreeMap<>();
    fact(facts, "job_id", run.path("job_id"));
    fact(facts, "task_run_id", task.path("run_id"));
    fact(facts, "cluster_id", task.path("cluster_instance").path("cluster_id"));
    fact(facts, "queue_ms", run.path("queue_duration"));
    fact(facts, "setup_ms", task.path("setup_duration"));
    fact(facts, "execution_ms", task.path("execution_duration"));
    fact(facts, "cleanup_ms", task.path("cleanup_duration"));
    return facts;
  }

  private static void fact(Map<String, String> facts, String name, JsonNode value) {
    String text = value.asText("");
    if (!text.isEmpty() && !text.equals("0")) {
      facts.put(name, text);
    }
  }

  @Override
  public void cancel(String id) throws PlatformException {
    ObjectNode body = rendering.payload().objectNode();
    body.put("run_id", Long.parseLong(id));
    api.postRepeatable(RUNS + "cancel", body);
  }

  /**
   * What the driver has written, of which Databricks keeps the last 5 MB: the trace of what its
   * code threw as {@link PlatformConnection.LogStream#ERRORS}.
   */
  @Override
  public LogText log(String id, LogStream stream, long from) throws IOException {
    try {
      String task = taskRun(id);
      ObjectNode output = api.get(RUNS + "get-output", Map.of("run_id", task));
      String field = stream == LogStream.OUTPUT ? "logs" : "error_trace";
      String text = output.path(field).asText("");
      if (text.isEmpty() && stream == LogStream.OUTPUT) {
        // What a notebook ends with; Databricks keeps none of what its cells print.
        text = output.path("notebook_output").path("result").asText("");
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (from >= bytes.length) {
        return new LogText("", from);
      }
      int at = (int) from;
      return new LogText(
          new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8), bytes.length);
    } catch (PlatformException e) {
      throw new IOException(e.failure().words(), e);
    }
  }

  private String taskRun(String id) throws PlatformException {
    String known = taskRuns.get(id);
    if (known != null) {
      return known;
    }
    JsonNode run = api.get(RUNS + "get", Map.of("run_id", id));
    String task = run.path("tasks").path(0).path("run_id").asText(id);
    taskRuns.put(id, task);
    return task;
  }

  @Override
  public Duration pace() {
    return session.poll();
  }

  @Override
  public Duration turn() {
    return session.turn();
  }

  /** Runs go on by themselves. */
  @Override
  public void close() {
    session.close();
  }
}
