package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.metrics.CloneMetrics;
import dev.bering.model.Location;
import dev.bering.monitoring.CloudWatchServer;
import dev.bering.monitoring.Ec2Server;
import dev.bering.stores.Backoff;
import dev.bering.stores.Content;
import dev.bering.stores.Retries;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class MonitorCommandTest {

  @TempDir private Path folder;

  @BeforeAll
  static void signsAsSomebody() {
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
  }

  @AfterAll
  static void signsAsNobody() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private Path inventory() {
    Path file = folder.resolve("inventory.json");
    try (Ec2Server ec2 = new Ec2Server()) {
      Cli taken =
          Cli.run(
              "transfer",
              "inventory",
              "--from-aws",
              "--region",
              "us-east-1",
              "--endpoint",
              ec2.address(),
              "--into",
              file);
      assertThat(taken.err()).isEmpty();
      assertThat(taken.exitCode()).isZero();
    }
    return file;
  }

  /** What passes a NAT gateway, there on both its sides. */
  private Path log() {
    return Cli.write(
        folder.resolve("logs/a.log"),
        """
        2 1 eni-0a 10.0.1.9 10.0.0.5 20641 443 6 20 3000000 1774396800 1774396859 ACCEPT OK
        2 1 eni-0a 10.0.0.5 203.0.113.1 20641 443 6 20 3000000 1774396800 1774396859 ACCEPT OK
        """);
  }

  private static Cli monitor(String verb, Path inventory, Object... more) {
    return run(verb, inventory, List.of("--log-group", "/vpc/flow", "--name", "migration"), more);
  }

  private static Cli machines(String verb, Path inventory, Object... more) {
    return run(
        verb,
        inventory,
        List.of("--machines", "map-migrated", "--threshold", "machine-status-instance=none"),
        more);
  }

  private static Cli run(String verb, Path inventory, List<?> watched, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("transfer", "monitor", verb, "--inventory", inventory));
    words.addAll(watched);
    words.addAll(Arrays.asList(more));
    return Cli.run(words.toArray());
  }

  @Test
  void anInventoryIsToldAndKeptAsAFile() {
    Path file = inventory();
    Cli again = Cli.run("transfer", "inventory", file);
    assertThat(again.err()).isEmpty();
    assertThat(again.out())
        .isEqualTo(
            """
            NAT gateway   nat-0a   us-east-1  vpc-1  zonal, public     10.0.0.5
            NAT gateway   nat-0r   us-east-1  vpc-1  regional, public
            NAT instance  i-0b     us-east-1  vpc-1  c7gn.large        10.0.1.7
            endpoint      vpce-0c  us-east-1  vpc-1  interface         com.amazonaws.us-east-1.sts
            3 interfaces, 2 NAT gateways, 1 endpoint, 1 instance
            """);
  }

  @Test
  void aPlanIsWrittenAsFilesThatAreReadAgain() throws IOException {
    Path inventory = inventory();
    Path into = folder.resolve("monitoring");
    Cli plan =
        monitor(
            "plan",
            inventory,
            "--threshold",
            "nat-gateway-bytes=3e10",
            "--into",
            into,
            "--cloudformation",
            folder.resolve("template.json"));
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out())
        .isEqualTo(
            """
            migration in us-east-1: 3 rules, 1 alarm, 1 dashboard
              rule       bering-migration-nat-gateway-bytes-0
              rule       bering-migration-nat-instance-bytes-0
              rule       bering-migration-endpoint-bytes-0
              alarm      bering-migration-nat-gateway-bytes
              dashboard  bering-migration-transfer-us-east-1
            note: NAT gateway nat-0r is not watched: it is regional, and its records tell no interface
            note: nat-connections is not watched (eni-0a, eni-0b): the flow log does not record tcp-flags
            note: endpoint-connections is not watched (eni-0c): the flow log does not record tcp-flags
            note: nat-instance-bytes has no alarm: it has no threshold
            note: endpoint-bytes has no alarm: it has no threshold
            cost of a month, in USD as of 2026-11-23 in us-east-1: at least 4.60
              rules                   3          rules       1.50
              lines that rules match  not known  million     not known
              metrics of alarms       1          metrics     0.10
              dashboards              1          dashboards  3.00
              flow log to CloudWatch  not known  GB          not known
              a month of it kept      not known  GB          not known
            give --traffic-from to measure how many lines there are
            prices that could not be checked: alarm-metric-month, rule-million-lines, rule-month
            """);
    assertThat(Files.readString(folder.resolve("template.json")))
        .contains("\"DependsOn\" : [ \"RuleNatGatewayBytes0\" ]");

    Path log = log();
    Cli rules =
        Cli.run(
            "transfer",
            "rules",
            log,
            "--rule",
            into.resolve("rules/bering-migration-nat-gateway-bytes-0.json"));
    assertThat(rules.out()).contains("3,000,000 of 1 contributor, in 1 record");
    Cli alarms =
        Cli.run(
            "transfer",
            "alarms",
            log,
            "--alarm",
            into.resolve("alarms/bering-migration-nat-gateway-bytes.json"),
            "--rule",
            into.resolve("rules/bering-migration-nat-gateway-bytes-0.json"));
    assertThat(alarms.out()).contains("in alarm 0 of 1 of 1m");

    Cli measured = monitor("plan", inventory, "--traffic-from", folder.resolve("logs"));
    assertThat(measured.out())
        .contains(
            """
            cost of a month, in USD as of 2026-11-23 in us-east-1: 4.51
              rules                   3      rules       1.50
              lines that rules match  0.044  million     0.00
              metrics of alarms       0      metrics     0.00
              dashboards              1      dashboards  3.00
              flow log to CloudWatch  0.009  GB          0.00
              a month of it kept      0.009  GB          0.00
            lines are scaled to a month of 730 h from 1m since 2026-03-25T00:00:00Z; their bytes are estimated
            """);

    Cli proposed = monitor("plan", inventory, "--thresholds-from", folder.resolve("logs"));
    assertThat(proposed.out())
        .contains(
            """
            note: endpoint-bytes has no alarm: it has no threshold
            thresholds are proposed from 2 lines of 1 file
            cost of a month""");
    Cli.write(
        folder.resolve("worse/a.log"),
        """
        2 1 eni-0a 10.0.1.9 10.0.0.5 20641 443 6 20 3000000 1774396800 1774396859 ACCEPT OK
        2 1 eni-0a 10.0.0.5 203.0.113.1 20641 443 6 20 3000000 1774396800 1774396859
        2 1 eni-0a - - - - - - - 1774396800 1774396859 - SKIPDATA
        2 1 eni-0a 10.0.1.9 10.0.0.5 20641 443 6 20 3000000 1774990800 1774990859 ACCEPT OK
        """);
    Cli lossy = monitor("plan", inventory, "--traffic-from", folder.resolve("worse"));
    assertThat(lossy.out())
        .contains("cost of a month, in USD as of 2026-11-23 in us-east-1: at least 4.50\n")
        .contains(
            """
            lines are scaled to a month of 730 h from 2h since 2026-03-25T00:00:00Z, as no line starts in the rest of 6d21h1m; their bytes are estimated
            lost: 1 line says that flows were not logged, of eni-0a
            left out: 1: lines with too few fields, such as %s:2 (2 1 eni-0a 10.0.0.5 203.0.113.1 20641 443 6 20 3000000 1774396800 1774396859)
            """
                .formatted(folder.resolve("worse/a.log")));

    Cli quiet = monitor("plan", inventory, "--thresholds-from", folder.resolve("logs"), "--json");
    assertThat(quiet.out()).contains("\\\"Threshold\\\" : 3000000.0");

    Cli other = monitor("plan", inventory, "--into", into);
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .startsWith(
            "Cannot write the plan to %s: alarms/bering-migration-nat-gateway-bytes.json is not of it."
                .formatted(into));
    try (Stream<Path> there = Files.list(into)) {
      assertThat(there).hasSize(3);
    }
  }

  @Test
  void whatIsAppliedHasNoDriftAndASecondTimeChangesNothing() {
    Path inventory = inventory();
    try (CloudWatchServer server = new CloudWatchServer()) {
      Cli before = monitor("drift", inventory, "--endpoint", server.address());
      assertThat(before.exitCode()).isEqualTo(1);
      assertThat(before.out())
          .isEqualTo(
              """
              +  rule       bering-migration-nat-gateway-bytes-0
              +  rule       bering-migration-nat-instance-bytes-0
              +  rule       bering-migration-endpoint-bytes-0
              +  dashboard  bering-migration-transfer-us-east-1
              0 as planned, 4 missing, 0 different, 0 that the plan does not have
              """);
      Cli dry = monitor("apply", inventory, "--endpoint", server.address(), "--dry-run");
      assertThat(dry.out()).startsWith(before.out());
      assertThat(server.names()).isEmpty();
      Cli applied = monitor("apply", inventory, "--endpoint", server.address());
      assertThat(applied.err()).isEmpty();
      assertThat(applied.out()).contains("put 4, removed 0");
      Cli asked =
          monitor("apply", inventory, "--prices", folder.resolve("p"), "--traffic-from", folder);
      assertThat(asked.exitCode()).isEqualTo(2);
      assertThat(asked.err().lines().filter(line -> line.startsWith("Cannot")))
          .containsExactly(
              "Cannot use --traffic-from %s: what a plan costs is not told while it is applied."
                  .formatted(folder),
              "Cannot use --prices %s: what a plan costs is not told while it is applied."
                  .formatted(folder.resolve("p")));
      Cli again = monitor("apply", inventory, "--endpoint", server.address());
      assertThat(again.out()).contains("put 0, removed 0");
      assertThat(monitor("drift", inventory, "--endpoint", server.address()).exitCode()).isZero();
    }
  }

  private static final Pattern METRIC = Pattern.compile("\\bbering_[a-z_]+");

  /** The names of metrics of a file that Prometheus scrapes. */
  private static Set<String> scraped(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll("[{ ].*", ""))
        .collect(Collectors.toSet());
  }

  @Test
  void anInventoryThatIsNotThereIsASourceThatIsMissing() {
    Path none = folder.resolve("none.json");
    Cli plan = monitor("plan", none);
    assertThat(plan.exitCode()).isEqualTo(3);
    assertThat(plan.err())
        .isEqualTo(
            """
            Cannot read inventory %s: it is not there.
            hint: name saved files
            """
                .formatted(none));
    assertThat(monitor("plan", none, "--quiet", "101").exitCode()).isEqualTo(2);
  }

  @Test
  void rulesOfPrometheusNameMetricsThatAreTold() throws IOException {
    Path inventory = inventory();
    Path file = folder.resolve("rules.yml");
    Cli plan =
        monitor(
            "plan",
            inventory,
            "--threshold",
            "nat-gateway-bytes=3e10",
            "--threshold",
            "endpoint-bytes=1e9",
            "--threshold",
            "nat-connections=50",
            "--prometheus",
            file);
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.err())
        .isEqualTo(
            "note: nat-connections has no alert of Prometheus: what 'bering transfer watch' counts"
                + " does not tell it\n");

    Path log = log();
    Path watched = folder.resolve("transfer.prom");
    Cli watch =
        Cli.run(
            "transfer",
            "watch",
            log,
            "--by",
            "path,via",
            "--inventory",
            inventory,
            "--rounds",
            "1",
            "--metrics",
            watched);
    assertThat(watch.err()).isEmpty();
    assertThat(Files.readString(watched))
        .contains("bering_transfer_bytes_total{path=\"nat-gateway\",via=\"nat-0a\"} 3000000\n");
    Traffic traffic = new Traffic();
    Location place = Location.of(folder.resolve("lake"));
    try (Store store = traffic.meter(place, Stores.open(place))) {
      store.write("a", Content.of(new byte[1]));
    }
    CloneMetrics clone =
        new CloneMetrics(traffic, new Retries(Backoff.STANDARD), Map.of(), Instant.EPOCH);
    clone.failed(Instant.EPOCH.plusSeconds(1));
    Set<String> told = new TreeSet<>(scraped(Files.readString(watched)));
    told.addAll(scraped(clone.text()));

    Map<?, ?> root =
        (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    assertThat(root.keySet()).isEqualTo(Set.of("groups"));
    List<String> recorded = new ArrayList<>();
    List<String> alerts = new ArrayList<>();
    for (Object group : (List<?>) Objects.requireNonNull(root.get("groups"))) {
      for (Object one : (List<?>) Objects.requireNonNull(((Map<?, ?>) group).get("rules"))) {
        Map<?, ?> rule = (Map<?, ?>) one;
        String expression = String.valueOf(rule.get("expr"));
        if (rule.containsKey("record")) {
          assertThat(rule.keySet()).isEqualTo(Set.of("record", "expr"));
          recorded.add(String.valueOf(rule.get("record")));
        } else {
          assertThat(rule.keySet())
              .isEqualTo(Set.of("alert", "expr", "for", "labels", "annotations"));
          assertThat(String.valueOf(rule.get("for"))).matches("[0-9]+m");
          alerts.add(rule.get("alert") + ": " + expression);
        }
        String plain = expression;
        for (String name : recorded) {
          plain = plain.replace(name, "");
        }
        METRIC.matcher(plain).results().forEach(name -> assertThat(told).contains(name.group()));
      }
    }
    assertThat(recorded)
        .allMatch(name -> name.matches("[a-z_]+:bering_[a-z_]+:rate[0-9]+m"))
        .hasSize(3);
    assertThat(alerts)
        .containsExactly(
            "BeringNatGatewayBytes:"
                + " sum(path:bering_transfer_bytes:rate15m{path=\"nat-gateway\"}) * 60 > 30000000000",
            "BeringEndpointBytes:"
                + " sum(path:bering_transfer_bytes:rate15m{path=\"interface-endpoint\"}) * 60 >"
                + " 1000000000",
            "BeringTransferSilent: absent(bering_transfer_newest_seconds)",
            "BeringTransferStale: time() - bering_transfer_newest_seconds > 1800",
            "BeringTransferRecordsLost: increase(bering_transfer_lost_total[1h]) > 0",
            "BeringStoresThrottle: bering_store_throttled_total > 0",
            "BeringCloneFailed: bering_clone_run_seconds_count{outcome=\"failed\"} > 0");
  }

  @Test
  void aMachineThatShouldCarryTheTagAndDoesNotEndsEveryVerbWithOne() throws IOException {
    Path inventory =
        Cli.write(
            folder.resolve("machines.json"),
            """
            {"inventory": 1, "instances": [
              {"id": "i-0a", "region": "us-east-1", "vpc": "vpc-1", "type": "m6i.large",
               "state": "running", "tags": {"Name": "web-1", "map-migrated": "d-1"}},
              {"id": "i-0b", "region": "us-east-1", "vpc": "vpc-1", "type": "m6i.large",
               "state": "stopped", "tags": {"Name": "web-2", "map-migrated": "d-1"}},
              {"id": "i-0c", "region": "us-east-1", "vpc": "vpc-1", "type": "m6i.large",
               "state": "running", "tags": {"Name": "web-3"}}]}
            """);
    Path agents =
        Cli.write(
            folder.resolve("agents.json"),
            """
            {"Metrics": [{"Namespace": "CWAgent", "MetricName": "mem_used_percent",
              "Dimensions": [{"Name": "InstanceId", "Value": "i-0a"}]}]}
            """);
    Cli plan = machines("plan", inventory, "--expected", "name=web-*", "--agent-metrics", agents);
    assertThat(plan.err()).isEmpty();
    assertThat(plan.exitCode()).isEqualTo(1);
    assertThat(plan.out())
        .isEqualTo(
            """
            transfer in us-east-1: 0 rules, 4 alarms, 1 dashboard
              alarm      bering-transfer-machine-cpu-i-0a
              alarm      bering-transfer-machine-status-system-i-0a
              alarm      bering-transfer-machine-status-ebs-i-0a
              alarm      bering-transfer-machine-memory-i-0a
              dashboard  bering-transfer-machines-us-east-1
            map-migrated: 1 machine watched, 1 that do not run
            map-migrated: expected of name=web-*: 3 machines, and 1 without it
            -  i-0c  web-3  running  vpc-1
            note: there are no rules: no log group is given
            note: machines that carry the tag and do not run have no alarms: i-0b
            note: machines have no machine-disk, which would never have data, as no agent sends disk_used_percent with their InstanceId: i-0a
            note: machine-network-in has no alarm: it has no threshold
            note: machine-network-out has no alarm: it has no threshold
            note: machine-packets-in has no alarm: it has no threshold
            note: machine-packets-out has no alarm: it has no threshold
            note: machine-status has no alarm: it has no threshold
            note: machine-status-instance has no alarm: it has no threshold
            note: the dashboard shows no alarms: it is not known which account they are in
            cost of a month, in USD as of 2026-11-23 in us-east-1: 3.70
              metrics of alarms  4  metrics     0.40
              dashboards         1  dashboards  3.00
              metrics of agents  1  metrics     0.30
            prices that could not be checked: alarm-metric-month, metric-month
            """);
    Cli alerts = machines("plan", inventory, "--prometheus", folder.resolve("rules.yml"));
    assertThat(alerts.err())
        .isEqualTo(
            "note: alarms of machines have no alert of Prometheus: what 'bering transfer watch'"
                + " counts does not tell of machines\n");
    try (CloudWatchServer server = new CloudWatchServer()) {
      Object[] more = {"--expected", "name=web-*", "--endpoint", server.address()};
      Cli applied = machines("apply", inventory, more);
      assertThat(applied.exitCode()).isEqualTo(1);
      assertThat(applied.out()).contains("put 4, removed 0", "-  i-0c  web-3  running  vpc-1");
      Cli drift = machines("drift", inventory, more);
      assertThat(drift.exitCode()).isEqualTo(1);
      assertThat(drift.out())
          .startsWith("4 as planned, 0 missing, 0 different, 0 that the plan does not have\n")
          .contains("and 1 without it");
      Cli nobodySaid = machines("drift", inventory, "--endpoint", server.address());
      assertThat(nobodySaid.exitCode()).isZero();
      assertThat(nobodySaid.out())
          .contains("map-migrated: nobody says which machines should carry it");
      assertThat(machines("drift", inventory, "--json", "--endpoint", server.address()).out())
          .contains("\"watched\" : [ \"i-0a\" ]");
    }
  }

  @Test
  void whatIsOfMachinesAndWithoutMachinesIsRefused() {
    Cli wrong =
        Cli.run(
            "transfer",
            "monitor",
            "plan",
            "--inventory",
            inventory(),
            "--expected",
            "vpc=vpc-1",
            "--threshold",
            "machine-cpu=95");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot plan monitoring: neither --log-group nor --machines is given.",
            "Cannot use --expected vpc=vpc-1: no machines are watched.",
            "Cannot use --threshold machine-cpu: no machines are watched.");
    Cli noCondition =
        Cli.run(
            "transfer",
            "monitor",
            "plan",
            "--inventory",
            folder.resolve("none.json"),
            "--machines",
            "=x",
            "--expected",
            "vpcs=vpc-1");
    assertThat(noCondition.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot use --machines =x: it is no tag.",
            "Cannot use --expected vpcs=vpc-1: it is no condition on a machine.",
            "Cannot read inventory %s: it is not there.".formatted(folder.resolve("none.json")));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    Cli wrong =
        monitor(
            "plan",
            folder.resolve("none.json"),
            "--threshold",
            "nat-bytes=5",
            "--threshold",
            "kinesis-bytes=many",
            "--account",
            "12",
            "--action",
            "topic");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot use --threshold nat-bytes=5: nothing called 'nat-bytes' is watched.",
            "Cannot use --threshold kinesis-bytes=many: it has no number.",
            "Cannot use --account 12: it is no account.",
            "Cannot use --action topic: it is no ARN.",
            "Cannot read inventory %s: it is not there.".formatted(folder.resolve("none.json")));
    assertThat(Cli.run("transfer", "inventory", "--from-aws").err())
        .startsWith("Cannot take an inventory: no region is given.");
  }
}
