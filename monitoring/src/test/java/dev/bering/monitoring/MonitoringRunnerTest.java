package dev.bering.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import dev.bering.monitoring.MonitoringDrift.Sign;
import dev.bering.monitoring.MonitoringRunner.Unwanted;
import dev.bering.monitoring.QueryServer.Refused;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import dev.bering.transfer.Inventory.Place;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Applies plans to a server that speaks CloudWatch's protocol, through AWS's own client. */
class MonitoringRunnerTest {

  private static final MonitoringPlan PLAN =
      MonitoringPlan.of(
          WatchedNetwork.inventory(),
          WatchedNetwork.settings()
              .at(Map.of(WatchKind.NAT_GATEWAY_BYTES, 3.0e10, WatchKind.KINESIS_BYTES, 1.5)));

  private final CloudWatchServer server = new CloudWatchServer(3, 100);

  @AfterEach
  void end() {
    server.close();
  }

  static AwsRegion region(QueryServer server) {
    return region(server, "us-east-1");
  }

  private static AwsRegion region(QueryServer server, String name) {
    return new AwsRegion(
        name,
        Optional.of(server.address()),
        () -> StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
        Duration.ofMillis(1));
  }

  private static MonitoringRunner.Report apply(
      QueryServer server, MonitoringPlan plan, Unwanted unwanted) {
    try (LiveMonitoring live = LiveMonitoring.open(region(server, plan.region()))) {
      return new MonitoringRunner(live).run(plan, unwanted);
    }
  }

  private MonitoringRunner.Report apply(MonitoringPlan plan) {
    return apply(server, plan, Unwanted.KEEP);
  }

  private MonitoringDrift drift(MonitoringPlan plan) {
    try (LiveMonitoring live = LiveMonitoring.open(region(server))) {
      return MonitoringDrift.of(plan, live);
    }
  }

  @Test
  void everythingIsPutOnceAndASecondRunChangesNothing() {
    assertThat(drift(PLAN).count(Sign.MISSING)).isEqualTo(PLAN.parts().size());
    assertThat(server.writes()).isEmpty();
    assertThat(apply(PLAN).changed()).isEqualTo(PLAN.parts().size());
    assertThat(server.names())
        .containsExactlyInAnyOrderElementsOf(PLAN.parts().stream().map(Part::name).toList());
    server.forget();
    assertThat(drift(PLAN).isNone()).isTrue();
    assertThat(apply(PLAN).changed()).isZero();
    assertThat(server.writes()).isEmpty();
  }

  @Test
  void whatSomebodyChangedIsToldAndPutBackAndNothingElse() {
    apply(PLAN);
    server.disable("bering-migration-kinesis-bytes-0");
    server.changeAlarm("bering-migration-nat-gateway-bytes", "Threshold", "1000");
    server.rule("bering-migration-old-0", "{}");
    server.rule("bering-migration2-other-0", "{}");
    server.rule("somebody-elses", "{}");
    MonitoringDrift drift = drift(PLAN);
    assertThat(drift.changes().stream().filter(change -> change.sign() != Sign.SAME))
        .containsExactly(
            new MonitoringDrift.Change(
                Sign.DIFFERENT,
                Part.Type.RULE,
                "bering-migration-kinesis-bytes-0",
                "it is disabled"),
            new MonitoringDrift.Change(
                Sign.DIFFERENT,
                Part.Type.ALARM,
                "bering-migration-nat-gateway-bytes",
                "it differs in Threshold"),
            new MonitoringDrift.Change(
                Sign.UNWANTED, Part.Type.RULE, "bering-migration-old-0", ""));
    server.forget();
    assertThat(apply(PLAN).deleted()).isZero();
    assertThat(server.writes()).containsExactly("PutInsightRule", "PutMetricAlarm");
    assertThat(server.names()).contains("bering-migration-old-0");
    assertThat(apply(server, PLAN, Unwanted.DELETE).deleted()).isEqualTo(1);
    assertThat(server.names())
        .doesNotContain("bering-migration-old-0")
        .contains("bering-migration2-other-0", "somebody-elses");
    assertThat(drift(PLAN).isNone()).isTrue();
  }

  @Test
  void anAlarmThatWatchesAlarmsIsDriftAndGoesFirst() {
    apply(PLAN);
    server.composite(
        "bering-migration-any", "ALARM(bering-migration-kinesis-bytes) OR ALARM(other)");
    server.composite("bering-migration2-any", "ALARM(other)");
    WatchSettings none = WatchedNetwork.settings();
    MonitoringPlan quiet = MonitoringPlan.of(WatchedNetwork.inventory(), none);
    assertThat(drift(quiet).changes().stream().filter(change -> change.sign() == Sign.UNWANTED))
        .extracting(MonitoringDrift.Change::name)
        .containsExactly(
            "bering-migration-any",
            "bering-migration-kinesis-bytes",
            "bering-migration-nat-gateway-bytes");
    assertThat(apply(server, quiet, Unwanted.DELETE).deleted()).isEqualTo(3);
    assertThat(drift(quiet).isNone()).isTrue();
    assertThat(server.names()).contains("bering-migration2-any");
    server.composite("bering-migration-kinesis-bytes", "ALARM(other)");
    assertThat(drift(PLAN).changes())
        .anyMatch(
            change ->
                change.sign() == Sign.DIFFERENT
                    && change.name().equals("bering-migration-kinesis-bytes")
                    && change.difference().contains("AlarmRule"));
  }

  /** The network, with these machines and no others. */
  private static Inventory networkWith(String... machines) {
    Inventory network = WatchedNetwork.inventory();
    return new Inventory(
        network.interfaces(),
        network.natGateways(),
        network.endpoints(),
        Stream.of(machines)
            .map(id -> MachinePlanTest.machine(id, "m6i.large", "running", "map-migrated=d-1"))
            .toList());
  }

  /** Machines of which agents send how full their memory is. */
  private static MachineSettings machines(Map<String, String> dimensions) {
    return new MachineSettings(
        "map-migrated",
        List.of(),
        Optional.of(
            new AgentMetrics(
                List.of(new AgentMetrics.Sent("CWAgent", "mem_used_percent", dimensions)))),
        Map.of());
  }

  @Test
  void alarmsOfMachinesArePutAndComparedAsThoseOfRulesAre() {
    WatchSettings settings =
        WatchedNetwork.settings().with(machines(Map.of("InstanceId", "i-0a", "ImageId", "ami-1")));
    MonitoringPlan two = MonitoringPlan.of(networkWith("i-0a", "i-0b"), settings);
    apply(two);
    assertThat(drift(two).isNone()).isTrue();
    assertThat(server.names()).contains("bering-migration-machines-us-east-1");
    server.changeAlarm("bering-migration-machine-memory-i-0a", "TreatMissingData", "ignore");
    server.changeAlarm(
        "bering-migration-machine-memory-i-0a", "Dimensions.member.1.Value", "ami-2");
    MonitoringPlan one = MonitoringPlan.of(networkWith("i-0a"), settings);
    assertThat(drift(one).changes().stream().filter(change -> change.sign() != Sign.SAME))
        .extracting(change -> change.sign().mark() + change.name() + " " + change.difference())
        .containsExactly(
            "*bering-migration-machine-memory-i-0a it differs in Dimensions, TreatMissingData",
            "*bering-migration-machines-us-east-1 it differs in widgets",
            "-bering-migration-machine-cpu-i-0b ",
            "-bering-migration-machine-status-ebs-i-0b ",
            "-bering-migration-machine-status-instance-i-0b ",
            "-bering-migration-machine-status-system-i-0b ");
    assertThat(apply(server, one, Unwanted.DELETE).deleted()).isEqualTo(4);
    assertThat(drift(one).isNone()).isTrue();
  }

  @Test
  void whatAnotherKindOfPlanOfTheSameNameHasIsNeitherToldNorRemoved() {
    Inventory both = networkWith("i-0a");
    MachineSettings alone =
        new MachineSettings("map-migrated", List.of(), Optional.empty(), Map.of());
    MachineSettings agents = machines(Map.of("InstanceId", "i-0a"));
    apply(PLAN);
    MonitoringPlan machines = MonitoringPlan.of(both, MachinePlanTest.settings(agents));
    assertThat(apply(server, machines, Unwanted.DELETE).deleted()).isZero();
    assertThat(drift(machines).isNone()).isTrue();
    assertThat(drift(PLAN).isNone()).isTrue();
    assertThat(apply(server, PLAN, Unwanted.DELETE).deleted()).isZero();

    MonitoringPlan withoutAgents = MonitoringPlan.of(both, MachinePlanTest.settings(alone));
    assertThat(apply(server, withoutAgents, Unwanted.DELETE).deleted()).isZero();
    assertThat(server.names()).contains("bering-migration-machine-memory-i-0a");

    server.rule("bering-migration-old-0", "{}");
    server.composite("bering-migration-any", "ALARM(other)");
    assertThat(apply(server, machines, Unwanted.DELETE).deleted()).isEqualTo(1);
    assertThat(apply(server, machines, Unwanted.DELETE).deleted()).isZero();
    assertThat(apply(server, PLAN, Unwanted.DELETE).deleted()).isEqualTo(1);
  }

  @Test
  void whoHasNoCredentialsIsToldWhatToDo() {
    AwsRegion nobody =
        new AwsRegion(
            "us-east-1",
            Optional.of(server.address()),
            () -> AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create()),
            Duration.ofMillis(1));
    try (LiveMonitoring live = LiveMonitoring.open(nobody)) {
      assertThatThrownBy(() -> MonitoringDrift.of(PLAN, live))
          .hasMessage("Cannot read what watches in us-east-1: no credentials for AWS were found.")
          .isInstanceOfSatisfying(
              UserException.class,
              e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE);
                assertThat(e.problems().get(0).hint())
                    .isEqualTo(
                        "log in with 'aws sso login', set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY");
              });
    }
  }

  @Test
  void aHostIsNamedWhole() {
    assertThatThrownBy(
            () ->
                AwsErrors.asked(
                    "reach somebody",
                    () -> {
                      throw SdkClientException.create(
                          "Unable to reach monitoring.us-east-1.amazonaws.com. Look again.\nNow.");
                    }))
        .hasMessage("Cannot reach somebody: Unable to reach monitoring.us-east-1.amazonaws.com.");
  }

  @Test
  void whoseLoginHasEndedIsToldToLogInAgain() {
    for (String code :
        List.of("ExpiredToken", "InvalidClientTokenId", "UnrecognizedClientException")) {
      server.fail("DescribeInsightRules", List.of(new Refused(403, code, "The token is no good")));
      assertThatThrownBy(() -> drift(PLAN))
          .isInstanceOfSatisfying(
              UserException.class,
              e ->
                  assertThat(e.problems().get(0).hint())
                      .isEqualTo("log in again; then run the same again"));
    }
  }

  @Test
  void twoRegionsOfAnAccountKeepTheirDashboards() {
    WatchSettings east = WatchedNetwork.settings();
    MonitoringPlan west =
        MonitoringPlan.of(
            new Inventory(
                List.of(),
                List.of(
                    new NatGateway(
                        "nat-west",
                        Mode.ZONAL,
                        Connectivity.PUBLIC,
                        new Place("111122223333", "us-west-2", "us-west-2a", "vpc-2", "subnet-2"),
                        List.of("eni-w0"),
                        List.of("10.1.0.5"),
                        Map.of())),
                List.of(),
                List.of()),
            new WatchSettings(
                east.name(),
                "us-west-2",
                east.account(),
                east.logGroup(),
                east.format(),
                east.thresholds(),
                east.actions(),
                east.natInstances()));
    try (CloudWatchServer other = server.otherRegion()) {
      apply(PLAN);
      assertThat(apply(other, west, Unwanted.DELETE).deleted()).isZero();
      assertThat(apply(server, PLAN, Unwanted.DELETE).changed()).isZero();
      assertThat(apply(other, west, Unwanted.DELETE).changed()).isZero();
      assertThat(server.names())
          .contains("bering-migration-transfer-us-east-1", "bering-migration-transfer-us-west-2");
    }
  }

  @Test
  void whatCanBeNoRegionOrNoEndpointIsRefused() {
    assertThatThrownBy(() -> AwsRegion.of(" ", Optional.of(URI.create("localhost"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot reach AWS: ' ' is no name of a region.
            Cannot reach AWS: the endpoint 'localhost' is no http:// or https:// with a host.""");
    assertThatThrownBy(() -> AwsRegion.of("us-east-1", Optional.of(URI.create("localhost:4566"))))
        .hasMessage(
            "Cannot reach AWS: the endpoint 'localhost:4566' is no http:// or https:// with a"
                + " host.");
  }

  @Test
  void anAlarmThatWouldCallMoreThanCloudWatchTakesIsRefused() {
    WatchSettings fine = WatchedNetwork.settings();
    WatchSettings six =
        new WatchSettings(
            fine.name(),
            fine.region(),
            fine.account(),
            fine.logGroup(),
            fine.format(),
            fine.thresholds(),
            Collections.nCopies(6, fine.actions().get(0)),
            fine.natInstances());
    assertThatThrownBy(() -> MonitoringPlan.of(WatchedNetwork.inventory(), six))
        .hasMessage("Cannot plan monitoring: 6 actions of alarms are more than 5.");
  }

  @Test
  void aRunThatIsEndedAnywhereGoesOnWhereItEnded() {
    for (int ended = 0; ended < PLAN.parts().size() - 4; ended++) {
      try (CloudWatchServer other = new CloudWatchServer()) {
        other.fail(
            "PutInsightRule",
            Stream.concat(
                    Collections.nCopies(ended, new Refused(200, "", "")).stream(),
                    Stream.of(new Refused(400, "Ended", "by the test")))
                .toList());
        int done = ended;
        assertThatThrownBy(() -> apply(other, PLAN, Unwanted.KEEP))
            .isInstanceOf(UserException.class)
            .satisfies(
                e ->
                    assertThat(String.valueOf(e.getMessage()))
                        .startsWith("Cannot put rule bering-migration-")
                        .matches(
                            text ->
                                done == 0
                                    || text.endsWith(
                                        "%d of %d changes were made."
                                            .formatted(done, PLAN.parts().size()))));
        assertThat(other.names()).hasSize(ended);
        assertThat(apply(other, PLAN, Unwanted.KEEP).changed())
            .isEqualTo(PLAN.parts().size() - ended);
        assertThat(other.names()).hasSize(PLAN.parts().size());
      }
    }
  }

  @Test
  void whatIsThrottledOrCutOffIsAskedAgain() {
    server.fail("PutDashboard", List.of(new Refused(0, "", "")));
    Refused slowly = new Refused(400, "Throttling", "Rate exceeded");
    server.fail("PutInsightRule", Collections.nCopies(4, slowly));
    server.fail("DescribeAlarms", Collections.nCopies(2, slowly));
    assertThat(apply(PLAN).changed()).isEqualTo(PLAN.parts().size());
    assertThat(drift(PLAN).isNone()).isTrue();
  }

  @Test
  void aLimitOfTheRegionIsToldWithHowFarItCame() {
    try (CloudWatchServer small = new CloudWatchServer(500, 2)) {
      assertThatThrownBy(() -> apply(small, PLAN, Unwanted.KEEP))
          .hasMessage(
              """
              Cannot put rule bering-migration-nat-instance-bytes-0: LimitExceeded: The maximum number of insight rules has been reached.
              Cannot end the monitoring of migration: 2 of %d changes were made."""
                  .formatted(PLAN.parts().size()));
    }
  }

  @Test
  void whoMayNotAskIsToldSoAndNothingIsWritten() {
    server.fail(
        "ListDashboards",
        List.of(new Refused(403, "AccessDenied", "User is not authorized to do this")));
    assertThatThrownBy(() -> apply(PLAN))
        .hasMessage(
            "Cannot read what watches in us-east-1: AccessDenied: User is not authorized to do"
                + " this.");
    assertThat(server.writes()).isEmpty();
  }
}
