package dev.bering.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.transfer.AlarmReplay;
import dev.bering.transfer.Contributor;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.InsightAlarm;
import dev.bering.transfer.InsightRule;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Oddity;
import dev.bering.transfer.RuleReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MonitoringPlanTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path root;

  private static final WatchedNetwork NETWORK = new WatchedNetwork(11);
  private static final MonitoringPlan PLAN =
      MonitoringPlan.of(WatchedNetwork.inventory(), WatchedNetwork.settings());
  private static Map<String, RuleReport> reports = Map.of();

  @BeforeAll
  static void record() throws IOException {
    for (int i = 0; i < 4_000; i++) {
      NETWORK.anything(i % 120);
    }
    Files.write(root.resolve("a.log"), NETWORK.lines());
    reports = evaluated(root, PLAN.rules());
  }

  private static Map<String, RuleReport> evaluated(Path folder, List<InsightRule> rules) {
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(folder)))) {
      return RuleReport.of(
              new FlowCounter(Progress.NONE, Optional.of(WatchedNetwork.FORMAT)),
              logs,
              rules,
              60,
              Optional.empty(),
              100_000)
          .stream()
          .collect(Collectors.toMap(RuleReport::rule, report -> report));
    }
  }

  private static List<RuleReport> of(WatchKind kind) {
    return reports.values().stream()
        .filter(report -> report.rule().startsWith("bering-migration-" + kind.slug() + "-"))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(WatchKind.class)
  void whatItsRulesFindIsWhatWasMovedEachByteOnce(WatchKind kind) {
    assertThat(of(kind)).isNotEmpty();
    assertThat(of(kind).stream().mapToLong(report -> report.top().sum()).sum())
        .isEqualTo(NETWORK.moved(kind))
        .isPositive();
  }

  /** What is counted, as a person would ask for it, without parts and limits. */
  private static String where(WatchKind kind) {
    String nat = "(interface_id LIKE 'eni-n%' AND srcaddr LIKE '10.0.0.1%')";
    String instance = "(interface_id = 'eni-i0' AND srcaddr = '10.0.0.90')";
    String opened = "tcp_flags IN ('2', '3', '6', '7')";
    return switch (kind) {
      case NAT_GATEWAY_BYTES -> nat;
      case NAT_INSTANCE_BYTES -> instance;
      case ENDPOINT_BYTES -> "interface_id LIKE 'eni-e%'";
      case PRIVATELINK_BYTES -> "interface_id LIKE 'eni-p%'";
      case KINESIS_BYTES -> "interface_id LIKE 'eni-k%'";
      case S3_GATEWAY_BYTES_OUT -> "pkt_dst_aws_service = 'S3' AND traffic_path = '7'";
      case S3_GATEWAY_BYTES_IN -> "pkt_src_aws_service = 'S3' AND flow_direction = 'ingress'";
      case NAT_CONNECTIONS -> "(%s OR %s) AND %s".formatted(nat, instance, opened);
      case ENDPOINT_CONNECTIONS -> "interface_id SIMILAR TO 'eni-[epk].*' AND " + opened;
    };
  }

  @ParameterizedTest
  @EnumSource(WatchKind.class)
  void theContributorsOfAllItsRulesAreThoseOfPlainSql(WatchKind kind) {
    Map<List<String>, Long> found = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    for (RuleReport report : of(kind)) {
      for (Contributor one : report.top().top()) {
        found.merge(one.keys(), one.sum(), Long::sum);
      }
    }
    List<String> keys = of(kind).get(0).top().keys();
    try (Engine engine = DuckDbEngine.open()) {
      String columns =
          WatchedNetwork.FORMAT.names().stream()
              .map(name -> Sql.literal(name.replace('-', '_')))
              .collect(Collectors.joining(", "));
      Map<List<String>, Long> expected =
          engine
              .query(
                  """
                  SELECT %s, %s FROM read_csv(%s, delim = ' ', header = false, quote = '',
                    names = [%s], all_varchar = true)
                  WHERE log_status = 'OK' AND %s GROUP BY ALL"""
                      .formatted(
                          String.join(" || ' ' || ", keys),
                          kind.isCount() ? "count(*)" : "sum(bytes::BIGINT)::BIGINT",
                          Sql.literal(root.resolve("a.log").toString()),
                          columns,
                          where(kind)),
                  row -> Map.entry(List.of(row.string(0).split(" ", -1)), row.number(1)))
              .stream()
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      assertThat(found).isEqualTo(expected).isNotEmpty();
    }
  }

  @Test
  void aByteBehindANatIsRecordedThreeTimesAndCountedOnce() throws IOException {
    WatchedNetwork network = new WatchedNetwork(3);
    for (int minute = 0; minute < 30; minute++) {
      network.throughGateway(minute, 1_000 + minute, 77);
    }
    Path folder = Files.createDirectory(root.resolve("nat"));
    Files.write(folder.resolve("a.log"), network.lines());
    long moved = network.moved(WatchKind.NAT_GATEWAY_BYTES);
    long counted =
        evaluated(folder, PLAN.rules()).values().stream()
            .filter(report -> report.rule().contains("nat-gateway-bytes"))
            .mapToLong(report -> report.top().sum())
            .sum();
    long naive = 0;
    for (String line : network.lines()) {
      naive += Long.parseLong(line.substring(0, line.indexOf(' ')));
    }
    assertThat(naive).isEqualTo(3 * moved);
    assertThat(counted).isEqualTo(moved);
  }

  @Test
  void rulesKeepToTheLimitsOfTheService() throws IOException {
    assertThat(PLAN.rules()).extracting(InsightRule::name).doesNotHaveDuplicates();
    assertThat(
            PLAN.parts().stream()
                .filter(part -> part.type() == Part.Type.RULE)
                .map(part -> part.name().substring("bering-migration-".length())))
        .containsExactly(
            "nat-gateway-bytes-0",
            "nat-gateway-bytes-1",
            "nat-instance-bytes-0",
            "endpoint-bytes-0",
            "endpoint-bytes-1",
            "privatelink-bytes-0",
            "kinesis-bytes-0",
            "s3-gateway-bytes-out-0",
            "s3-gateway-bytes-in-0",
            "nat-connections-0",
            "nat-connections-1",
            "endpoint-connections-0",
            "endpoint-connections-1");
    assertThat(MonitoringPlan.of(WatchedNetwork.inventory(), WatchedNetwork.settings()))
        .isEqualTo(PLAN);
    assertThat(PLAN.parts().get(3).definition())
        .isEqualTo(
            """
            {
              "Schema" : {
                "Name" : "CloudWatchLogRule",
                "Version" : 1
              },
              "LogGroupNames" : [ "/vpc/flowlogs" ],
              "LogFormat" : "CLF",
              "Fields" : {
                "1" : "bytes",
                "4" : "interface_id",
                "5" : "srcaddr",
                "6" : "dstaddr",
                "9" : "action"
              },
              "Contribution" : {
                "Keys" : [ "interface_id", "srcaddr", "dstaddr" ],
                "ValueOf" : "bytes",
                "Filters" : [ {
                  "Match" : "interface_id",
                  "In" : [ "eni-e00", "eni-e01", "eni-e02", "eni-e03", "eni-e04", "eni-e05", "eni-e06", "eni-e07", "eni-e08", "eni-e09" ]
                }, {
                  "Match" : "action",
                  "In" : [ "ACCEPT" ]
                } ]
              },
              "AggregateOn" : "Sum"
            }""");
  }

  /** Ten minutes in which twenty times as much goes out as usual. */
  @Test
  void anAlarmFiresInsideTheTimeThatIsNotAsUsualAndNowhereElse() throws IOException {
    WatchedNetwork network = new WatchedNetwork(5);
    for (int minute = 0; minute < 180; minute++) {
      for (int i = 0; i < 20; i++) {
        network.throughGateway(minute, minute >= 90 && minute < 100 ? 2_000_000 : 100_000, 1_000);
      }
    }
    Path folder = Files.createDirectory(root.resolve("alarm"));
    Files.write(folder.resolve("a.log"), network.lines());
    MonitoringPlan plan =
        MonitoringPlan.of(
            WatchedNetwork.inventory(),
            WatchedNetwork.settings().at(Map.of(WatchKind.NAT_GATEWAY_BYTES, 1.0e7)));
    InsightAlarm alarm = plan.alarms().get(0);
    assertThat(plan.alarms()).hasSize(1);
    assertThat(alarm.rules()).hasSize(2);
    Map<String, RuleReport> found = evaluated(folder, plan.rules());
    AlarmReplay replay =
        AlarmReplay.of(
            alarm,
            found,
            found.values().iterator().next().top().tally().span().orElseThrow(),
            0.001);
    Instant begin = Instant.ofEpochSecond(WatchedNetwork.BEGIN);
    assertThat(replay.firings())
        .containsExactly(
            new AlarmReplay.Firing(
                begin.plusSeconds(92 * 60), begin.plusSeconds(102 * 60), 40_020_000));
  }

  private static FlowCounter counter() {
    return new FlowCounter(Progress.NONE, Optional.of(WatchedNetwork.FORMAT));
  }

  private static String lineAt(Instant start) {
    return "7 %d %d eni-i0 10.0.0.90 203.0.113.1 2000 443 ACCEPT OK 0 egress 8 10.0.0.90 203.0.113.1 - - vpc-1 6"
        .formatted(start.getEpochSecond(), start.getEpochSecond() + 30);
  }

  /** A log of two hours of March, thirty days apart, is no log of a month. */
  @Test
  void trafficIsScaledByTheHoursThatLogsTellOf() throws IOException {
    Path folder = Files.createDirectory(root.resolve("gap"));
    Instant first = Instant.parse("2026-03-01T00:00:00Z");
    List<String> lines = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      lines.add(lineAt(first.plusSeconds(60L * minute)));
      lines.add(lineAt(first.plusSeconds(60L * minute + 30 * 86_400)));
    }
    Files.write(folder.resolve("a.log"), lines);
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(folder)))) {
      WatchedTraffic traffic = WatchedTraffic.of(PLAN, counter(), logs).orElseThrow();
      assertThat(traffic.hours()).isEqualTo(2);
      assertThat(traffic.span()).isEqualTo(30 * 24 + 1);
      assertThat(traffic.lines()).isEqualTo(120);
      assertThat(traffic.matched()).isEqualTo(120);
      assertThat(traffic.months()).isEqualTo(365);
      assertThat(traffic.isWhole()).isTrue();
    }
  }

  @Test
  void hoursThatAreNotWholeAreNoGap() throws IOException {
    Path folder = Files.createDirectory(root.resolve("edges"));
    Instant first = Instant.parse("2026-03-01T00:00:00Z");
    Files.write(
        folder.resolve("a.log"), List.of(lineAt(first), lineAt(first.plusSeconds(2 * 3_600 - 1))));
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(folder)))) {
      WatchedTraffic traffic = WatchedTraffic.of(PLAN, counter(), logs).orElseThrow();
      assertThat(traffic.hours()).isEqualTo((2 * 3_600 + 59) / 3_600.0);
      assertThat(traffic.span()).isEqualTo(traffic.hours());
    }
  }

  @Test
  void logsThatAreCutOffMakeNoThresholdsAndAMeasureThatIsNotWhole() throws IOException {
    Path folder = Files.createDirectory(root.resolve("cut"));
    Files.write(folder.resolve("a.log"), NETWORK.lines());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(whole)) {
      packed.write(String.join("\n", NETWORK.lines()).getBytes(StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve("b.log.gz"), Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(folder)))) {
      WatchedTraffic traffic = WatchedTraffic.of(PLAN, counter(), logs).orElseThrow();
      assertThat(traffic.tally().odd().counts()).containsEntry(Oddity.TRUNCATED, 1L);
      assertThat(traffic.isWhole()).isFalse();
      assertThatThrownBy(
              () ->
                  ThresholdProposals.of(
                      WatchedNetwork.inventory(),
                      WatchedNetwork.settings(),
                      counter(),
                      logs,
                      0.001))
          .isInstanceOfSatisfying(
              UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
          .hasMessageMatching(
              "Cannot plan monitoring: of the logs to propose thresholds from, 1 of 2 files cannot"
                  + " be read to the end, such as \\Q%s/b.log.gz\\E \\(after line [0-9]+\\)\\."
                      .formatted(folder));
    }
    Files.delete(folder.resolve("b.log.gz"));
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(folder)))) {
      ThresholdProposals proposals =
          ThresholdProposals.of(
              WatchedNetwork.inventory(), WatchedNetwork.settings(), counter(), logs, 0.001);
      assertThat(proposals.thresholds()).containsOnlyKeys(WatchKind.values());
      assertThat(proposals.unanswered()).isZero();
      assertThat(proposals.tally().lines()).isEqualTo(NETWORK.lines().size());
    }
  }

  @Test
  void widgetsShowEveryRuleAndDoNotOverlap() throws IOException {
    MonitoringPlan plan =
        MonitoringPlan.of(
            WatchedNetwork.inventory(),
            WatchedNetwork.settings()
                .at(Map.of(WatchKind.NAT_GATEWAY_BYTES, 1.0e7, WatchKind.KINESIS_BYTES, 5.0)));
    Part dashboard = plan.parts().get(plan.parts().size() - 1);
    JsonNode widgets = JSON.readTree(dashboard.definition()).path("widgets");
    boolean[][] taken = new boolean[1_000][24];
    List<String> shown = new ArrayList<>();
    for (JsonNode widget : widgets) {
      for (int y = 0; y < widget.path("height").asInt(); y++) {
        for (int x = 0; x < widget.path("width").asInt(); x++) {
          int row = widget.path("y").asInt() + y;
          int column = widget.path("x").asInt() + x;
          assertThat(taken[row][column]).isFalse();
          taken[row][column] = true;
        }
      }
      JsonNode rule = widget.path("properties").path("insightRule").path("ruleName");
      if (rule.isTextual()) {
        shown.add(rule.textValue());
      }
    }
    assertThat(shown)
        .containsExactlyElementsOf(plan.rules().stream().map(InsightRule::name).toList());
    assertThat(widgets.get(0).path("properties").path("alarms").toString())
        .isEqualTo(
            "[\"arn:aws:cloudwatch:us-east-1:111122223333:alarm:bering-migration-nat-gateway-bytes\","
                + "\"arn:aws:cloudwatch:us-east-1:111122223333:alarm:bering-migration-kinesis-bytes\"]");
  }

  @Test
  void gatewaysThatMayLieBehindEachOtherShareNoRuleWhereTheLogTellsNoDirection() {
    WatchSettings plain =
        new WatchSettings(
            "migration",
            "us-east-1",
            "",
            "/vpc/flowlogs",
            FlowFormat.DEFAULT,
            Map.of(),
            List.of(),
            List.of());
    Inventory inventory =
        new Inventory(
            List.of(),
            List.of(
                WatchedNetwork.gateway("nat-1", 1, Connectivity.PUBLIC),
                WatchedNetwork.gateway("nat-2", 2, Connectivity.PUBLIC),
                WatchedNetwork.gateway("nat-3", 3, Connectivity.PRIVATE)),
            List.of(WatchedNetwork.endpoint("vpce-s3", "us-east-1.s3")),
            List.of());
    MonitoringPlan plan = MonitoringPlan.of(inventory, plain);
    assertThat(plan.rules())
        .extracting(InsightRule::name)
        .containsExactly(
            "bering-migration-nat-gateway-bytes-0", "bering-migration-nat-gateway-bytes-1");
    assertThat(plan.parts().get(0).definition()).contains("[ \"eni-n01\", \"eni-n02\" ]");
    assertThat(plan.parts().get(1).definition()).contains("[ \"eni-n03\" ]");
    assertThat(plan.notes())
        .containsExactly(
            "nat-connections is not watched (eni-n01, eni-n02, eni-n03): the flow log does not"
                + " record tcp-flags",
            "s3-gateway-bytes-out is not watched (vpce-s3): the flow log does not record"
                + " pkt-dst-aws-service, traffic-path",
            "s3-gateway-bytes-in is not watched (vpce-s3): the flow log does not record"
                + " pkt-src-aws-service, flow-direction",
            "nat-gateway-bytes has no alarm: it has no threshold");
  }

  @Test
  void whatHasMoreRulesThanAnAlarmSumsHasSeveralAlarmsAndThePlanSaysSo() {
    Inventory inventory =
        new Inventory(
            List.of(),
            List.of(),
            List.of(
                WatchedNetwork.endpoint(
                    "vpce-sts",
                    "us-east-1.sts",
                    IntStream.range(0, 91).mapToObj("eni-%02d"::formatted).toArray(String[]::new))),
            List.of());
    MonitoringPlan plan =
        MonitoringPlan.of(
            inventory, WatchedNetwork.settings().at(Map.of(WatchKind.ENDPOINT_BYTES, 1e9)));
    assertThat(plan.alarms())
        .extracting(InsightAlarm::name, alarm -> alarm.rules().size())
        .containsExactly(
            tuple("bering-migration-endpoint-bytes-0", 9),
            tuple("bering-migration-endpoint-bytes-1", 1));
    assertThat(plan.notes())
        .contains(
            "endpoint-bytes has 2 alarms, each on the sum of its own rules: one alarm sums 9");
  }

  @Test
  void settingsAndInventoriesThatMakeNoPlanAreRefusedWithAllThatIsWrong() {
    WatchSettings wrong =
        new WatchSettings(
            "My-Plan",
            "eu-west-1",
            "",
            "",
            FlowFormat.DEFAULT,
            Map.of(WatchKind.KINESIS_BYTES, -1.0),
            List.of(),
            List.of("i-none"));
    assertThatThrownBy(() -> MonitoringPlan.of(WatchedNetwork.inventory(), wrong))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot plan monitoring: the name 'My-Plan' is not 1 to 40 small letters, digits and '_'.
            Cannot plan monitoring: '' is no name of a log group.
            Cannot plan monitoring: the threshold of kinesis-bytes is -1.0.
            Cannot plan monitoring: NAT instance i-none is not in the inventory of eu-west-1.""");
    WatchSettings elsewhere =
        new WatchSettings(
            "m", "eu-west-1", "", "/vpc", FlowFormat.DEFAULT, Map.of(), List.of(), List.of());
    assertThatThrownBy(() -> MonitoringPlan.of(WatchedNetwork.inventory(), elsewhere))
        .hasMessage(
            "Cannot plan monitoring: the inventory has nothing in eu-west-1 that a rule could"
                + " watch.");
  }
}
