package dev.bering.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachinePlanTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  static Instance machine(String id, String type, String state, String... tags) {
    Map<String, String> all = new TreeMap<>();
    for (String tag : tags) {
      all.put(tag.substring(0, tag.indexOf('=')), tag.substring(tag.indexOf('=') + 1));
    }
    return new Instance(
        id,
        type,
        new Place("111122223333", "us-east-1", "us-east-1a", "vpc-1", "subnet-1"),
        List.of("eni-" + id),
        List.of(),
        false,
        all,
        state);
  }

  static Inventory of(Instance... machines) {
    return new Inventory(List.of(), List.of(), List.of(), List.of(machines));
  }

  static WatchSettings settings(MachineSettings machines) {
    return new WatchSettings(
            "migration",
            "us-east-1",
            "",
            "",
            FlowFormat.DEFAULT,
            Map.of(),
            List.of("arn:aws:sns:us-east-1:111122223333:on-call"),
            List.of())
        .with(machines);
  }

  private static MachineSettings tagged(String tag, String... expected) {
    List<MachineRule> rules = new ArrayList<>();
    for (String one : expected) {
      rules.add(MachineRule.of(one).orElseThrow());
    }
    return new MachineSettings(tag, rules, Optional.empty(), Map.of());
  }

  private static List<String> alarms(MonitoringPlan plan) {
    return plan.parts().stream()
        .filter(part -> part.type() == Part.Type.ALARM)
        .map(part -> part.name().substring("bering-migration-machine-".length()))
        .toList();
  }

  static final String SENT =
      """
      {"Metrics": [
        {"Namespace": "CWAgent", "MetricName": "mem_used_percent", "Dimensions": [
          {"Name": "InstanceId", "Value": "i-0a"}, {"Name": "ImageId", "Value": "ami-1"},
          {"Name": "InstanceType", "Value": "m6i.large"}]},
        {"Namespace": "CWAgent", "MetricName": "mem_used_percent", "Dimensions": [
          {"Name": "InstanceId", "Value": "i-0a"}, {"Name": "ImageId", "Value": "ami-1"},
          {"Name": "InstanceType", "Value": "m5.large"}]},
        {"Namespace": "CWAgent", "MetricName": "disk_used_percent", "Dimensions": [
          {"Name": "path", "Value": "/"}, {"Name": "InstanceId", "Value": "i-0a"},
          {"Name": "device", "Value": "nvme0n1p1"}, {"Name": "fstype", "Value": "xfs"}]},
        {"Namespace": "CWAgent", "MetricName": "disk_used_percent", "Dimensions": [
          {"Name": "path", "Value": "/var/lib"}, {"Name": "InstanceId", "Value": "i-0a"},
          {"Name": "device", "Value": "nvme1n1"}, {"Name": "fstype", "Value": "xfs"}]},
        {"Namespace": "CWAgent", "MetricName": "disk_used_percent", "Dimensions": [
          {"Name": "path", "Value": "/snap/core"}, {"Name": "InstanceId", "Value": "i-0a"},
          {"Name": "device", "Value": "loop0"}, {"Name": "fstype", "Value": "squashfs"}]},
        {"Namespace": "CWAgent", "MetricName": "mem_used_percent", "Dimensions": [
          {"Name": "AutoScalingGroupName", "Value": "web"}]}]}
      """;

  AgentMetrics sent(String... texts) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String text : texts) {
      files.add(Files.writeString(folder.resolve("sent-%d.json".formatted(files.size())), text));
    }
    return AgentMetrics.read(files);
  }

  @Test
  void everyMachineWithTheTagHasAlarmsOfWhatTheServiceTellsOfIt() throws IOException {
    MonitoringPlan plan =
        MonitoringPlan.of(
            of(
                machine("i-0a", "m6i.large", "running", "map-migrated=d-1", "Name=web 1"),
                machine("i-0b", "m4.large", "pending", "map-migrated=d-2"),
                machine("i-0c", "m6i.large", "stopped", "map-migrated=d-1"),
                machine("i-0d", "m6i.large", "running", "Map-Migrated=d-1")),
            settings(tagged("map-migrated")));
    assertThat(alarms(plan))
        .containsExactly(
            "cpu-i-0a",
            "status-system-i-0a",
            "status-instance-i-0a",
            "status-ebs-i-0a",
            "cpu-i-0b",
            "status-system-i-0b",
            "status-instance-i-0b");
    assertThat(plan.notes())
        .containsExactly(
            "there are no rules: no log group is given",
            "machines that carry the tag and do not run have no alarms: i-0c",
            "machines of the Xen hypervisor have no machine-status-ebs: i-0b",
            "machine-memory and machine-disk are not watched: it is not said which metrics agents"
                + " send",
            "machine-network-in has no alarm: it has no threshold",
            "machine-network-out has no alarm: it has no threshold",
            "machine-packets-in has no alarm: it has no threshold",
            "machine-packets-out has no alarm: it has no threshold",
            "machine-status has no alarm: it has no threshold");
    assertThat(plan.parts().get(1).definition())
        .isEqualTo(
            """
            {
              "AlarmName" : "bering-migration-machine-status-system-i-0a",
              "AlarmDescription" : "i-0a web 1 fails a status check (StatusCheckFailed_System), or does not run",
              "ActionsEnabled" : true,
              "AlarmActions" : [ "arn:aws:sns:us-east-1:111122223333:on-call" ],
              "Namespace" : "AWS/EC2",
              "MetricName" : "StatusCheckFailed_System",
              "Dimensions" : [ {
                "Name" : "InstanceId",
                "Value" : "i-0a"
              } ],
              "Statistic" : "Maximum",
              "Period" : 60,
              "ComparisonOperator" : "GreaterThanThreshold",
              "Threshold" : 0.0,
              "EvaluationPeriods" : 3,
              "DatapointsToAlarm" : 3,
              "TreatMissingData" : "breaching"
            }""");
    assertThat(plan.alarms()).isEmpty();
  }

  @Test
  void memoryAndDisksAreWatchedByWhatAgentsSendAndAMachineWithoutOneIsTold() throws IOException {
    MonitoringPlan plan =
        MonitoringPlan.of(
            of(
                machine("i-0a", "m6i.large", "running", "map-migrated=d-1"),
                machine("i-0b", "m6i.large", "running", "map-migrated=d-1")),
            settings(
                new MachineSettings(
                    "map-migrated=d-1",
                    List.of(),
                    Optional.of(sent(SENT)),
                    Map.of(
                        MachineKind.MACHINE_CPU,
                        Optional.empty(),
                        MachineKind.MACHINE_NETWORK_OUT,
                        Optional.of(1e9)))));
    assertThat(alarms(plan))
        .containsExactly(
            "network-out-i-0a",
            "status-system-i-0a",
            "status-instance-i-0a",
            "status-ebs-i-0a",
            "memory-i-0a",
            "disk-i-0a-root-56c4dbe6",
            "disk-i-0a-var-lib-ae302965",
            "network-out-i-0b",
            "status-system-i-0b",
            "status-instance-i-0b",
            "status-ebs-i-0b");
    assertThat(plan.notes())
        .contains(
            "machines have no machine-memory, which would never have data, as no agent sends"
                + " mem_used_percent with their InstanceId: i-0b",
            "machines have no machine-disk, which would never have data, as no agent sends"
                + " disk_used_percent with their InstanceId: i-0b",
            "machine-cpu has no alarm: it has no threshold");
    JsonNode network = JSON.readTree(plan.parts().get(0).definition());
    assertThat(network.path("Threshold").doubleValue()).isEqualTo(5e9);
    assertThat(network.path("AlarmDescription").textValue())
        .isEqualTo("i-0a: NetworkOut above 1000000000 a minute");
    JsonNode memory = JSON.readTree(plan.parts().get(4).definition());
    assertThat(memory.path("Dimensions").toString())
        .isEqualTo(
            "[{\"Name\":\"ImageId\",\"Value\":\"ami-1\"},{\"Name\":\"InstanceId\",\"Value\":\"i-0a\"},"
                + "{\"Name\":\"InstanceType\",\"Value\":\"m6i.large\"}]");
    assertThat(memory.path("TreatMissingData").textValue()).isEqualTo("breaching");
    assertThat(JSON.readTree(plan.parts().get(5).definition()).path("TreatMissingData").textValue())
        .isEqualTo("missing");
    assertThat(MonitoringText.cloudFormation(plan))
        .contains("\"AlarmMachineDiskI0aVarLibAe302965\"");
  }

  @Test
  void ofAPathTheDiskIsTakenAndNoImageAndAllTogetherWhereNoPathIsTold() {
    Map<String, String> root = Map.of("InstanceId", "i-0a", "path", "/");
    AgentMetrics.Sent of = disk(root, "device", "nvme0n1p1", "fstype", "xfs");
    AgentMetrics.Sent renamed = disk(root, "device", "nvme1n1p1", "fstype", "xfs");
    AgentMetrics.Sent image = disk(root, "device", "overlay", "fstype", "overlay");
    AgentMetrics.Sent either = disk(root);
    AgentMetrics.Sent snap =
        disk(Map.of("InstanceId", "i-0a", "path", "/snap"), "fstype", "squashfs");
    AgentMetrics.Sent ofSnap = disk(Map.of("InstanceId", "i-0a", "path", "/snap"));
    AgentMetrics.Sent together = disk(Map.of("InstanceId", "i-0a"));
    Instance machine = machine("i-0a", "m6i.large", "running");
    assertThat(new AgentMetrics(List.of(of, either, together)).disks(machine))
        .isEqualTo(Map.of("/", List.of(either)));
    assertThat(new AgentMetrics(List.of(of, renamed, image, either, snap, ofSnap)).disks(machine))
        .isEqualTo(Map.of("/", List.of(of, renamed)));
    assertThat(new AgentMetrics(List.of(together)).disks(machine))
        .isEqualTo(Map.of("", List.of(together)));
    assertThat(new AgentMetrics(List.of(snap, ofSnap)).disks(machine)).isEmpty();
  }

  private static AgentMetrics.Sent disk(Map<String, String> dimensions, String... more) {
    Map<String, String> all = new TreeMap<>(dimensions);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return new AgentMetrics.Sent("CWAgent", "disk_used_percent", all);
  }

  @Test
  void aMachineThatShouldCarryTheTagAndDoesNotIsNamed() {
    MonitoringPlan plan =
        MonitoringPlan.of(
            of(
                machine("i-0a", "m6i.large", "running", "map-migrated=d-1", "Name=web-1"),
                machine("i-0b", "m6i.large", "running", "Name=web-2"),
                machine("i-0c", "m6i.large", "stopped", "Name=db.1", "team=data"),
                machine("i-0d", "m6i.large", "running", "Name=dbx1", "team=data"),
                machine("i-0e", "m6i.large", "running", "team=data")),
            settings(tagged("map-migrated", "name=web-*", "vpc=vpc-1", "name=db.*")));
    assertThat(plan.machines())
        .hasValue(
            new MachineCheck(
                "map-migrated",
                List.of("i-0a"),
                List.of(),
                List.of(),
                List.of(),
                "name=web-* or name=db.* and vpc=vpc-1",
                3,
                List.of(
                    new MachineCheck.Lacking("i-0b", "web-2", "running", "vpc-1"),
                    new MachineCheck.Lacking("i-0c", "db.1", "stopped", "vpc-1"))));
    assertThat(MachineRule.of("tag:team=data")).isPresent();
    assertThat(MachineRule.of("team=data")).isEmpty();
    assertThat(MachineRule.of("vpc=")).isEmpty();
  }

  @Test
  void aTagOrARuleThatNoMachineMeetsIsRefusedAsNothingWouldBeFoundMissing() {
    MachineSettings wish =
        new MachineSettings(
            "map-migrate",
            List.of(new MachineRule("vpc", "vpc-9")),
            Optional.empty(),
            Map.of(MachineKind.MACHINE_CPU, Optional.of(-1.0)));
    assertThatThrownBy(
            () ->
                MonitoringPlan.of(
                    of(machine("i-0a", "m6i.large", "running", "map-migrated=d-1")),
                    settings(wish)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot plan monitoring: no machine of us-east-1 carries the tag map-migrate, of 1 in the inventory.
            Cannot plan monitoring: no machine of us-east-1 is one with vpc=vpc-9.
            Cannot plan monitoring: the threshold of machine-cpu is -1.0.""");
  }

  @Test
  void machinesOfOneAccountAreWatchedAndWhichIsNotGuessed() {
    Instance mine = machine("i-0a", "m6i.large", "running", "map-migrated=d-1");
    Place elsewhere = new Place("444455556666", "us-east-1", "us-east-1a", "vpc-9", "subnet-9");
    Instance theirs =
        new Instance(
            "i-0z",
            "m6i.large",
            elsewhere,
            List.of(),
            List.of(),
            false,
            Map.of("map-migrated", "d-1"),
            "running");
    WatchSettings settings = settings(tagged("map-migrated"));
    assertThatThrownBy(() -> MonitoringPlan.of(of(mine, theirs), settings))
        .hasMessage(
            "Cannot plan monitoring: the machines that carry the tag map-migrated are of the"
                + " accounts 111122223333, 444455556666.");
    WatchSettings one =
        new WatchSettings(
            settings.name(),
            settings.region(),
            "444455556666",
            settings.logGroup(),
            settings.format(),
            settings.thresholds(),
            settings.actions(),
            settings.natInstances(),
            settings.machines());
    assertThat(MonitoringPlan.of(of(mine, theirs), one).machines().orElseThrow().watched())
        .containsExactly("i-0z");
  }

  @Test
  void whatIsNoListOfMetricsIsRefusedAndSoIsOneThatIsNotWholeWhateverIsBesideIt() {
    assertThatThrownBy(() -> sent("{", "{}", "[]"))
        .hasMessage(
            """
            Cannot read metrics of agents %1$s/sent-0.json: it is no JSON.
            Cannot read metrics of agents %1$s/sent-1.json: it has no list Metrics.
            Cannot read metrics of agents %1$s/sent-2.json: it has no list Metrics."""
                .formatted(folder));
    assertThatThrownBy(() -> sent("{\"Metrics\": [], \"NextToken\": \"more\"}", SENT))
        .hasMessage(
            "Cannot read metrics of agents %s/sent-0.json: it has a NextToken, so that more pages"
                    .formatted(folder)
                + " were to come.");
  }

  @Test
  void aPlanThatWouldWatchNothingIsRefused() {
    Inventory stopped =
        of(
            machine("i-0a", "m6i.large", "stopped", "map-migrated=d-1"),
            machine("i-0b", "m6i.large", "terminated", "map-migrated=d-1"));
    WatchSettings machinesAlone = settings(tagged("map-migrated"));
    assertThatThrownBy(() -> MonitoringPlan.of(stopped, machinesAlone))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot plan monitoring: no machine of us-east-1 that carries the tag map-migrated"
                + " runs, of 2 that carry it: i-0a, i-0b.");
    assertThatThrownBy(() -> MonitoringPlan.of(stopped, withLogGroup(machinesAlone)))
        .hasMessage(
            """
            Cannot plan monitoring: the inventory has nothing in us-east-1 that a rule could watch.
            Cannot plan monitoring: no machine of us-east-1 that carries the tag map-migrated runs, of 2 that carry it: i-0a, i-0b.""");
  }

  private static WatchSettings withLogGroup(WatchSettings some) {
    return new WatchSettings(
        some.name(),
        some.region(),
        some.account(),
        "/vpc/flow",
        some.format(),
        some.thresholds(),
        some.actions(),
        some.natInstances(),
        some.machines());
  }

  @Test
  void thresholdsOfLogsAreRefusedWhereNoRuleCouldHaveOne() throws IOException {
    Inventory machines = of(machine("i-0a", "m6i.large", "running", "map-migrated=d-1"));
    Files.writeString(folder.resolve("a.log"), "");
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(folder)))) {
      assertThatThrownBy(
              () ->
                  ThresholdProposals.of(
                      machines,
                      withLogGroup(settings(tagged("map-migrated"))),
                      new FlowCounter(Progress.NONE, Optional.empty()),
                      logs,
                      0.001))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot plan monitoring: there is no rule in us-east-1 that thresholds could be tried"
                  + " on.");
    }
  }

  private static List<String> tellingOfSilence(MonitoringPlan plan) {
    return plan.parts().stream()
        .filter(part -> part.definition().contains("\"TreatMissingData\" : \"breaching\""))
        .map(part -> part.name().substring("bering-migration-machine-".length()))
        .toList();
  }

  private static MonitoringPlan withAgents(
      AgentMetrics agents, Map<MachineKind, Optional<Double>> thresholds) {
    return MonitoringPlan.of(
        of(machine("i-0a", "m6i.large", "running", "map-migrated=")),
        settings(new MachineSettings("map-migrated", List.of(), Optional.of(agents), thresholds)));
  }

  @Test
  void silenceIsAnAlarmOfMachineAndAgentWhateverIsLeftOut() throws IOException {
    AgentMetrics all = sent(SENT);
    AgentMetrics disks =
        new AgentMetrics(
            all.metrics().stream()
                .filter(one -> one.name().equals(MachineKind.MACHINE_DISK.metric()))
                .toList());
    assertThat(tellingOfSilence(withAgents(all, Map.of())))
        .containsExactly("status-system-i-0a", "memory-i-0a");
    MonitoringPlan withoutMemory =
        withAgents(disks, Map.of(MachineKind.MACHINE_STATUS_SYSTEM, Optional.empty()));
    assertThat(tellingOfSilence(withoutMemory))
        .containsExactly("status-instance-i-0a", "disk-i-0a-root-56c4dbe6");
    assertThat(withoutMemory.parts())
        .extracting(Part::definition)
        .anyMatch(
            text -> text.contains("i-0a /: disk_used_percent above 85 percent, or its agent is"))
        .anyMatch(
            text ->
                text.contains(
                    "i-0a fails a status check (StatusCheckFailed_Instance), or does not run"));
    assertThat(
            tellingOfSilence(withAgents(all, Map.of(MachineKind.MACHINE_MEMORY, Optional.empty()))))
        .containsExactly("status-system-i-0a", "disk-i-0a-root-56c4dbe6");

    Map<MachineKind, Optional<Double>> none = new TreeMap<>();
    for (MachineKind kind : MachineKind.values()) {
      none.put(kind, Optional.empty());
    }
    assertThat(withAgents(all, none).notes())
        .contains(
            "machines have no alarm that tells that they do not run: i-0a",
            "machines have no alarm that tells that their agent is silent: i-0a");
  }

  @Test
  void dashboardsHoldEveryMetricOnceAndNoneMoreThanItsLimits() throws IOException {
    Instance[] machines =
        IntStream.range(0, 1_300)
            .mapToObj(i -> machine("i-%04d".formatted(i), "m6i.large", "running", "map-migrated=d"))
            .toArray(Instance[]::new);
    MonitoringPlan plan = MonitoringPlan.of(of(machines), settings(tagged("map-migrated")));
    Set<String> shown = new HashSet<>();
    int dashboards = 0;
    for (Part part : plan.parts()) {
      if (part.type() != Part.Type.DASHBOARD) {
        continue;
      }
      assertThat(part.name())
          .isEqualTo("bering-migration-machines-%d-us-east-1".formatted(dashboards++));
      int metrics = 0;
      for (JsonNode widget : JSON.readTree(part.definition()).path("widgets")) {
        JsonNode lines = widget.path("properties").path("metrics");
        assertThat(lines.size()).isLessThanOrEqualTo(100);
        metrics += lines.size();
        lines.forEach(line -> assertThat(shown.add(line.get(1) + "" + line.get(3))).isTrue());
      }
      assertThat(metrics).isPositive().isLessThanOrEqualTo(500);
    }
    assertThat(shown).hasSize(1_300 * 9);
    assertThat(plan.notes())
        .contains(
            "5200 alarms are more than the 5000 that a region has unless more were granted",
            "5224 parts are more than the 500 that one template of CloudFormation takes");
  }
}
