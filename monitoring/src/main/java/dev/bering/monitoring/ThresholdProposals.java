package dev.bering.monitoring;

import dev.bering.model.UserException;
import dev.bering.transfer.AlarmReplay;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowTally;
import dev.bering.transfer.InsightAlarm;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.RuleReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Thresholds with which alarms would have been quiet over the time that logs tell of. */
public final class ThresholdProposals {

  private ThresholdProposals() {}

  /**
   * A threshold for everything that is watched, has none yet, and was seen in the logs.
   *
   * @param rate the part of all minutes in which an alarm may fire
   * @throws UserException WATCH_SETTING if the logs tell nothing that an alarm could be tried on
   */
  public static Map<WatchKind, Double> of(
      Inventory inventory,
      WatchSettings settings,
      FlowCounter counter,
      FlowLogs logs,
      double rate) {
    MonitoringPlan plan = MonitoringPlan.of(inventory, settings);
    List<RuleReport> all =
        RuleReport.of(
            counter, logs, plan.rules(), AlarmPlanner.PERIOD_SECONDS, Optional.empty(), 1);
    FlowTally tally = all.get(0).top().tally();
    requireRecords(tally, "propose thresholds from");
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
        AlarmReplay.of(alarm, reports, tally.span().get(), rate)
            .proposal()
            .ifPresent(found -> thresholds.merge(kind, found.threshold(), Math::max));
      }
    }
    thresholds.putAll(settings.thresholds());
    return thresholds;
  }

  /** Refuses logs that are mostly of another format, or tell of no time. */
  static void requireRecords(FlowTally tally, String forWhat) {
    long lost =
        tally.odd().counts().entrySet().stream()
            .filter(kind -> kind.getKey().isLoss())
            .mapToLong(Map.Entry::getValue)
            .sum();
    if (tally.span().isEmpty() || lost > tally.lines()) {
      throw UserException.usage(
          WatchSettings.problem(
              "of the logs to %s, %d lines are records of the format, and %d are not"
                  .formatted(forWhat, tally.lines(), lost),
              "give logs of the flow log that is to be watched, and its --format"));
    }
  }

  private static boolean matched(Map<String, RuleReport> reports, String rule) {
    return Optional.ofNullable(reports.get(rule)).stream()
        .anyMatch(report -> !report.periods().isEmpty());
  }
}
