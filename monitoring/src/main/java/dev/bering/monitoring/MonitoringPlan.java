package dev.bering.monitoring;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.InsightAlarm;
import dev.bering.transfer.InsightRule;
import dev.bering.transfer.Inventory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to watch a transfer in one region of one account. It is made without asking anybody, and
 * the same for the same inventory and settings.
 *
 * @param name of the whole
 * @param region where it is to be
 * @param prefix the begin of the names of all its parts, and of nothing else
 * @param parts rules, then alarms on them, then dashboards
 * @param notes what is not watched, and why; what a figure means
 * @param scopes which of what may carry its prefix it plans; the rest is another plan's
 * @param machines which machines carry the tag by which they are watched; empty if none are asked
 *     for
 */
public record MonitoringPlan(
    String name,
    String region,
    String prefix,
    List<Part> parts,
    List<String> notes,
    Set<MonitoringScope> scopes,
    Optional<MachineCheck> machines) {

  private static final int MOST_ALARMS = 5_000;
  private static final int MOST_RESOURCES = 500;

  public MonitoringPlan {
    parts = List.copyOf(parts);
    notes = List.copyOf(notes);
    scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
  }

  /**
   * Makes a plan.
   *
   * @throws UserException WATCH_SETTING with everything that is wrong with the settings, or if the
   *     inventory has nothing to watch: neither anything that a rule could, nor a machine that runs
   */
  public static MonitoringPlan of(Inventory all, WatchSettings settings) {
    List<Problem> problems = settings.problems();
    Inventory inventory = inRegion(all, settings.region());
    Inventory ofAccount =
        inventory.where(
            place ->
                settings.account().isEmpty()
                    || place.account().isEmpty()
                    || place.account().equals(settings.account()));
    for (String id : settings.natInstances()) {
      if (inventory.instances().stream().noneMatch(one -> one.id().equals(id))) {
        problems.add(
            WatchSettings.problem(
                "NAT instance %s is not in the inventory of %s".formatted(id, settings.region()),
                "take the inventory again, or name a machine that is there"));
      }
    }
    settings
        .machines()
        .ifPresent(wish -> problems.addAll(wish.problems(ofAccount, settings.region())));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    RulePlanner.Rules rules =
        settings.hasRules()
            ? RulePlanner.of(inventory, settings)
            : new RulePlanner.Rules(Map.of(), List.of("there are no rules: no log group is given"));
    List<String> notes = new ArrayList<>(rules.notes());
    if (rules.byKind().isEmpty()) {
      if (settings.machines().isEmpty()) {
        throw UserException.usage(nothing(all, settings, notes));
      }
      if (settings.hasRules()) {
        notes.add(
            "there are no rules: the inventory has nothing in %s that one could watch"
                .formatted(settings.region()));
      }
    }
    Map<WatchKind, List<Part>> byKind = rules.byKind();
    List<Part> alarms = new ArrayList<>();
    byKind.forEach(
        (kind, some) -> {
          Double threshold = settings.thresholds().get(kind);
          if (threshold == null) {
            notes.add("%s has no alarm: it has no threshold".formatted(kind.slug()));
            return;
          }
          List<Part> more = AlarmPlanner.of(kind, some, threshold, settings);
          if (more.size() > 1) {
            notes.add(
                "%s has %d alarms, each on the sum of its own rules: one alarm sums %d"
                    .formatted(kind.slug(), more.size(), AlarmPlanner.MOST_RULES));
          }
          alarms.addAll(more);
        });
    settings.thresholds().keySet().stream()
        .filter(kind -> !byKind.containsKey(kind))
        .forEach(
            kind -> notes.add("%s has a threshold, and nothing to watch".formatted(kind.slug())));
    List<Part> parts = new ArrayList<>();
    byKind.values().forEach(parts::addAll);
    parts.addAll(alarms);
    var account = DashboardPlanner.account(inventory, settings);
    Optional<MachinePlanner.Machines> machines =
        settings.machines().map(wish -> MachinePlanner.of(ofAccount, settings, wish, account));
    machines.ifPresent(
        found -> {
          parts.addAll(found.alarms());
          notes.addAll(found.notes());
        });
    if (account.isEmpty() && parts.stream().anyMatch(part -> part.type() == Part.Type.ALARM)) {
      notes.add("the dashboard shows no alarms: it is not known which account they are in");
    }
    if (!byKind.isEmpty()) {
      parts.add(DashboardPlanner.of(settings, byKind, alarms, account));
    }
    machines.ifPresent(found -> parts.addAll(found.dashboards()));
    if (parts.isEmpty()) {
      List<Problem> why = new ArrayList<>();
      if (settings.hasRules()) {
        why.addAll(nothing(all, settings, rules.notes()));
      }
      machines.ifPresent(found -> why.add(nothingRuns(found.check(), settings)));
      throw UserException.usage(why);
    }
    limits(parts, notes);
    return new MonitoringPlan(
        settings.name(),
        settings.region(),
        settings.prefix(),
        parts,
        notes,
        MonitoringScope.of(settings),
        machines.map(MachinePlanner.Machines::check));
  }

  private static Problem nothingRuns(MachineCheck check, WatchSettings settings) {
    return WatchSettings.problem(
        "no machine of %s that carries the tag %s runs, of %d that carry it: %s"
            .formatted(
                settings.region(),
                check.tag(),
                check.stopped().size(),
                String.join(", ", check.stopped())),
        "start one and take the inventory again, or leave --machines out");
  }

  /** What a region takes, unless more was granted; what is there already is not known. */
  private static void limits(List<Part> parts, List<String> notes) {
    long alarms = parts.stream().filter(part -> part.type() == Part.Type.ALARM).count();
    if (alarms > MOST_ALARMS) {
      notes.add(
          "%d alarms are more than the %d that a region has unless more were granted"
              .formatted(alarms, MOST_ALARMS));
    }
    if (parts.size() > MOST_RESOURCES) {
      notes.add(
          "%d parts are more than the %d that one template of CloudFormation takes"
              .formatted(parts.size(), MOST_RESOURCES));
    }
  }

  /** The part of an inventory that is in a region, with that of which no region is known. */
  static Inventory inRegion(Inventory all, String region) {
    return all.where(place -> place.region().equals(region) || place.region().isEmpty());
  }

  private static List<Problem> nothing(Inventory all, WatchSettings settings, List<String> notes) {
    List<Problem> problems = new ArrayList<>();
    TreeSet<String> regions = new TreeSet<>();
    all.places().forEach(place -> regions.add(place.region()));
    regions.remove("");
    problems.add(
        WatchSettings.problem(
            "the inventory has nothing in %s that a rule could watch".formatted(settings.region()),
            regions.isEmpty()
                ? "take an inventory of gateways and endpoints"
                : "its regions are %s; it needs a NAT gateway, a NAT instance or an endpoint"
                    .formatted(String.join(", ", regions))));
    notes.forEach(
        note ->
            problems.add(
                WatchSettings.problem(
                    note, "see what a rule needs in docs/concepts/monitoring.md")));
    return problems;
  }

  /** Its rules, as they would be evaluated offline. */
  public List<InsightRule> rules() {
    return parts.stream()
        .filter(part -> part.type() == Part.Type.RULE)
        .map(part -> InsightRule.parse(part.name(), part.definition()))
        .toList();
  }

  /** Its alarms on rules, as they would be replayed. */
  public List<InsightAlarm> alarms() {
    return parts.stream()
        .filter(part -> part.type() == Part.Type.ALARM && AlarmJson.isOnRules(part.definition()))
        .map(part -> InsightAlarm.parse(part.name(), part.definition()))
        .toList();
  }
}
