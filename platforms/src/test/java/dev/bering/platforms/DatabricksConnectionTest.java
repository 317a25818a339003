package dev.bering.platforms;

import static dev.bering.platforms.DatabricksServer.Moment.AFTER;
import static dev.bering.platforms.DatabricksServer.Moment.BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.core.DatabricksConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Job;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.LogStream;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.RunStatus;
import dev.bering.jobs.RunStatus.Phase;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on Databricks as its API tells of them, without Spark. */
class DatabricksConnectionTest {
  @TempDir Path folder;
  private DatabricksServer server;
  private DatabricksJobs jobs;

  @BeforeEach
  void start() {
    server = new DatabricksServer(folder);
    jobs = new DatabricksJobs(server.url(), folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static PlatformConnection connected(Job job) {
    return connected(job, () -> new DatabricksConfig().setToken(DatabricksServer.LOGIN));
  }

  private static PlatformConnection connected(Job job, Supplier<DatabricksConfig> login) {
    DatabricksPlatform platform = new DatabricksPlatform(login, Duration.ofMillis(2));
    return platform.connect(platform.render(job));
  }

  private static Token token() {
    String id = UUID.randomUUID().toString();
    return new Token("totals-" + id, 1, "bering-" + id);
  }

  private static RunStatus ended(PlatformConnection connection, String id) throws Exception {
    Instant limit = Instant.now().plusSeconds(20);
    RunStatus status = connection.status(id);
    while (status.phase() != Phase.ENDED && Instant.now().isBefore(limit)) {
      Thread.sleep(connection.pace().toMillis());
      status = connection.status(id);
    }
    return status;
  }

  private Failure failure(DatabricksOutcome outcome) throws Exception {
    server.workspace().next(outcome);
    PlatformConnection connection = connected(jobs.sent());
    RunStatus status = ended(connection, connection.submit(token()));
    assertThat(status.succeeded()).isFalse();
    return status.failure().orElseThrow();
  }

  private void fails(String line, int status, String body, int times) {
    server.fail(new DatabricksServer.Fault(Pattern.compile(line), status, body, 0, times, BEFORE));
  }

  private String page() {
    return server.url() + "/#job/0/run/1011";
  }

  @Test
  void callsAFamineOfMachinesCapacityWithTheCloudsOwnWords() throws Exception {
    Failure failure = failure(DatabricksOutcome.NO_MACHINES);
    assertThat(failure)
        .isEqualTo(
            new Failure(
                FailureClass.CAPACITY,
                "Cluster could not be started: insufficient capacity.; cluster: AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE (aws_error_message: There is no Spot capacity available that matches your request.)",
                Optional.of("AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE"),
                Optional.empty(),
                Optional.of(page())));
    assertThat(server.workspace().sparkCount()).isZero();
    assertThat(server.calls("clusters/get")).hasSize(1);
  }

  @Test
  void doesNotTakeAnExceptionForAFailureOfThePlatformWhateverTheRunSays() throws Exception {
    Failure failure =
        failure(
            DatabricksOutcome.threw(
                "IllegalStateException: no such tariff",
                """
                java.lang.RuntimeException: wrapped
                \tat a.B.c(B.java:1)
                Caused by: java.lang.IllegalStateException: no such tariff
                \tat a.B.d(B.java:2)
                """));
    assertThat(failure)
        .isEqualTo(
            new Failure(
                FailureClass.USER_CODE,
                "IllegalStateException: no such tariff",
                Optional.of("RUN_EXECUTION_ERROR"),
                Optional.of("java.lang.IllegalStateException: no such tariff"),
                Optional.of(page())));
    // Of the task: of the run itself Databricks refuses to tell the output.
    assertThat(server.calls("get-output").get(0).line()).endsWith("get-output?run_id=1011");
  }

  @Test
  void tellsWhatEachEndMeans() throws Exception {
    assertThat(failure(DatabricksOutcome.NO_LIBRARY).kind()).isEqualTo(FailureClass.DEPENDENCY);
    assertThat(failure(DatabricksOutcome.TIMED_OUT).kind()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(failure(DatabricksOutcome.CANCELED).kind()).isEqualTo(FailureClass.CANCELLED);
    assertThat(failure(DatabricksOutcome.threw("", "java.lang.OutOfMemoryError: Java heap space")))
        .extracting(Failure::kind, Failure::words)
        .containsExactly(FailureClass.MEMORY, "Workload failed, see run output for details");
    assertThat(
            failure(
                    DatabricksOutcome.of(
                            "DRIVER_ERROR", "CLIENT_ERROR", "FAILED", "The driver is gone.")
                        .because(
                            new DatabricksOutcome.Reason(
                                "SPOT_INSTANCE_TERMINATION", "CLOUD_FAILURE", Map.of())))
                .kind())
        .isEqualTo(FailureClass.CAPACITY);
    assertThat(
            failure(
                DatabricksOutcome.of(
                    "QUOTA_OF_2031", "CLIENT_ERROR", "FAILED", "Come back later.")))
        .isEqualTo(
            new Failure(
                FailureClass.PLATFORM,
                "Come back later.",
                Optional.of("QUOTA_OF_2031"),
                Optional.empty(),
                Optional.of(server.url() + "/#job/0/run/1061")));
    assertThat(
            failure(
                    DatabricksOutcome.of("CLUSTER_ERROR", "INTERNAL_ERROR", "FAILED", "No cluster.")
                        .because(
                            new DatabricksOutcome.Reason(
                                "REASON_OF_2031", "SERVICE_FAULT", Map.of("why", "a comet"))))
                .words())
        .isEqualTo("No cluster.; cluster: REASON_OF_2031 (why: a comet)");
  }

  @Test
  void readsTheOlderFormOfAnAnswerAndStatesThatNobodyKnowsYet() throws Exception {
    PlatformConnection connection = connected(jobs.sent());
    answers(
        "runs/get\\?",
        """
        {"run_id": "7", "state": {"life_cycle_state": "INTERNAL_ERROR", "result_state": "FAILED",
          "state_message": "Task main failed with message: Workload failed."},
         "end_time": "1700000000000",
         "tasks": [{"run_id": "8", "start_time": 1600000000000, "setup_duration": 5000,
           "execution_duration": 7, "state": {"life_cycle_state": "TERMINATED",
           "result_state": "FAILED", "state_message": "Workload failed."}}]}
        """);
    answers("get-output\\?run_id=8", "{\"error\": \"ZeroDivisionError: division by zero\"}");
    RunStatus status = connection.status("7");
    assertThat(status.failure())
        .contains(
            new Failure(
                FailureClass.USER_CODE,
                "ZeroDivisionError: division by zero",
                Optional.of("FAILED"),
                Optional.empty(),
                Optional.empty()));
    assertThat(status.runningSince()).contains(Instant.ofEpochMilli(1_600_000_005_000L));
    assertThat(status.endedAt()).contains(Instant.ofEpochMilli(1_700_000_000_000L));
    answers("runs/get\\?", "{\"status\": {\"state\": \"HIBERNATING\"}, \"tasks\": []}");
    assertThat(connection.status("7").phase()).isEqualTo(Phase.WAITING);
  }

  private void answers(String line, String body) {
    fails(line, 200, body, 1);
  }

  @Test
  void readsWhatARunWroteFromAPlaceOn() throws Exception {
    server.workspace().next(DatabricksOutcome.threw("Oops", "trace é of it"));
    PlatformConnection connection = connected(jobs.sent());
    String id = connection.submit(token());
    ended(connection, id);
    PlatformConnection later = connected(jobs.sent());
    assertThat(later.log(id, LogStream.ERRORS, 0))
        .isEqualTo(new PlatformConnection.LogText("trace é of it", 14));
    assertThat(later.log(id, LogStream.ERRORS, 9))
        .isEqualTo(new PlatformConnection.LogText("of it", 14));
    assertThat(later.log(id, LogStream.ERRORS, 14))
        .isEqualTo(new PlatformConnection.LogText("", 14));
    assertThat(later.log(id, LogStream.OUTPUT, 0)).isEqualTo(new PlatformConnection.LogText("", 0));
    assertThatThrownBy(() -> later.log("7", LogStream.OUTPUT, 0))
        .isInstanceOf(IOException.class)
        .hasMessage("Run 7 does not exist.");
  }

  /** The workspace runs no notebook: it takes the task as it came, and the test says its end. */
  @Test
  void followsANotebookAndReadsWhatItEndedWith() throws Exception {
    server.workspace().next(DatabricksOutcome.SUCCESS);
    Job job =
        DatabricksJobs.of(
            """
            apiVersion: bering/v1
            kind: SparkJob
            metadata: {name: totals}
            platform: databricks
            spec: {type: Notebook, sparkVersion: "4.1", mainApplicationFile: /Shared/totals}
            platforms:
              databricks:
                host: "%s"
                cluster: {spark_version: 18.2.x-scala2.13, node_type_id: m6id.large, num_workers: 1}
            """
                .formatted(server.url()));
    PlatformConnection connection = connected(job);
    String id = connection.submit(token());
    assertThat(ended(connection, id).succeeded()).isTrue();
    assertThat(server.calls("runs/submit").get(0).body().at("/tasks/0/notebook_task").toString())
        .isEqualTo("{\"notebook_path\":\"/Shared/totals\",\"source\":\"WORKSPACE\"}");
    answers("runs/get-output", "{\"notebook_output\": {\"result\": \"42 rows\"}}");
    assertThat(connection.log(id, LogStream.OUTPUT, 0).text()).isEqualTo("42 rows");
    // Where no test says its end, it is no success.
    String other = connection.submit(token());
    assertThat(ended(connection, other).failure().map(Failure::kind))
        .contains(FailureClass.PLATFORM);
  }

  @Test
  void goesOnWithWhatItKnowsWhereAClusterMayNotBeSeen() throws Exception {
    fails("clusters/get", 403, DatabricksServer.refusal("PERMISSION_DENIED", "Not yours."), 1);
    Failure failure = failure(DatabricksOutcome.NO_MACHINES);
    assertThat(failure.kind()).isEqualTo(FailureClass.PLATFORM);
    assertThat(failure.words()).isEqualTo("Cluster could not be started: insufficient capacity.");
    assertThat(failure.code()).contains("CLOUD_FAILURE");
  }

  @Test
  void asksAgainWhereAClusterCannotBeSeenNow() throws Exception {
    server.workspace().next(DatabricksOutcome.NO_MACHINES);
    PlatformConnection connection = connected(jobs.sent());
    String id = connection.submit(token());
    fails("clusters/get", 503, DatabricksServer.refusal("TEMPORARILY_UNAVAILABLE", "Busy."), 1);
    Instant limit = Instant.now().plusSeconds(20);
    String words = "";
    while (words.isEmpty() && Instant.now().isBefore(limit)) {
      try {
        connection.status(id);
      } catch (PlatformException e) {
        words = e.failure().kind() + " " + e.failure().words();
      }
    }
    assertThat(words).isEqualTo("PLATFORM Busy.");
    assertThat(connection.status(id).failure().orElseThrow().kind())
        .isEqualTo(FailureClass.CAPACITY);
  }

  @Test
  void startsExactlyOneRunWhereAReplyIsLost() throws Exception {
    server.workspace().hold();
    server.fail(new DatabricksServer.Fault(Pattern.compile("runs/submit"), 0, "", 0, 2, AFTER));
    Token token = token();
    PlatformConnection connection = connected(jobs.sent());
    String id = connection.submit(token);
    assertThat(server.workspace().runCount()).isEqualTo(1);
    List<DatabricksServer.Call> sent = server.calls("POST .*runs/submit");
    assertThat(sent).hasSize(3);
    Set<JsonNode> bodies = new HashSet<>(sent.stream().map(DatabricksServer.Call::body).toList());
    assertThat(bodies).hasSize(1);
    assertThat(sent.get(0).body().path("idempotency_token").asText()).isEqualTo(token.text());
    assertThat(connection.find(token)).contains(id);
  }

  @Test
  void findsTheRunOfAClientThatWasKilledBeforeItsAnswerCame() throws Exception {
    server.workspace().hold();
    Token token = token();
    server.fail(new DatabricksServer.Fault(Pattern.compile("runs/submit"), 0, "", 0, 3, AFTER));
    assertThatThrownBy(() -> connected(jobs.sent()).submit(token))
        .isInstanceOf(PlatformException.class)
        .hasMessageStartingWith(server.url() + " does not answer: ");
    for (int i = 0; i < 30; i++) {
      connected(jobs.sent()).submit(token());
    }
    PlatformConnection later = connected(jobs.sent());
    assertThat(later.find(token)).contains("1010");
    assertThat(later.find(token())).isEmpty();
    assertThat(server.workspace().runCount()).isEqualTo(31);
  }

  @Test
  void tellsTheServersOwnWordsWhereItRefuses() {
    fails("runs/submit", 429, DatabricksServer.refusal("RESOURCE_EXHAUSTED", "Too many runs."), 1);
    refused(FailureClass.QUOTA, "Too many runs.");
    fails("runs/submit", 503, DatabricksServer.refusal("TEMPORARILY_UNAVAILABLE", "Busy."), 1);
    refused(FailureClass.PLATFORM, "Busy.");
    fails("runs/submit", 403, DatabricksServer.refusal("PERMISSION_DENIED", "Not you."), 1);
    refused(FailureClass.AUTH, "Not you.");
    fails("runs/submit", 400, DatabricksServer.refusal("INVALID_PARAMETER_VALUE", "No node."), 1);
    refused(FailureClass.CONFIG, "No node.");
    fails("runs/submit", 502, "<html><body>Bad gateway</body></html>", 1);
    refused(FailureClass.PLATFORM, "<html><body>Bad gateway</body></html>");
    assertThat(server.calls("runs/submit")).hasSize(5);
    assertThat(server.workspace().runCount()).isZero();
  }

  private void refused(FailureClass kind, String words) {
    assertThatThrownBy(() -> connected(jobs.sent()).submit(token()))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.failure().kind()).isEqualTo(kind))
        .hasMessage(words);
  }

  @Test
  void tellsOfARunThatIsNotThere() {
    assertThatThrownBy(() -> connected(jobs.sent()).status("7"))
        .isInstanceOf(PlatformException.class)
        .hasMessage("Run 7 does not exist.");
  }

  @Test
  void followsARunThroughItsPhasesAndStopsIt() throws Exception {
    server.workspace().hold();
    server.workspace().linger(Duration.ofMillis(300));
    PlatformConnection connection = connected(jobs.sent());
    String id = connection.submit(token());
    RunStatus status = connection.status(id);
    while (status.phase() == Phase.WAITING) {
      status = connection.status(id);
    }
    assertThat(status.phase()).isEqualTo(Phase.STARTING);
    assertThat(status.runningSince()).isEmpty();
    connection.cancel(id);
    assertThat(connection.status(id).phase()).isEqualTo(Phase.STOPPING);
    status = ended(connection, id);
    assertThat(status.failure().orElseThrow().kind()).isEqualTo(FailureClass.CANCELLED);
    assertThat(status.failure().orElseThrow().words()).isEqualTo("Run cancelled.");
    assertThat(status.runningSince()).isEmpty();
    assertThat(status.endedAt()).isPresent();
    assertThat(connection.log(id, LogStream.OUTPUT, 0).text()).isEmpty();
    connection.cancel(id);
  }

  @Test
  void tagsEachClusterWithItsJobAndRun() throws Exception {
    server.workspace().hold();
    Token token = token();
    connected(jobs.sent()).submit(token);
    assertThat(server.workspace().clusters().get(0).path("custom_tags"))
        .hasToString("{\"bering_job\":\"totals\",\"bering_run\":\"%s\"}".formatted(token.runId()));
  }

  @Test
  void changesAKeptJobOnlyWhereItsFileHasChanged() throws Exception {
    server.workspace().next(DatabricksOutcome.SUCCESS, DatabricksOutcome.SUCCESS);
    PlatformConnection first = connected(jobs.kept());
    ended(first, first.submit(token()));
    assertThat(ofJobs()).containsExactly("GET list", "POST create", "GET list", "POST run-now");
    PlatformConnection unchanged = connected(jobs.kept());
    ended(unchanged, unchanged.submit(token()));
    assertThat(ofJobs().subList(4, 7)).containsExactly("GET list", "GET get", "POST run-now");
    server.workspace().next(DatabricksOutcome.SUCCESS);
    PlatformConnection changed = connected(jobs.kept("env: {STAGE: prod}"));
    Token token = token();
    String id = changed.submit(token);
    ended(changed, id);
    assertThat(ofJobs().subList(7, 11))
        .containsExactly("GET list", "GET get", "POST reset", "POST run-now");
    JsonNode reset = server.calls("jobs/reset").get(0).body();
    assertThat(reset.path("job_id").asLong()).isEqualTo(1010);
    assertThat(reset.at("/new_settings/tasks/0/new_cluster/spark_env_vars"))
        .hasToString("{\"STAGE\":\"prod\"}");
    assertThat(server.calls("run-now").get(2).body())
        .hasToString(
            "{\"job_id\":1010,\"idempotency_token\":\"%s\",\"job_parameters\":{\"bering_token\":\"%s\",\"day\":\"2026-11-23\"}}"
                .formatted(token.text(), token.text()));
    assertThat(changed.find(token)).contains(id);
    assertThat(changed.find(token())).isEmpty();
    assertThat(changed.status(id).facts()).containsEntry("job_id", "1010");
  }

  private List<String> ofJobs() {
    return server.lines().stream()
        .filter(line -> line.matches("\\w+ /api/2.2/jobs/[\\w-]+"))
        .map(line -> line.replace("/api/2.2/jobs/", ""))
        .toList();
  }

  @Test
  void makesAKeptJobOnceThoughTheReplyIsLost() throws Exception {
    server.workspace().hold();
    server.fail(new DatabricksServer.Fault(Pattern.compile("jobs/create"), 0, "", 0, 1, AFTER));
    PlatformConnection connection = connected(jobs.kept());
    assertThat(connection.find(token())).isEmpty();
    Token token = token();
    assertThatThrownBy(() -> connection.submit(token)).isInstanceOf(PlatformException.class);
    connection.submit(token);
    assertThat(server.calls("jobs/create")).hasSize(1);
    assertThat(server.workspace().runCount()).isEqualTo(1);
  }

  @Test
  void changesPermissionsBeforeTheJobSaysThatItIsUpToDate() throws Exception {
    server.workspace().hold();
    connected(jobs.kept()).submit(token());
    Job shared = jobs.keptWith("permissions: [{group_name: analysts, permission_level: CAN_VIEW}]");
    fails("PATCH", 503, DatabricksServer.refusal("TEMPORARILY_UNAVAILABLE", "Busy."), 1);
    PlatformConnection connection = connected(shared);
    assertThatThrownBy(() -> connection.submit(token())).hasMessage("Busy.");
    assertThat(server.calls("jobs/reset")).isEmpty();
    connection.submit(token());
    assertThat(server.workspace().permissions(1010))
        .isEqualTo("[{\"group_name\":\"analysts\",\"permission_level\":\"CAN_VIEW\"}]");
    assertThat(server.calls("jobs/reset")).hasSize(1);
  }

  @Test
  void doesNotTakeARunThatWasSkippedForASuccess() throws Exception {
    server.workspace().hold();
    PlatformConnection connection = connected(jobs.kept());
    connection.submit(token());
    RunStatus second = ended(connection, connection.submit(token()));
    assertThat(second.failure())
        .contains(
            new Failure(
                FailureClass.SKIPPED,
                "Skipped as there are too many concurrent runs of this job.",
                Optional.of("MAX_CONCURRENT_RUNS_EXCEEDED"),
                Optional.empty(),
                Optional.of(server.url() + "/#job/1010/run/1031")));
    assertThat(second.runningSince()).isEmpty();
  }

  @Test
  void leavesAJobOfTheSameNameAlone() throws Exception {
    server.workspace().hold();
    server
        .workspace()
        .answer(
            "POST",
            "/api/2.2/jobs/create",
            Map.of(),
            (ObjectNode)
                DatabricksServer.json(
                    "{\"name\":\"totals\",\"tasks\":[{\"new_cluster\":{\"spark_version\":\"1\"}}]}"));
    PlatformConnection connection = connected(jobs.kept());
    String id = connection.submit(token());
    assertThat(connection.status(id).facts()).containsEntry("job_id", "1020");
  }

  @Test
  void neverShowsTheLogin() throws Exception {
    server.workspace().next(DatabricksOutcome.SUCCESS);
    PlatformConnection connection = connected(jobs.sent());
    RunStatus status = ended(connection, connection.submit(token()));
    assertThat(status.succeeded()).isTrue();
    assertThat(server.calls("").toString() + status + connection)
        .doesNotContain(DatabricksServer.LOGIN);
    assertThatThrownBy(
            () ->
                connected(jobs.sent(), () -> new DatabricksConfig().setToken("dapi-of-another"))
                    .submit(token()))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.failure().kind()).isEqualTo(FailureClass.AUTH))
        .hasMessage("Invalid access token.");
  }

  @Test
  void saysThatAWorkspaceDoesNotAnswer() {
    PlatformConnection connection = connected(jobs.sent());
    server.close();
    assertThatThrownBy(() -> connection.submit(token()))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.failure().kind()).isEqualTo(FailureClass.PLATFORM))
        .hasMessage(
            "%s does not answer: Connect to %s [/127.0.0.1] failed: Connection refused"
                .formatted(server.url(), server.url().substring("http://".length())));
  }

  @Test
  void saysHowToLogIn() {
    Job job = jobs.sent();
    assertThatThrownBy(
            () ->
                connected(
                    job,
                    () ->
                        new DatabricksConfig()
                            .setConfigFile(folder.resolve("none").toString())
                            .setAuthType("pat")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run job 'totals' on databricks: nobody can log in to %s: cannot configure default credentials, please check https://docs.databricks.com/en/dev-tools/auth.html#databricks-client-unified-authentication to configure credentials for your preferred authentication method."
                .formatted(server.url()));
  }
}
