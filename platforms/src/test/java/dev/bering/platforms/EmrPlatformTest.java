package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.LogStream;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.RunStatus;
import dev.bering.platforms.AwsServer.Fault;
import dev.bering.platforms.AwsServer.When;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** EMR, as a server that speaks its protocol and runs its steps. */
class EmrPlatformTest extends PlatformContract {
  static final AwsAccess QUICK =
      new AwsAccess(
          () -> StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", "none")),
          Duration.ofMillis(200),
          Duration.ofMillis(10));

  private static final String STEP = "clusterMode: step\nclusterName: shared";

  private final EmrServer server = new EmrServer();
  private String release = "emr-7.9.0";
  private String mode = "clusterMode: transient";

  @Override
  Platform platform() {
    return new EmrPlatform(QUICK);
  }

  @Override
  String block() {
    return """
        %s
        releaseLabel: %s
        region: eu-central-1
        endpoint: "%s"
        logUri: "%s"
        instances:
          InstanceGroups:
            - {InstanceRole: MASTER, InstanceType: m6g.xlarge, InstanceCount: 1}
            - {InstanceRole: CORE, InstanceType: r6g.2xlarge, InstanceCount: 2, Market: SPOT}
        """
        .formatted(mode, release, server.address(), folder.resolve("logs").toUri())
        .indent(4)
        .stripTrailing();
  }

  /** Whatever a test did: no cluster of Bering's is left. */
  @AfterEach
  void nothingCostsMoneyAnyMore() {
    try (server) {
      if (mode.equals("clusterMode: transient")) {
        assertThat(server.living()).isEmpty();
      }
    }
  }

  private Failure failureOf(PlatformConnection connection) throws Exception {
    return ended(connection, connection.submit(token())).failure().orElseThrow();
  }

  @Test
  void startsOneClusterAlthoughTheReplyIsLost() throws Exception {
    server.neverStart();
    server.fail(new Fault("RunJobFlow", When.AFTER, 0, "", 0, 1));
    Token token = token();
    try (PlatformConnection connection = connection()) {
      String id = connection.submit(token);
      assertThat(connection.submit(token)).isEqualTo(id);
      assertThat(server.count("RunJobFlow")).isEqualTo(1);
      assertThat(server.size()).isEqualTo(1);
      JsonNode sent = server.last("RunJobFlow");
      assertThat(sent.path("Name").asText()).isEqualTo("totals " + token.text());
      assertThat(sent.path("Tags").toString())
          .isEqualTo(
              "[{\"Key\":\"bering:run\",\"Value\":\"%s\"},{\"Key\":\"bering:token\",\"Value\":\"%s\"}]"
                  .formatted(token.runId(), token.text()));
      connection.cancel(id);
    }
  }

  @Test
  void looksAgainWhereEmrSaysThatItFailedAndShowsTheClusterLate() throws Exception {
    server.neverStart();
    server.fail(
        new Fault(
            "RunJobFlow",
            When.AFTER,
            500,
            "{\"__type\":\"InternalServerException\",\"Message\":\"We encountered an internal error.\"}",
            0,
            1));
    server.hide("ListClusters", 4);
    try (PlatformConnection connection = connection()) {
      String id = connection.submit(token());
      assertThat(server.size()).isEqualTo(1);
      assertThat(server.count("ListClusters")).isEqualTo(5);
      connection.cancel(id);
    }
  }

  @Test
  void passesOnAFailureThatStartedNothing() throws Exception {
    server.fail(
        new Fault(
            "RunJobFlow",
            When.BEFORE,
            500,
            "{\"__type\":\"InternalServerException\",\"Message\":\"We encountered an internal error.\"}",
            0,
            1));
    try (PlatformConnection connection = connection()) {
      assertThatThrownBy(() -> connection.submit(token()))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> assertThat(e.failure().kind()).isEqualTo(FailureClass.PLATFORM))
          .hasMessage("We encountered an internal error.");
      assertThat(server.count("ListClusters")).isEqualTo(6);
    }
  }

  @Test
  void keepsTheOlderOfTwoClustersOfOneTokenAndEndsItsOwn() throws Exception {
    server.neverStart();
    Token token = token();
    try (PlatformConnection one = connection();
        PlatformConnection other = connection()) {
      String first = one.submit(token);
      // The other does not see it before it has started its own.
      server.hide("ListClusters", 1);
      assertThat(other.submit(token)).isEqualTo(first);
      assertThat(server.size()).isEqualTo(2);
      assertThat(server.living()).containsExactly(first);
      one.cancel(first);
    }
  }

  @Test
  void handsOnTheWordsOfAThrottle() throws Exception {
    server.fail(
        new Fault(
            "ListClusters",
            When.BEFORE,
            400,
            "{\"__type\":\"ThrottlingException\",\"Message\":\"Rate exceeded\"}",
            0,
            1));
    try (PlatformConnection connection = connection()) {
      assertThatThrownBy(() -> connection.submit(token()))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> {
                assertThat(e.failure().kind()).isEqualTo(FailureClass.QUOTA);
                assertThat(e.failure().code()).contains("ThrottlingException");
              })
          .hasMessage("Rate exceeded");
      assertThat(server.count("ListClusters")).isEqualTo(1);
      assertThat(server.count("RunJobFlow")).isZero();
    }
  }

  @Test
  void knowsAFleetWithoutMachinesAsAMatterOfCapacity() throws Exception {
    String words = "Provisioning of the core fleet timed out: no spot machines in eu-central-1a";
    server.ruin(new EmrServer.Ruin("INSTANCE_FLEET_TIMEOUT", words, "", ""));
    try (PlatformConnection connection = connection()) {
      Failure failure = failureOf(connection);
      assertThat(failure.kind()).isEqualTo(FailureClass.CAPACITY);
      assertThat(failure.words()).isEqualTo(words);
      assertThat(failure.code()).contains("INSTANCE_FLEET_TIMEOUT");
    }
  }

  @Test
  void looksBehindAValidationErrorForMissingMachines() throws Exception {
    String words = "r6g.2xlarge: We currently do not have sufficient capacity in the zone";
    server.ruin(
        new EmrServer.Ruin(
            "VALIDATION_ERROR",
            "The request is not valid",
            "EC2_INSUFFICIENT_CAPACITY_CORE",
            words));
    try (PlatformConnection connection = connection()) {
      Failure failure = failureOf(connection);
      assertThat(failure.kind()).isEqualTo(FailureClass.CAPACITY);
      assertThat(failure.words()).isEqualTo(words);
      assertThat(failure.code()).contains("EC2_INSUFFICIENT_CAPACITY_CORE");
    }
  }

  @Test
  void knowsAValidationErrorAndAFailedBootstrapActionForWhatTheyAre() throws Exception {
    server.ruin(new EmrServer.Ruin("VALIDATION_ERROR", "Subnet is required", "", ""));
    try (PlatformConnection connection = connection()) {
      Failure failure = failureOf(connection);
      assertThat(failure.kind()).isEqualTo(FailureClass.CONFIG);
      assertThat(failure.words()).isEqualTo("Subnet is required");
    }
    String words = "On the master instance, bootstrap action 1 returned a non-zero return code";
    server.ruin(new EmrServer.Ruin("BOOTSTRAP_FAILURE", words, "", ""));
    try (PlatformConnection connection = connection()) {
      Failure failure = failureOf(connection);
      assertThat(failure.kind()).isEqualTo(FailureClass.DEPENDENCY);
      assertThat(failure.words()).isEqualTo(words);
    }
  }

  @Test
  void aStepThatWasCancelledInAClusterWithoutErrorsIsNoSuccess() throws Exception {
    server.neverStart();
    try (PlatformConnection connection = connection()) {
      String id = connection.submit(token());
      assertThat(connection.status(id).phase()).isEqualTo(RunStatus.Phase.STARTING);
      connection.cancel(id);
      Failure failure = ended(connection, id).failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureClass.CANCELLED);
      assertThat(failure.words()).isEqualTo("Terminated by user request");
      assertThat(server.last("CancelSteps").path("StepCancellationOption").asText())
          .isEqualTo("TERMINATE_PROCESS");
      long ended = server.count("TerminateJobFlows");
      connection.cancel(id);
      assertThat(server.count("TerminateJobFlows")).isEqualTo(ended);
    }
  }

  /** On a cluster that stays after its step, and has to be ended. */
  @Override
  @Test
  void runsAJobOnceForOneTokenAndTellsWhatItWrote() throws Exception {
    server.stayLate();
    super.runsAJobOnceForOneTokenAndTellsWhatItWrote();
  }

  /** Its cluster is ended, and its machines are told. */
  @Override
  void requireTold(PlatformConnection connection, String id, RunStatus status) throws Exception {
    assertThat(server.count("TerminateJobFlows")).isEqualTo(1);
    assertThat(status.facts())
        .containsEntry("cluster", id)
        .containsEntry("release", "emr-7.9.0")
        .containsEntry("machines", "1 m6g.xlarge ON_DEMAND, 2 r6g.2xlarge SPOT");
    assertThat(status.links())
        .containsEntry(
            "run",
            "https://eu-central-1.console.aws.amazon.com/emr/home?region=eu-central-1#/clusterDetails/"
                + id);
    assertThat(connection.log(id, LogStream.ERRORS, 1 << 20).text()).isEmpty();
  }

  @Test
  void addsAStepToTheOneLiveClusterOfANameAndLeavesTheClusterAlone() throws Exception {
    mode = STEP;
    server.neverStart();
    String cluster = server.cluster("shared", "emr-7.9.0", folder.toUri().toString());
    Token token = token();
    server.fail(new Fault("AddJobFlowSteps", When.AFTER, 0, "", 0, 1));
    try (PlatformConnection connection = connection()) {
      String id = connection.submit(token);
      assertThat(id).startsWith(cluster + "/s-");
      assertThat(connection.submit(token)).isEqualTo(id);
      assertThat(server.count("AddJobFlowSteps")).isEqualTo(1);
      assertThat(connection.status(id).phase()).isEqualTo(RunStatus.Phase.WAITING);
      connection.cancel(id);
      assertThat(ended(connection, id).failure().orElseThrow().kind())
          .isEqualTo(FailureClass.CANCELLED);
      assertThat(server.living()).containsExactly(cluster);
    }
  }

  @Test
  void refusesAClusterWithAnotherReleaseThanTheJobSays() {
    mode = STEP;
    server.neverStart();
    String cluster = server.cluster("shared", "emr-6.15.0", folder.toUri().toString());
    try (PlatformConnection connection = connection()) {
      assertThatThrownBy(() -> connection.submit(token()))
          .hasMessage(
              "cluster %s has release emr-6.15.0, and the job says emr-7.9.0".formatted(cluster));
      server.cluster("shared", "emr-7.9.0", folder.toUri().toString());
      assertThatThrownBy(() -> connection.submit(token()))
          .hasMessage("2 live clusters named 'shared' are there");
    }
  }

  @Test
  void aStepThatFailsOnASharedClusterTellsWhyAndLeavesTheClusterToOthers() throws Exception {
    mode = STEP;
    release = "emr-spark-8.1.0";
    String cluster = server.cluster("shared", release, folder.resolve("logs").toUri().toString());
    try (PlatformConnection connection = connection("--fail", "no such tariff")) {
      String id = connection.submit(token());
      Failure failure = ended(connection, id).failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureClass.USER_CODE);
      assertThat(failure.words()).isEqualTo("java.lang.IllegalStateException: no such tariff");
      assertThat(connection.log(id, LogStream.OUTPUT, 0).text())
          .startsWith("totals of 2026-11-23 on Spark 4.1");
      connection.cancel(id);
      assertThat(server.living()).containsExactly(cluster);
      assertThat(server.count("CancelSteps")).isZero();
      assertThat(server.count("TerminateJobFlows")).isZero();
    }
  }

  @Test
  void keepsTheOlderOfTwoStepsOfOneTokenAndCancelsItsOwn() throws Exception {
    server.neverStart();
    String cluster = server.cluster("shared", release, folder.toUri().toString());
    mode = "clusterMode: step\nclusterId: " + cluster;
    Token token = token();
    try (PlatformConnection one = connection();
        PlatformConnection other = connection()) {
      String first = one.submit(token);
      server.hide("ListSteps", 1);
      assertThat(other.submit(token)).isEqualTo(first);
      assertThat(server.count("AddJobFlowSteps")).isEqualTo(2);
      assertThat(server.count("CancelSteps")).isEqualTo(1);
      assertThat(one.status(first).phase()).isEqualTo(RunStatus.Phase.WAITING);
    }
  }
}
