package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * EMR as its clients see it (JSON 1.1): clusters come up, run the steps they were given one after
 * the other, each a real spark-submit of this machine, leave their logs, and go. What it does not
 * do: machines, scaling, and the ten idle minutes.
 */
final class EmrServer extends AwsServer {
  private static final String RULE = "ElasticMapReduce.";
  private static final String CLIENT_FAILED =
      """
      Exception in thread "main" org.apache.spark.SparkException: Application %s finished with failed status
      \tat org.apache.spark.deploy.yarn.Client.run(Client.scala:1327)
      """;
  private static final Set<String> OVER = Set.of("COMPLETED", "CANCELLED", "FAILED", "INTERRUPTED");
  private static final Set<String> GONE =
      Set.of("TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS");

  private final Map<String, Cluster> clusters = new LinkedHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private volatile @Nullable Ruin ruin;
  private volatile boolean staysLate;
  private volatile boolean neverStarts;
  private final Map<String, Integer> hidden = new HashMap<>();

  /**
   * What ends a cluster before its step begins.
   *
   * @param error of ErrorDetails; empty for none
   */
  record Ruin(String reason, String message, String error, String errorMessage) {}

  /** From now on clusters end so. */
  void ruin(Ruin how) {
    ruin = how;
  }

  /** From now on clusters stay once their steps are over, although they should go. */
  void stayLate() {
    staysLate = true;
  }

  /** From now on clusters never come up. */
  void neverStart() {
    neverStarts = true;
  }

  /** So many times a list does not show what is there. */
  synchronized void hide(String list, int times) {
    hidden.put(list, times);
  }

  private boolean hides(String list) {
    int times = hidden.getOrDefault(list, 0);
    hidden.put(list, times - 1);
    return times > 0;
  }

  /** The clusters that cost something still. */
  synchronized List<String> living() {
    return clusters.values().stream()
        .filter(cluster -> !GONE.contains(cluster.state))
        .map(cluster -> cluster.id)
        .toList();
  }

  synchronized int size() {
    return clusters.size();
  }

  /** Starts a cluster that stays, as somebody else would. */
  String cluster(String name, String label, String logUri) {
    ObjectNode request = JSON.createObjectNode().put("Name", name).put("ReleaseLabel", label);
    request.put("LogUri", logUri);
    request.putObject("Instances").put("KeepJobFlowAliveWhenNoSteps", true);
    return run(request).id;
  }

  private static final class Cluster {
    final String id;
    final JsonNode request;
    final double created = now();
    final List<Step> steps = new ArrayList<>();
    String state = "STARTING";
    String reason = "";
    String message = "";
    @Nullable Ruin ruin;
    double ended;

    Cluster(String id, JsonNode request) {
      this.id = id;
      this.request = request;
    }

    boolean isKept() {
      return request.path("Instances").path("KeepJobFlowAliveWhenNoSteps").asBoolean();
    }
  }

  private static final class Step {
    final String id;
    final JsonNode request;
    final double created = now();
    String state = "PENDING";
    double started;
    double ended;
    String words = "";
    @Nullable StepProcess process;

    Step(String id, JsonNode request) {
      this.id = id;
      this.request = request;
    }
  }

  private static double now() {
    return Instant.now().toEpochMilli() / 1000.0;
  }

  @Override
  String operation(String method, String path, String target) {
    return target.startsWith(RULE) ? target.substring(RULE.length()) : "";
  }

  @Override
  ObjectNode error(String type, String message) {
    return JSON.createObjectNode().put("__type", type).put("Message", message);
  }

  @Override
  Reply answer(String operation, String path, JsonNode body) throws Refused {
    return switch (operation) {
      case "RunJobFlow" -> Reply.of(runJobFlow(body));
      case "AddJobFlowSteps" -> Reply.of(addSteps(body));
      case "DescribeCluster" -> Reply.of(JSON.createObjectNode().set("Cluster", described(body)));
      case "DescribeStep" -> Reply.of(JSON.createObjectNode().set("Step", describedStep(body)));
      case "ListClusters" -> Reply.of(listClusters());
      case "ListSteps" -> Reply.of(listSteps(body));
      case "ListInstances" -> Reply.of(listInstances(body));
      case "CancelSteps" -> Reply.of(cancelSteps(body));
      case "TerminateJobFlows" -> Reply.of(terminate(body));
      default -> throw new Refused(400, "UnknownOperationException", operation);
    };
  }

  private ObjectNode runJobFlow(JsonNode body) throws Refused {
    if (body.path("Instances").isEmpty()) {
      throw invalid("Instances are missing");
    }
    Cluster cluster = run(body);
    return JSON.createObjectNode()
        .put("JobFlowId", cluster.id)
        .put("ClusterArn", "arn:" + cluster.id);
  }

  private synchronized Cluster run(JsonNode request) {
    Cluster cluster = new Cluster("j-%013d".formatted(numbers.incrementAndGet()), request);
    request.path("Steps").forEach(step -> cluster.steps.add(step(step)));
    clusters.put(cluster.id, cluster);
    if (!neverStarts) {
      later(() -> live(cluster));
    }
    return cluster;
  }

  private Step step(JsonNode request) {
    return new Step("s-%013d".formatted(numbers.incrementAndGet()), request);
  }

  private synchronized ObjectNode addSteps(JsonNode body) throws Refused {
    Cluster cluster = cluster(body.path("JobFlowId").asText());
    if (GONE.contains(cluster.state)) {
      throw invalid(
          "A job flow that is shutting down, terminated, or finished may not be modified.");
    }
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode ids = reply.putArray("StepIds");
    for (JsonNode request : body.path("Steps")) {
      Step step = step(request);
      cluster.steps.add(step);
      ids.add(step.id);
    }
    notifyAll();
    return reply;
  }

  private static Refused invalid(String words) {
    return new Refused(400, "InvalidRequestException", words);
  }

  private Cluster cluster(String id) throws Refused {
    Cluster cluster = clusters.get(id);
    if (cluster == null) {
      throw invalid("Cluster id '%s' is not valid.".formatted(id));
    }
    return cluster;
  }

  /** A cluster's life. */
  private void live(Cluster cluster) {
    try {
      Ruin end = ruin;
      synchronized (this) {
        cluster.state = "BOOTSTRAPPING";
      }
      if (end != null) {
        synchronized (this) {
          cluster.ruin = end;
          cluster.steps.forEach(step -> over(step, "CANCELLED"));
          gone(cluster, "TERMINATED_WITH_ERRORS", end.reason(), end.message());
        }
        return;
      }
      synchronized (this) {
        cluster.state = "RUNNING";
      }
      Step step = next(cluster);
      while (step != null) {
        carryOut(cluster, step);
        step = next(cluster);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next step, once there is one; null once the cluster goes. */
  private synchronized @Nullable Step next(Cluster cluster) throws InterruptedException {
    while (!GONE.contains(cluster.state)) {
      boolean hasFailed = false;
      for (Step step : cluster.steps) {
        if (step.state.equals("PENDING")) {
          cluster.state = "RUNNING";
          step.state = "RUNNING";
          step.started = now();
          return step;
        }
        hasFailed |=
            step.state.equals("FAILED")
                && step.request.path("ActionOnFailure").asText().equals("TERMINATE_CLUSTER");
      }
      if (!cluster.isKept() && !staysLate) {
        String reason = hasFailed ? "STEP_FAILURE" : "ALL_STEPS_COMPLETED";
        gone(
            cluster,
            hasFailed ? "TERMINATED_WITH_ERRORS" : "TERMINATED",
            reason,
            hasFailed ? "Shut down as step failed" : "Steps completed");
        return null;
      }
      cluster.state = "WAITING";
      wait();
    }
    return null;
  }

  private void carryOut(Cluster cluster, Step step) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    step.request.path("HadoopJarStep").path("Args").forEach(one -> arguments.add(one.asText()));
    arguments.remove(0);
    StepProcess process =
        StepProcess.start(
            StepProcess.home(cluster.request.path("ReleaseLabel").asText()),
            arguments,
            "spark.yarn.appMasterEnv.");
    synchronized (this) {
      step.process = process;
    }
    int exit = process.await();
    ship(cluster, step, process, exit);
    synchronized (this) {
      if (!OVER.contains(step.state)) {
        boolean isCancelled = step.state.equals("CANCEL_PENDING");
        step.words = exit == 0 || isCancelled ? "" : "Unknown Error.";
        over(step, isCancelled ? "CANCELLED" : exit == 0 ? "COMPLETED" : "FAILED");
      }
    }
  }

  /** The step's own log is that of YARN's client; the driver's is in its container. */
  private static void ship(Cluster cluster, Step step, StepProcess process, int exit)
      throws IOException {
    if (!cluster.request.has("LogUri")) {
      return;
    }
    Path logs = Location.of(cluster.request.path("LogUri").asText()).toPath().resolve(cluster.id);
    String application = "application_1763860000000_" + step.id.substring(step.id.length() - 4);
    process.ship(
        logs.resolve("containers")
            .resolve(application)
            .resolve("container_1763860000000_01_000001"));
    StepProcess.pack(logs.resolve("steps").resolve(step.id).resolve("stdout.gz"), "");
    StepProcess.pack(
        logs.resolve("steps").resolve(step.id).resolve("stderr.gz"),
        "INFO Client: Submitted application %s\n%s"
            .formatted(application, exit == 0 ? "" : CLIENT_FAILED.formatted(application)));
  }

  private static void over(Step step, String state) {
    if (!OVER.contains(step.state)) {
      step.state = state;
      step.ended = now();
    }
  }

  private synchronized void gone(Cluster cluster, String state, String reason, String message) {
    cluster.state = "TERMINATING";
    cluster.reason = reason;
    cluster.message = message;
    later(
        () -> {
          synchronized (this) {
            cluster.state = state;
            cluster.ended = now();
          }
        });
    notifyAll();
  }

  private synchronized ObjectNode cancelSteps(JsonNode body) throws Refused {
    Cluster cluster = cluster(body.path("ClusterId").asText());
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode all = reply.putArray("CancelStepsInfoList");
    for (JsonNode id : body.path("StepIds")) {
      Step step = step(cluster, id.asText());
      ObjectNode info = all.addObject().put("StepId", step.id);
      if (OVER.contains(step.state)) {
        info.put("Status", "FAILED").put("Reason", "Step is not in a cancellable state");
      } else {
        info.put("Status", "SUBMITTED");
        stop(step);
      }
    }
    return reply;
  }

  private static void stop(Step step) {
    if (step.process == null) {
      over(step, "CANCELLED");
    } else {
      step.state = "CANCEL_PENDING";
      step.process.stop();
    }
  }

  private synchronized ObjectNode terminate(JsonNode body) throws Refused {
    for (JsonNode id : body.path("JobFlowIds")) {
      Cluster cluster = cluster(id.asText());
      if (!GONE.contains(cluster.state)) {
        cluster.steps.stream().filter(step -> !OVER.contains(step.state)).forEach(EmrServer::stop);
        gone(cluster, "TERMINATED", "USER_REQUEST", "Terminated by user request");
      }
    }
    return JSON.createObjectNode();
  }

  private static Step step(Cluster cluster, String id) throws Refused {
    return cluster.steps.stream()
        .filter(step -> step.id.equals(id))
        .findFirst()
        .orElseThrow(() -> invalid("Step id '%s' is not valid.".formatted(id)));
  }

  private synchronized ObjectNode listClusters() {
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode all = reply.putArray("Clusters");
    if (hides("ListClusters")) {
      return reply;
    }
    clusters.values().forEach(cluster -> all.insert(0, summary(cluster)));
    return reply;
  }

  private static ObjectNode summary(Cluster cluster) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("Id", cluster.id)
            .put("Name", cluster.request.path("Name").asText())
            .put("NormalizedInstanceHours", 8);
    ObjectNode status = node.putObject("Status").put("State", cluster.state);
    ObjectNode reason = status.putObject("StateChangeReason");
    if (!cluster.reason.isEmpty()) {
      reason.put("Code", cluster.reason).put("Message", cluster.message);
    }
    ObjectNode times = status.putObject("Timeline").put("CreationDateTime", cluster.created);
    if (cluster.ended > 0) {
      times.put("EndDateTime", cluster.ended);
    }
    return node;
  }

  private synchronized ObjectNode described(JsonNode body) throws Refused {
    Cluster cluster = cluster(body.path("ClusterId").asText());
    ObjectNode node = summary(cluster);
    node.put("ReleaseLabel", cluster.request.path("ReleaseLabel").asText());
    if (cluster.request.has("LogUri")) {
      node.put("LogUri", cluster.request.path("LogUri").asText());
    }
    node.set("Tags", cluster.request.path("Tags"));
    Ruin end = cluster.ruin;
    if (end != null && !end.error().isEmpty()) {
      ((ObjectNode) node.path("Status"))
          .putArray("ErrorDetails")
          .addObject()
          .put("ErrorCode", end.error())
          .put("ErrorMessage", end.errorMessage());
    }
    return node;
  }

  private synchronized ObjectNode describedStep(JsonNode body) throws Refused {
    return described(step(cluster(body.path("ClusterId").asText()), body.path("StepId").asText()));
  }

  private static ObjectNode described(Step step) {
    ObjectNode node =
        JSON.createObjectNode().put("Id", step.id).put("Name", step.request.path("Name").asText());
    ObjectNode status = node.putObject("Status").put("State", step.state);
    status.putObject("StateChangeReason");
    ObjectNode times = status.putObject("Timeline").put("CreationDateTime", step.created);
    if (step.started > 0) {
      times.put("StartDateTime", step.started);
    }
    if (step.ended > 0) {
      times.put("EndDateTime", step.ended);
    }
    if (!step.words.isEmpty()) {
      status.putObject("FailureDetails").put("Reason", step.words);
    }
    return node;
  }

  private synchronized ObjectNode listSteps(JsonNode body) throws Refused {
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode all = reply.putArray("Steps");
    if (hides("ListSteps")) {
      return reply;
    }
    cluster(body.path("ClusterId").asText()).steps.forEach(step -> all.insert(0, described(step)));
    return reply;
  }

  private synchronized ObjectNode listInstances(JsonNode body) throws Refused {
    Cluster cluster = cluster(body.path("ClusterId").asText());
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode all = reply.putArray("Instances");
    for (JsonNode group : cluster.request.path("Instances").path("InstanceGroups")) {
      for (int i = 0; i < group.path("InstanceCount").asInt(); i++) {
        all.addObject()
            .put("Ec2InstanceId", "i-" + numbers.incrementAndGet())
            .put("InstanceType", group.path("InstanceType").asText())
            .put("Market", group.path("Market").asText("ON_DEMAND"));
      }
    }
    return reply;
  }

  @Override
  public void close() {
    synchronized (this) {
      for (Cluster cluster : clusters.values()) {
        for (Step step : cluster.steps) {
          StepProcess process = step.process;
          if (process != null && !OVER.contains(step.state)) {
            process.stop();
          }
        }
      }
    }
    super.close();
  }
}
