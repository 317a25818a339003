package dev.bering.monitoring;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.monitoring.MachineKind.Silence;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Instance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes alarms and dashboards of the machines that carry a tag. */
final class MachinePlanner {

  /**
   * Families of the Xen hypervisor, which report no check of volumes. There are no new ones.
   *
   * <p>Source: the list of instances by hypervisor in the guide to instance types, as of 2026-08.
   */
  private static final Set<String> XEN =
      Set.of(
          "t1", "t2", "m1", "m2", "m3", "m4", "c1", "c3", "c4", "cc1", "cc2", "cg1", "cr1", "r3",
          "r4", "x1", "x1e", "d2", "h1", "hi1", "hs1", "i2", "i3", "f1", "g2", "g3", "g3s", "p2",
          "p3");

  private static final JsonMapper JSON = new JsonMapper();
  private static final String NAMESPACE = "AWS/EC2";
  private static final int LONGEST_PATH = 60;

  private final WatchSettings settings;
  private final MachineSettings wish;
  private final Map<MachineKind, Double> thresholds;
  private final Map<String, AgentMetrics> agents;
  private final List<MachineDashboards.Line> lines = new ArrayList<>();
  private final List<String> withoutMemory = new ArrayList<>();
  private final List<String> withoutDisks = new ArrayList<>();
  private final List<String> silentMachines = new ArrayList<>();
  private final List<String> silentAgents = new ArrayList<>();

  private MachinePlanner(WatchSettings settings, MachineSettings wish) {
    this.settings = settings;
    this.wish = wish;
    this.thresholds = wish.alarmed();
    this.agents = wish.agents().map(AgentMetrics::byMachine).orElse(Map.of());
  }

  /** What watches machines, and which do not carry the tag. */
  record Machines(
      List<Part> alarms, List<Part> dashboards, MachineCheck check, List<String> notes) {
    Machines {
      alarms = List.copyOf(alarms);
      dashboards = List.copyOf(dashboards);
      notes = List.copyOf(notes);
    }
  }

  static Machines of(
      Inventory inventory, WatchSettings settings, MachineSettings wish, Optional<String> account) {
    List<Instance> tagged = inventory.instances().stream().filter(wish::isCarriedBy).toList();
    List<Instance> running = tagged.stream().filter(MachinePlanner::runs).toList();
    MachinePlanner planner = new MachinePlanner(settings, wish);
    running.forEach(planner::machine);
    List<Instance> expected =
        wish.expected().isEmpty()
            ? List.of()
            : inventory.instances().stream()
                .filter(one -> MachineRule.allHold(wish.expected(), one))
                .toList();
    MachineCheck check =
        new MachineCheck(
            wish.tag(),
            ids(running),
            ids(tagged.stream().filter(one -> !runs(one)).toList()),
            planner.withoutMemory,
            planner.withoutDisks,
            MachineRule.text(wish.expected()),
            expected.size(),
            expected.stream()
                .filter(one -> !wish.isCarriedBy(one))
                .map(
                    one ->
                        new MachineCheck.Lacking(
                            one.id(), name(one), one.state(), one.place().vpc()))
                .toList());
    return new Machines(
        planner.lines.stream().flatMap(line -> line.alarm().stream()).toList(),
        MachineDashboards.of(settings, planner.lines, account),
        check,
        planner.notes(running, check));
  }

  private static boolean runs(Instance one) {
    return Set.of("running", "pending", "").contains(one.state());
  }

  private static List<String> ids(List<Instance> some) {
    return some.stream().map(Instance::id).toList();
  }

  private static String name(Instance one) {
    return one.tags().getOrDefault("Name", "");
  }

  private static boolean isXen(Instance one) {
    int dot = one.type().indexOf('.');
    return dot > 0 && XEN.contains(one.type().substring(0, dot)) && !one.type().endsWith(".metal");
  }

  private List<String> notes(List<Instance> running, MachineCheck check) {
    List<String> notes = new ArrayList<>();
    note(notes, "machines that carry the tag and do not run have no alarms", check.stopped());
    note(
        notes,
        "machines are watched of which the inventory does not say whether they run",
        ids(running.stream().filter(one -> one.state().isEmpty()).toList()));
    note(
        notes,
        "machines are of Auto Scaling groups: alarms of one that is replaced stay until the plan is"
            + " made anew without it",
        ids(
            running.stream()
                .filter(one -> one.tags().containsKey(MachineRule.GROUP_TAG))
                .toList()));
    note(
        notes,
        "machines of the Xen hypervisor have no " + MachineKind.MACHINE_STATUS_EBS.slug(),
        ids(running.stream().filter(MachinePlanner::isXen).toList()));
    if (wish.agents().isEmpty()) {
      notes.add(
          "machine-memory and machine-disk are not watched: it is not said which metrics agents"
              + " send");
    } else {
      note(notes, silent(MachineKind.MACHINE_MEMORY), withoutMemory);
      note(notes, silent(MachineKind.MACHINE_DISK), withoutDisks);
    }
    note(notes, "machines have no alarm that tells that they do not run", silentMachines);
    note(notes, "machines have no alarm that tells that their agent is silent", silentAgents);
    for (MachineKind kind : MachineKind.values()) {
      if (!thresholds.containsKey(kind)) {
        notes.add("%s has no alarm: it has no threshold".formatted(kind.slug()));
      }
    }
    return notes;
  }

  private static String silent(MachineKind kind) {
    return "machines have no %s, which would never have data, as no agent sends %s with their InstanceId"
        .formatted(kind.slug(), kind.metric());
  }

  private static void note(List<String> notes, String what, List<String> who) {
    if (!who.isEmpty()) {
      notes.add("%s: %s".formatted(what, String.join(", ", who)));
    }
  }

  private void machine(Instance one) {
    List<MachineKind> told =
        Stream.of(MachineKind.values())
            .filter(kind -> !kind.isOfAgent())
            .filter(kind -> !(kind == MachineKind.MACHINE_STATUS_EBS && isXen(one)))
            .toList();
    Optional<MachineKind> sign =
        MachineKind.SIGNS_OF_LIFE.stream()
            .filter(kind -> told.contains(kind) && thresholds.containsKey(kind))
            .findFirst();
    if (sign.isEmpty()) {
      silentMachines.add(one.id());
    }
    for (MachineKind kind : told) {
      watch(
          kind,
          one,
          one.id(),
          NAMESPACE,
          Map.of("InstanceId", one.id()),
          "",
          sign.filter(kind::equals).isPresent() ? Silence.ALARM : Silence.UNKNOWN);
    }
    if (wish.agents().isPresent()) {
      agent(one, agents.getOrDefault(one.id(), new AgentMetrics(List.of())));
    }
  }

  private void agent(Instance one, AgentMetrics sends) {
    Optional<AgentMetrics.Sent> memory = sends.memory(one);
    Map<String, List<AgentMetrics.Sent>> disks = sends.disks(one);
    Optional<AgentMetrics.Sent> sign =
        memory
            .filter(sent -> thresholds.containsKey(MachineKind.MACHINE_MEMORY))
            .or(
                () ->
                    thresholds.containsKey(MachineKind.MACHINE_DISK)
                        ? lastingDisk(disks)
                        : Optional.empty());
    if (sign.isEmpty() && (memory.isPresent() || !disks.isEmpty())) {
      silentAgents.add(one.id());
    }
    memory.ifPresent(
        sent ->
            watch(
                MachineKind.MACHINE_MEMORY,
                one,
                one.id(),
                sent.namespace(),
                sent.dimensions(),
                "",
                sign.filter(sent::equals).isPresent() ? Silence.ALARM : Silence.UNKNOWN));
    if (memory.isEmpty()) {
      withoutMemory.add(one.id());
    }
    disks.forEach(
        (path, some) ->
            some.forEach(
                sent ->
                    watch(
                        MachineKind.MACHINE_DISK,
                        one,
                        "%s-%s".formatted(one.id(), pathName(path, sent)),
                        sent.namespace(),
                        sent.dimensions(),
                        path,
                        sign.filter(sent::equals).isPresent() ? Silence.ALARM : Silence.UNKNOWN)));
    if (disks.isEmpty()) {
      withoutDisks.add(one.id());
    }
  }

  /**
   * The root, else the first, of which one metric is known: of several devices of a path some may
   * be gone, and would be silent forever.
   */
  private static Optional<AgentMetrics.Sent> lastingDisk(
      Map<String, List<AgentMetrics.Sent>> disks) {
    return Stream.concat(
            Optional.ofNullable(disks.get("/")).stream(), new TreeMap<>(disks).values().stream())
        .filter(some -> some.size() == 1)
        .map(some -> some.get(0))
        .findFirst();
  }

  /** Letters, digits and dashes; never the same for two metrics, and always for one. */
  private static String pathName(String path, AgentMetrics.Sent sent) {
    String word = path.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    return "%s-%s"
        .formatted(
            path.isEmpty()
                ? "all"
                : word.isEmpty()
                    ? "root"
                    : word.substring(0, Math.min(word.length(), LONGEST_PATH)),
            digest(sent.namespace() + " " + sent.text()));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void watch(
      MachineKind kind,
      Instance one,
      String whose,
      String namespace,
      Map<String, String> dimensions,
      String path,
      Silence silence) {
    String who = "%s %s %s".formatted(one.id(), name(one), path).replaceAll(" +", " ").strip();
    TreeMap<String, String> sorted = new TreeMap<>(dimensions);
    String name = "%s%s-%s".formatted(settings.prefix(), kind.slug(), whose);
    lines.add(
        new MachineDashboards.Line(
            one.id(),
            kind,
            namespace,
            sorted,
            who,
            Optional.ofNullable(thresholds.get(kind))
                .map(threshold -> alarm(name, kind, threshold, namespace, sorted, who, silence))));
  }

  private Part alarm(
      String name,
      MachineKind kind,
      double threshold,
      String namespace,
      Map<String, String> dimensions,
      String who,
      Silence silence) {
    ObjectNode alarm = JSON.createObjectNode().put("AlarmName", name);
    alarm.put("AlarmDescription", kind.says(threshold, who, silence));
    alarm.put("ActionsEnabled", true);
    if (!settings.actions().isEmpty()) {
      settings.actions().forEach(alarm.putArray("AlarmActions")::add);
    }
    alarm.put("Namespace", namespace);
    alarm.put("MetricName", kind.metric());
    ArrayNode named = alarm.putArray("Dimensions");
    dimensions.forEach((key, value) -> named.addObject().put("Name", key).put("Value", value));
    alarm.put("Statistic", kind.statistic());
    alarm.put("Period", kind.periodSeconds());
    alarm.put("ComparisonOperator", "GreaterThanThreshold");
    alarm.put("Threshold", kind.ofPeriod(threshold));
    alarm.put("EvaluationPeriods", MachineKind.PERIODS);
    alarm.put("DatapointsToAlarm", MachineKind.PERIODS);
    alarm.put("TreatMissingData", silence.text());
    return new Part(Part.Type.ALARM, name, alarm.toPrettyString().replace("\r\n", "\n"));
  }
}
