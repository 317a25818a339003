package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.monitoring.MonitoringPlan;
import dev.bering.monitoring.ThresholdProposals;
import dev.bering.monitoring.WatchKind;
import dev.bering.monitoring.WatchSettings;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.InventoryReader;
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
      required = true,
      paramLabel = "NAME",
      description = "The log group of CloudWatch that the flow log writes to.")
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
      description = "Whose alarms the dashboard shows; the inventory's account unless given.")
  private Optional<String> account = Optional.empty();

  @Option(
      names = "--threshold",
      paramLabel = "KIND=NUMBER",
      description =
          "More than so many bytes or connections in a minute, three times in five, are an alarm;"
              + " such as nat-gateway-bytes=3e10. May be given several times.")
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

  /**
   * The plan.
   *
   * @throws UserException with everything that is wrong with the options, the inventory, the logs
   */
  MonitoringPlan plan(Terminal terminal) {
    List<Problem> problems = new ArrayList<>();
    FlowFormat flowFormat = FlowFormat.DEFAULT;
    try {
      flowFormat = format.map(FlowFormat::of).orElse(FlowFormat.DEFAULT);
    } catch (UserException e) {
      problems.addAll(e.problems());
    }
    Map<WatchKind, Double> given = thresholds(problems);
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
    Inventory inventory = new Inventory(List.of(), List.of(), List.of(), List.of());
    try {
      inventory = InventoryReader.read(inventories);
    } catch (UserException e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    WatchSettings settings =
        new WatchSettings(
            name,
            region(inventory),
            account.orElse(""),
            logGroup,
            flowFormat,
            given,
            actions,
            natInstances);
    return MonitoringPlan.of(inventory, proposed(inventory, settings, terminal));
  }

  private WatchSettings proposed(Inventory inventory, WatchSettings settings, Terminal terminal) {
    if (usual.isEmpty()) {
      return settings;
    }
    try (FlowLogs logs = FlowLogs.find(usual.stream().map(Location::of).toList())) {
      return settings.at(
          ThresholdProposals.of(
              inventory,
              settings,
              new FlowCounter(terminal.progress(), Optional.of(settings.format())),
              logs,
              quiet / 100));
    }
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

  private Map<WatchKind, Double> thresholds(List<Problem> problems) {
    Map<WatchKind, Double> read = new EnumMap<>(WatchKind.class);
    for (String text : thresholds) {
      int equals = text.indexOf('=');
      String slug = equals < 0 ? text : text.substring(0, equals);
      Optional<WatchKind> kind = WatchKind.named(slug);
      if (kind.isEmpty()) {
        problems.add(
            problem(
                "--threshold " + text,
                "nothing called '%s' is watched".formatted(slug),
                NearestName.hint(slug, WatchKind.slugs())));
        continue;
      }
      try {
        read.put(kind.get(), Double.parseDouble(text.substring(equals + 1)));
      } catch (NumberFormatException e) {
        problems.add(
            problem("--threshold " + text, "it has no number", "write such as " + slug + "=3e10"));
      }
    }
    return read;
  }

  private static Problem problem(String what, String fact, String hint) {
    return new Problem("TRANSFER_OPTION", "Cannot use %s: %s.".formatted(what, fact), hint);
  }
}
