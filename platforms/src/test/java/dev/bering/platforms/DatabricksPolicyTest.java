package dev.bering.platforms;

import static dev.bering.platforms.DatabricksServer.Moment.AFTER;
import static dev.bering.platforms.DatabricksServer.Moment.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.databricks.sdk.core.DatabricksConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Explanation;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.MergedJob;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.PolicyFinding;
import dev.bering.jobs.RunContext;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies of files are in the workspace before a run is, and what they refuse is refused there.
 */
class DatabricksPolicyTest {
  private static final String SINGLE_NODE =
      """
      apiVersion: bering/v1
      kind: ClusterPolicy
      metadata: {name: single-node}
      spec:
        definition:
          num_workers: {type: fixed, value: 0}
          spark_conf.spark.master: {type: fixed, value: "local[*]"}
          custom_tags.ResourceClass: {type: fixed, value: SingleNode}
      """;
  private static final String DEFINITION =
      "{\"num_workers\":{\"type\":\"fixed\",\"value\":0},"
          + "\"spark_conf.spark.master\":{\"type\":\"fixed\",\"value\":\"local[*]\"},"
          + "\"custom_tags.ResourceClass\":{\"type\":\"fixed\",\"value\":\"SingleNode\"}}";
  private static final RunContext CONTEXT =
      new RunContext("totals-1", LocalDate.of(2026, 11, 23), name -> Optional.empty());

  @TempDir Path folder;
  private DatabricksServer server;
  private DatabricksPlatform platform;

  @BeforeEach
  void start() {
    server = new DatabricksServer(folder);
    server.simulateRuns(Duration.ZERO);
    platform =
        new DatabricksPlatform(
            () -> new DatabricksConfig().setToken(DatabricksServer.LOGIN), Duration.ofMillis(2));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private MergedJob merged(String mode, String cluster, String policy) {
    String job =
        """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: totals}
        platform: databricks
        run: {mode: %s}
        spec:
          type: Java
          sparkVersion: "4.1"
          mainApplicationFile: s3://code/totals.jar
          mainClass: com.acme.Totals
        platforms:
          databricks:
            host: "%s"
            policy: single-node
            cluster: {spark_version: 18.2.x-scala2.13, node_type_id: m6id.large%s}
        """
            .formatted(mode, server.url(), cluster);
    JobFiles files =
        new JobFiles(
            "jobs", new TreeMap<>(Map.of("totals.yaml", job, "policies/single-node.yaml", policy)));
    return new JobFormat(List.of(platform)).catalogue(files).job("totals", JobChoice.NONE);
  }

  private PlatformConnection connected(String mode, String policy) {
    return connected(merged(mode, "", policy));
  }

  private PlatformConnection connected(MergedJob job) {
    return platform.connect(platform.render(job.resolve(CONTEXT)));
  }

  private static Token token() {
    String id = UUID.randomUUID().toString();
    return new Token("totals-" + id, 1, "bering-" + id);
  }

  /** The requests so far, as in {@code GET policies/clusters/list}. */
  private List<String> lines() {
    return server.lines().stream()
        .map(line -> line.replaceFirst("/api/2\\.\\d/", "").replace("jobs/runs", "runs"))
        .toList();
  }

  private ObjectNode policies(String method, String verb, String body) {
    return server
        .workspace()
        .answer(
            method,
            "/api/2.0/policies/clusters/" + verb,
            Map.of(),
            (ObjectNode) DatabricksServer.json(body));
  }

  private JsonNode only() {
    JsonNode all = policies("GET", "list", "{}").path("policies");
    assertThat(all).hasSize(1);
    return all.path(0);
  }

  private static String body(String definition) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", "single-node")
        .put("definition", definition)
        .toString();
  }

  private void fails(String line, int status, String body, DatabricksServer.Moment moment) {
    server.fail(new DatabricksServer.Fault(Pattern.compile(line), status, body, 0, 1, moment));
  }

  private static void refused(PlatformConnection connection, FailureClass kind, String words) {
    PlatformException refusal =
        catchThrowableOfType(PlatformException.class, () -> connection.submit(token()));
    assertThat(refusal.failure().words()).isEqualTo(words);
    assertThat(refusal.failure().kind()).isEqualTo(kind);
  }

  @Test
  void isMadeBeforeTheFirstRunAndLeftAloneAfterwards() throws Exception {
    connected("adhoc", SINGLE_NODE).submit(token());
    assertThat(lines())
        .containsExactly(
            "GET policies/clusters/list", "POST policies/clusters/create", "POST runs/submit");
    assertThat(only().path("definition").asText()).isEqualTo(DEFINITION);
    JsonNode sent = server.calls("runs/submit").get(0).body().at("/tasks/0/new_cluster");
    assertThat(sent.path("policy_id").asText())
        .isNotEmpty()
        .isEqualTo(only().path("policy_id").asText());
    assertThat(sent.path("apply_policy_default_values").asBoolean()).isTrue();
    ObjectNode cluster = server.workspace().clusters().get(0);
    assertThat(cluster.path("num_workers").asText()).isEqualTo("0");
    assertThat(cluster.path("spark_conf").path("spark.master").asText()).isEqualTo("local[*]");
    assertThat(cluster.path("custom_tags").path("ResourceClass").asText()).isEqualTo("SingleNode");

    connected("adhoc", SINGLE_NODE).submit(token());
    assertThat(lines().subList(3, 5))
        .containsExactly("GET policies/clusters/list", "POST runs/submit");
  }

  @Test
  void isChangedWhereItsFileHasChanged() throws Exception {
    connected("adhoc", SINGLE_NODE).submit(token());
    String id = only().path("policy_id").asText();
    String changed = SINGLE_NODE.replace("value: SingleNode", "value: Small");
    connected("adhoc", changed + "  maxClustersPerUser: 3\n").submit(token());
    assertThat(only().path("policy_id").asText()).isEqualTo(id);
    assertThat(only().path("definition").asText()).contains("\"value\":\"Small\"");
    assertThat(only().path("max_clusters_per_user").asInt()).isEqualTo(3);
    assertThat(server.calls("policies/clusters/(?:create|edit)")).hasSize(2);
    // What somebody changes by hand is changed back.
    policies(
        "POST",
        "edit",
        "{\"policy_id\":\"%s\",\"name\":\"single-node\",\"definition\":\"{}\",\"description\":\"[bering]\"}"
            .formatted(id));
    connected("adhoc", SINGLE_NODE).submit(token());
    assertThat(only().path("definition").asText()).isEqualTo(DEFINITION);
    assertThat(only().has("max_clusters_per_user")).isFalse();
  }

  @Test
  void isMadeOnceThoughTheReplyIsLost() throws Exception {
    fails("policies/clusters/create", 0, "", AFTER);
    connected("adhoc", SINGLE_NODE).submit(token());
    assertThat(only().path("definition").asText()).isEqualTo(DEFINITION);
    assertThat(server.workspace().runCount()).isEqualTo(1);
    assertThat(server.calls("policies/clusters/create")).hasSize(1);
  }

  @Test
  void whereItCannotBeMadeNothingIsStarted() throws Exception {
    fails("policies/clusters/create", 0, "", BEFORE);
    PlatformConnection connection = connected("adhoc", SINGLE_NODE);
    PlatformException lost =
        catchThrowableOfType(PlatformException.class, () -> connection.submit(token()));
    assertThat(lost.failure().kind()).isEqualTo(FailureClass.PLATFORM);
    assertThat(lost.failure().words()).startsWith(server.url() + " does not answer: ");
    fails(
        "policies/clusters/create",
        403,
        DatabricksServer.refusal("PERMISSION_DENIED", "You may not make cluster policies."),
        BEFORE);
    refused(connection, FailureClass.AUTH, "You may not make cluster policies.");
    assertThat(server.calls("runs/submit")).isEmpty();
    connected("adhoc", SINGLE_NODE).submit(token());
    assertThat(server.workspace().runCount()).isEqualTo(1);
  }

  /** Of two that make it at one moment, the second is refused, and finds the first's. */
  @Test
  void isTheOneThatSomebodyElseMadeMeanwhile() throws Exception {
    policies("POST", "create", body(DEFINITION));
    fails("policies/clusters/list", 200, "{\"policies\": []}", BEFORE);
    connected("adhoc", SINGLE_NODE).submit(token());
    assertThat(server.calls("policies/clusters/create")).hasSize(1);
    assertThat(only().has("description")).isFalse();
    assertThat(server.workspace().runCount()).isEqualTo(1);
  }

  @Test
  void isNotChangedIfBeringDidNotMakeIt() throws Exception {
    policies("POST", "create", body("{\"num_workers\":{\"type\":\"fixed\",\"value\":1}}"));
    refused(
        connected("adhoc", SINGLE_NODE),
        FailureClass.CONFIG,
        "cluster policy 'single-node' of %s was not made by Bering, and it says something else than jobs/policies/single-node.yaml:3; give one of them another name, or make them say the same"
            .formatted(server.url()));
    assertThat(only().path("definition").asText()).contains("\"value\":1");
    assertThat(server.workspace().runCount()).isZero();
  }

  @Test
  void aRunWhoseReplyWasLostIsFoundThoughItsPolicyIsSomebodyElsesByNow() throws Exception {
    server.fail(new DatabricksServer.Fault(Pattern.compile("runs/submit"), 0, "", 0, 3, AFTER));
    PlatformConnection connection = connected("adhoc", SINGLE_NODE);
    Token token = token();
    assertThat(catchThrowableOfType(PlatformException.class, () -> connection.submit(token)))
        .isNotNull();
    String id = only().path("policy_id").asText();
    policies("POST", "delete", "{\"policy_id\":\"%s\"}".formatted(id));
    policies("POST", "create", body("{}"));
    assertThat(connection.submit(token)).isEqualTo(connection.find(token).orElseThrow());
    assertThat(server.workspace().runCount()).isEqualTo(1);
  }

  @Test
  void isUsedAsItIsIfItSaysTheSame() throws Exception {
    policies("POST", "create", body(" " + DEFINITION.replace(":", " : ")));
    connected("adhoc", SINGLE_NODE).submit(token());
    assertThat(only().has("description")).isFalse();
    assertThat(server.calls("policies/clusters/(?:create|edit)")).isEmpty();
    assertThat(server.workspace().clusters().get(0).path("num_workers").asText()).isEqualTo("0");
  }

  @Test
  void aKeptJobComesUnderItAndChangesWithIt() throws Exception {
    connected("scheduled", SINGLE_NODE).submit(token());
    assertThat(lines())
        .containsExactly(
            "GET policies/clusters/list",
            "POST policies/clusters/create",
            "GET jobs/list",
            "POST jobs/create",
            "GET jobs/list",
            "POST jobs/run-now");
    connected("scheduled", SINGLE_NODE).submit(token());
    assertThat(server.calls("jobs/reset")).isEmpty();
    connected("scheduled", SINGLE_NODE.replace("SingleNode", "Small")).submit(token());
    assertThat(server.calls("jobs/reset")).hasSize(1);
    // One that was taken away comes back under another id, and the job with it.
    String id = only().path("policy_id").asText();
    policies("POST", "delete", "{\"policy_id\":\"%s\"}".formatted(id));
    connected("scheduled", SINGLE_NODE.replace("SingleNode", "Small")).submit(token());
    assertThat(server.calls("jobs/reset")).hasSize(2);
    assertThat(
            server
                .calls("jobs/reset")
                .get(1)
                .body()
                .at("/new_settings/tasks/0/new_cluster/policy_id")
                .asText())
        .isNotEqualTo(id)
        .isEqualTo(only().path("policy_id").asText());
  }

  @Test
  void publishingPutsNoPolicyIntoTheWorkspace() throws Exception {
    MergedJob job =
        merged(
            "scheduled, schedule: {quartzCronExpression: \"0 0 5 * * ?\", owner: platform}",
            "",
            SINGLE_NODE);
    var schedule = platform.schedule(platform.render(job.resolve(CONTEXT))).orElseThrow();
    PlatformException refusal = catchThrowableOfType(PlatformException.class, schedule::resume);
    assertThat(refusal.failure().kind()).isEqualTo(FailureClass.CONFIG);
    assertThat(refusal.failure().words())
        .isEqualTo(
            "its cluster policy 'single-node' is not in %s as jobs/policies/single-node.yaml:3 has it, and only runs put it there; run it once with 'bering job run totals --platform databricks --set run.mode=adhoc'"
                .formatted(server.url()));
    assertThat(server.calls("POST")).isEmpty();
    connected(job).submit(token());
    schedule.resume();
    assertThat(
            server
                .calls("jobs/reset")
                .get(0)
                .body()
                .at("/new_settings/tasks/0/new_cluster/policy_id")
                .asText())
        .isEqualTo(only().path("policy_id").asText());
    assertThat(server.calls("policies/clusters/create")).hasSize(1);
  }

  @Test
  void namesItOrItsIdAndNotBoth() {
    UserException refusal =
        catchThrowableOfType(
            UserException.class, () -> connected(merged("adhoc", ", policy_id: ABC", SINGLE_NODE)));
    assertThat(refusal)
        .hasMessage(
            "Cannot run job 'totals' on databricks: it names policy 'single-node', and its cluster says a policy_id.");
  }

  /** What is told before a run is sent is what the workspace says when it is. */
  @Test
  void whatIsRefusedHereIsWhatIsRefusedThere() throws Exception {
    agree(true, "", "num_workers: {type: fixed, value: 0}");
    agree(true, ", num_workers: 0", "num_workers: {type: fixed, value: 0}");
    agree(false, ", num_workers: 1", "num_workers: {type: fixed, value: 0}");
    agree(false, ", autoscale: {max_workers: 2}", "num_workers: {type: fixed, value: 0}");
    agree(false, "", "node_type_id: {type: forbidden}");
    agree(true, "", "instance_pool_id: {type: forbidden}");
    agree(true, "", "node_type_id: {type: allowlist, values: [m6id.large]}");
    agree(false, "", "node_type_id: {type: blocklist, values: [m6id.large]}");
    agree(false, "", "spark_version: {type: regex, pattern: \"18\"}");
    agree(true, "", "spark_version: {type: regex, pattern: \"18.*\"}");
    agree(false, ", num_workers: 9", "num_workers: {type: range, minValue: 1, maxValue: 8}");
    agree(true, ", num_workers: 8", "num_workers: {type: range, minValue: 1, maxValue: 8}");
    agree(false, "", "num_workers: {type: range, maxValue: 8}");
    agree(true, "", "num_workers: {type: range, maxValue: 8, isOptional: true}");
    agree(true, "", "num_workers: {type: range, maxValue: 8, defaultValue: 2}");
    agree(
        false,
        ", apply_policy_default_values: false",
        "num_workers: {type: range, maxValue: 8, defaultValue: 2}");
    agree(false, "", "custom_tags.team: {type: unlimited}");
    agree(true, "", "custom_tags.bering_job: {type: fixed, value: totals}");
    agree(false, "", "custom_tags.bering_run: {type: forbidden}");
    agree(false, ", spark_conf: {spark.a: 1}", "spark_conf.*: {type: forbidden}");
    agree(false, "", "cluster_type: {type: fixed, value: all-purpose}");
    agree(true, "", "dbus_per_hour: {type: range, maxValue: 1}");
  }

  private void agree(boolean isTaken, String cluster, String rule) throws Exception {
    String policy =
        """
        apiVersion: bering/v1
        kind: ClusterPolicy
        metadata: {name: single-node}
        spec: {definition: {%s}}
        """
            .formatted(rule);
    MergedJob job = merged("adhoc", cluster, policy);
    boolean isTakenHere =
        Explanation.of(job, CONTEXT).policy().stream()
            .noneMatch(finding -> finding.weight() == PolicyFinding.Weight.REFUSED);
    boolean isTakenThere = true;
    try {
      connected(job).submit(token());
    } catch (PlatformException e) {
      isTakenThere = false;
      assertThat(e.failure().kind()).isEqualTo(FailureClass.CONFIG);
      assertThat(e.failure().words()).startsWith("Cluster validation error: ");
    }
    assertThat(isTakenHere).as("%s under %s", cluster, rule).isEqualTo(isTaken);
    assertThat(isTakenThere).as("%s under %s there", cluster, rule).isEqualTo(isTaken);
  }
}
