package dev.bering.monitoring;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.AlarmReplay;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowTally;
import dev.bering.transfer.InsightAlarm;
import dev.bering.transfer.InsightRule;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Oddity;
import dev.bering.transfer.RuleReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Thresholds with which alarms would have been quiet over the time that logs tell of.
 *
 * @param thresholds of everything that has one, given or proposed, per minute
 * @param tally what was read of the logs
 * @param unanswered of the rule that lacks most, how many lines do not have the fields that it asks
 *     for
 */
public record ThresholdProposals(
    Map<WatchKind, Double> thresholds, FlowTally tally, long unanswered) {

  public ThresholdProposals {
    Map<WatchKind, Double> copy = new EnumMap<>(WatchKind.class);
    copy.putAll(thresholds);
    thresholds = Collections.unmodifiableMap(copy);
  }

  /**
   * A threshold for everything that is watched, has none yet, and was seen in the logs.
   *
   * @param rate the part of all minutes in which an alarm may fire
   * @throws UserException WATCH_SETTING if there is no rule to try on the logs, if the logs tell
   *     nothing that an alarm could be tried on, or if a file of them could not be read to its end:
   *     what is in the rest could be more than what was seen
   */
  public static ThresholdProposals of(
      Inventory inventory,
      WatchSettings settings,
      FlowCounter counter,
      FlowLogs logs,
      double rate) {
    List<InsightRule> rules = MonitoringPlan.of(inventory, settings).rules();
    if (rules.isEmpty()) {
      throw UserException.usage(
          WatchSettings.problem(
              "there is no rule in %s that thresholds could be tried on"
                  .formatted(settings.region()),
              "leave the logs of usual times out, or take an inventory of gateways and endpoints"));
    }
    List<RuleReport> all =
        RuleReport.of(counter, logs, rules, AlarmPlanner.PERIOD_SECONDS, Optional.empty(), 1);
    FlowTally tally = all.get(0).top().tally();
    requireRecords(tally, "propose thresholds from");
    requireWholeFiles(tally);
    Map<String, RuleReport> reports =
        all.stream().collect(Collectors.toMap(RuleReport::rule, Function.identity()));
    Map<WatchKind, Double> thresholds = new EnumMap<>(WatchKind.class);
    for (WatchKind kind : WatchKind.values()) {
      if (settings.thresholds().containsKey(kind)) {
        continue;
      }
      List<InsightAlarm> alarms =
          MonitoringPlan.of(inventory, settings.at(Map.of(kind, 0.0))).alarms();
      for (InsightAlarm alarm : alarms) {
        if (alarm.rules().stream().noneMatch(rule -> matched(reports, rule))) {
          continue;
        }
        AlarmReplay.of(alarm, reports, tally.span().orElseThrow(), rate)
            .proposal()
            .ifPresent(found -> thresholds.merge(kind, found.threshold(), Math::max));
      }
    }
    thresholds.putAll(settings.thresholds());
    return new ThresholdProposals(thresholds, tally, unanswered(all));
  }

  /** Of the rule that lacks most, how many lines do not have the fields that it asks for. */
  static long unanswered(List<RuleReport> reports) {
    return reports.stream().mapToLong(report -> report.top().unanswered()).max().orElse(0);
  }

  /** Refuses logs that are mostly of another format, or tell of no time. */
  static void requireRecords(FlowTally tally, String forWhat) {
    long lost = lost(tally);
    if (tally.span().isEmpty() || lost > tally.lines()) {
      throw UserException.usage(
          WatchSettings.problem(
              "of the logs to %s, %d lines are records of the format, and %d are not"
                  .formatted(forWhat, tally.lines(), lost),
              "give logs of the flow log that is to be watched, and its --format"));
    }
  }

  /** How much was left out: lines, and whole files, of which one counts once. */
  static long lost(FlowTally tally) {
    return tally.odd().counts().entrySet().stream()
        .filter(kind -> kind.getKey().isLoss())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static void requireWholeFiles(FlowTally tally) {
    List<Problem> problems = new ArrayList<>();
    for (Oddity kind : List.of(Oddity.TRUNCATED, Oddity.UNREADABLE)) {
      long files = tally.odd().counts().getOrDefault(kind, 0L);
      if (files > 0) {
        problems.add(
            WatchSettings.problem(
                "of the logs to propose thresholds from, %d of %d files cannot be read to the end,"
                        .formatted(files, tally.files())
                    + " such as "
                    + tally.odd().examples().stream()
                        .filter(one -> one.oddity() == kind)
                        .map(one -> "%s (%s)".formatted(one.place(), one.excerpt()))
                        .collect(Collectors.joining(", ")),
                "mend them or leave them out: what is in the rest may be more than what was seen"));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
  }

  private static boolean matched(Map<String, RuleReport> reports, String rule) {
    return Optional.ofNullable(reports.get(rule)).stream()
        .anyMatch(report -> !report.periods().isEmpty());
  }
}
