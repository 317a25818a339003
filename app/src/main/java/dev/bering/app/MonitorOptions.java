package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.monitoring.AgentMetrics;
import dev.bering.monitoring.MachineKind;
import dev.bering.monitoring.MachineRule;
import dev.bering.monitoring.MachineSettings;
import dev.bering.monitoring.MonitoringPlan;
import dev.bering.monitoring.ThresholdProposals;
import dev.bering.monitoring.WatchKind;
import dev.bering.monitoring.WatchSettings;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.Inventory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What is to be watched, and how. */
final class MonitorOptions {

  @Option(
      names = "--inventory",
      required = true,
      paramLabel = "FILE",
      description =
          "An inventory, or a folder of saved answers of EC2. May be given several times.")
  private List<Path> inventories = List.of();

  @Option(
      names = "--log-group",
      paramLabel = "NAME",
      description =
          "The log group of CloudWatch that the flow log writes to. Without it there are no rules,"
              + " and --machines has to be given.")
  private String logGroup = "";

  @Option(
      names = "--format",
      paramLabel = "FIELDS",
      description =
          "The flow log's own setting, such as '$${srcaddr} $${bytes}'; version 2 unless given.")
  private Optional<String> format = Optional.empty();

  @Option(
      names = "--name",
      defaultValue = "transfer",
      paramLabel = "NAME",
      description =
          "What everything is called, after 'bering-': ${DEFAULT-VALUE} unless given. Small"
              + " letters, digits and '_'.")
  private String name = "transfer";

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The region to watch; that of the inventory unless it has several.")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--account",
      paramLabel = "ID",
      description =
          "Whose alarms the dashboard shows, and whose machines are watched; the inventory's account"
              + " unless given.")
  private Optional<String> account = Optional.empty();

  @Option(
      names = "--threshold",
      paramLabel = "KIND=NUMBER",
      description =
          "More than so many bytes or connections in a minute, three times in five, are an alarm;"
              + " such as nat-gateway-bytes=3e10. Of machines percent, or bytes and packets a minute,"
              + " such as machine-cpu=95, or machine-cpu=none for no alarm. May be given several"
              + " times.")
  private List<String> thresholds = List.of();

  @Option(
      names = "--thresholds-from",
      paramLabel = "LOGS",
      description =
          "Flow logs of usual times: what has no threshold gets one that is quiet over them. May"
              + " be given several times.")
  private List<String> usual = List.of();

  @Option(
      names = "--quiet",
      paramLabel = "PERCENT",
      defaultValue = "0.1",
      description =
          "In how many percent of the minutes of --thresholds-from an alarm may fire:"
              + " ${DEFAULT-VALUE} unless given.")
  private double quiet = 0.1;

  @Option(
      names = "--action",
      paramLabel = "ARN",
      description = "What alarms call, such as a topic of SNS. May be given several times.")
  private List<String> actions = List.of();

  @Option(
      names = "--nat-instance",
      paramLabel = "ID",
      description =
          "A machine that is a NAT instance; those with their source and destination check off"
              + " unless given. May be given several times.")
  private List<String> natInstances = List.of();

  @Option(
      names = "--machines",
      paramLabel = "TAG",
      description =
          "Watch the health of the machines that carry this tag, a key or KEY=VALUE, such as"
              + " map-migrated.")
  private Optional<String> machines = Optional.empty();

  @Option(
      names = "--expected",
      paramLabel = "FIELD=PATTERN",
      description =
          "Which machines have to carry the tag of --machines: vpc, subnet, zone, name,"
              + " auto-scaling-group, type, id or tag:KEY; * is any text. Given several times, of each"
              + " field one has to hold. Exit code 1 if one lacks the tag.")
  private List<String> expected = List.of();

  @Option(
      names = "--agent-metrics",
      paramLabel = "FILE",
      description =
          "What 'aws cloudwatch list-metrics --namespace CWAgent --recently-active PT3H' has"
              + " printed: memory and disks of machines are watched by it. May be given several"
              + " times.")
  private List<Path> agentMetrics = List.of();

  /** What is there, how it is to be watched, and by which logs if thresholds are of some. */
  record Wish(Inventory inventory, WatchSettings settings, Optional<ThresholdProposals> proposals) {

    MonitoringPlan plan() {
      return MonitoringPlan.of(inventory, settings);
    }
  }

  /**
   * What a plan is made of, with thresholds for all that has some.
   *
   * @throws UserException with everything that is wrong with the options, the inventory, the logs
   */
  Wish wish(Terminal terminal) {
    List<Problem> problems = new ArrayList<>();
    FlowFormat flowFormat = FlowFormat.DEFAULT;
    try {
      flowFormat = format.map(FlowFormat::of).orElse(FlowFormat.DEFAULT);
    } catch (UserException e) {
      problems.addAll(e.problems());
    }
    Map<WatchKind, Double> given = new EnumMap<>(WatchKind.class);
    Map<MachineKind, Optional<Double>> ofMachines = new EnumMap<>(MachineKind.class);
    thresholds(given, ofMachines, problems);
    Optional<MachineSettings> watched = machines(ofMachines, problems);
    if (!(quiet >= 0 && quiet <= 100)) {
      problems.add(problem("--quiet " + quiet, "it is no percentage", "give a number to 100"));
    }
    account
        .filter(id -> !id.matches("[0-9]{12}"))
        .ifPresent(
            id -> problems.add(problem("--account " + id, "it is no account", "give 12 digits")));
    actions.stream()
        .filter(arn -> !arn.matches("arn:[-a-z]+:[-a-z0-9]+:\\S+"))
        .forEach(
            arn ->
                problems.add(
                    problem(
                        "--action " + arn,
                        "it is no ARN",
                        "give such as arn:aws:sns:us-east-1:111122223333:on-call")));
    Inventory inventory = FlowMeasureOptions.read(inventories, problems);
    if (!problems.isEmpty()) {
      throw FlowMeasureOptions.refused(problems);
    }
    WatchSettings plain =
        new WatchSettings(
            name,
            region(inventory),
            account.orElse(""),
            logGroup,
            flowFormat,
            given,
            actions,
            natInstances);
    WatchSettings settings = watched.map(plain::with).orElse(plain);
    Optional<ThresholdProposals> proposals = proposals(inventory, settings, terminal);
    return new Wish(
        inventory,
        proposals.map(found -> settings.at(found.thresholds())).orElse(settings),
        proposals);
  }

  private Optional<ThresholdProposals> proposals(
      Inventory inventory, WatchSettings settings, Terminal terminal) {
    if (usual.isEmpty()) {
      return Optional.empty();
    }
    try (FlowLogs logs = FlowLogs.find(usual.stream().map(Location::of).toList())) {
      return Optional.of(
          ThresholdProposals.of(
              inventory,
              settings,
              new FlowCounter(terminal.progress(), Optional.of(settings.format())),
              logs,
              quiet / 100));
    }
  }

  /** Where the logs of usual times are. */
  List<String> usual() {
    return usual;
  }

  private String region(Inventory inventory) {
    if (region.isPresent()) {
      return region.get();
    }
    TreeSet<String> regions = new TreeSet<>();
    inventory.places().forEach(place -> regions.add(place.region()));
    regions.remove("");
    if (regions.size() == 1) {
      return regions.first();
    }
    throw UserException.usage(
        new Problem(
            "TRANSFER_OPTION",
            "Cannot plan monitoring: the inventory has %s."
                .formatted(
                    regions.isEmpty()
                        ? "nothing whose region is known"
                        : "the regions " + String.join(", ", regions)),
            "give --region, and plan each region by itself"));
  }

  /** Which machines are watched; what is wrong with it is added to {@code problems}. */
  private Optional<MachineSettings> machines(
      Map<MachineKind, Optional<Double>> given, List<Problem> problems) {
    if (machines.isEmpty()) {
      if (logGroup.isEmpty()) {
        problems.add(
            new Problem(
                "TRANSFER_OPTION",
                "Cannot plan monitoring: neither --log-group nor --machines is given.",
                "name the log group that the flow log writes to, a tag of machines, or both"));
      }
      List<String> alone = new ArrayList<>();
      expected.forEach(one -> alone.add("--expected " + one));
      agentMetrics.forEach(one -> alone.add("--agent-metrics " + one));
      given.keySet().forEach(kind -> alone.add("--threshold " + kind.slug()));
      alone.forEach(
          one ->
              problems.add(
                  problem(one, "no machines are watched", "give --machines with their tag")));
      return Optional.empty();
    }
    if (logGroup.isEmpty() && !usual.isEmpty()) {
      problems.add(
          problem(
              "--thresholds-from " + usual.get(0),
              "there are no rules without --log-group",
              "give --log-group, or leave it out"));
    }
    String tag = machines.get();
    if (tag.isEmpty() || tag.startsWith("=")) {
      problems.add(
          problem(
              "--machines " + tag,
              "it is no tag",
              "give a key or KEY=VALUE, such as map-migrated"));
    }
    List<MachineRule> rules = new ArrayList<>();
    for (String text : expected) {
      Optional<MachineRule> rule = MachineRule.of(text);
      if (rule.isEmpty()) {
        problems.add(
            problem(
                "--expected " + text,
                "it is no condition on a machine",
                "write FIELD=PATTERN with one of %s or tag:KEY, such as name=web-*"
                    .formatted(String.join(", ", MachineRule.FIELDS))));
      }
      rule.ifPresent(rules::add);
    }
    Optional<AgentMetrics> agents = Optional.empty();
    try {
      agents =
          agentMetrics.isEmpty() ? Optional.empty() : Optional.of(AgentMetrics.read(agentMetrics));
    } catch (UserException e) {
      problems.addAll(e.problems());
    }
    return Optional.of(new MachineSettings(tag, rules, agents, given));
  }

  private void thresholds(
      Map<WatchKind, Double> read,
      Map<MachineKind, Optional<Double>> ofMachines,
      List<Problem> problems) {
    List<String> all = new ArrayList<>(WatchKind.slugs());
    all.addAll(MachineKind.slugs());
    for (String text : thresholds) {
      int equals = text.indexOf('=');
      String slug = equals < 0 ? text : text.substring(0, equals);
      Optional<WatchKind> kind = WatchKind.named(slug);
      Optional<MachineKind> ofMachine = MachineKind.named(slug);
      if (kind.isEmpty() && ofMachine.isEmpty()) {
        problems.add(
            problem(
                "--threshold " + text,
                "nothing called '%s' is watched".formatted(slug),
                NearestName.hint(slug, all)));
        continue;
      }
      try {
        String number = text.substring(equals + 1);
        if (ofMachine.isPresent() && number.equals("none")) {
          ofMachines.put(ofMachine.get(), Optional.empty());
          continue;
        }
        double threshold = Double.parseDouble(number);
        kind.ifPresent(one -> read.put(one, threshold));
        ofMachine.ifPresent(one -> ofMachines.put(one, Optional.of(threshold)));
      } catch (NumberFormatException e) {
        problems.add(
            problem("--threshold " + text, "it has no number", "write such as " + slug + "=3e10"));
      }
    }
  }

  private static Problem problem(String what, String fact, String hint) {
    return new Problem("TRANSFER_OPTION", "Cannot use %s: %s.".formatted(what, fact), hint);
  }
}
