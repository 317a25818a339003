package dev.bering.monitoring;

import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowTally;
import dev.bering.transfer.PriceTable;
import dev.bering.transfer.RuleReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much of a flow log a plan's rules match, as measured.
 *
 * @param from when the first line starts
 * @param hours from then until a minute after the last
 * @param lines in that time
 * @param matched by all rules together; a line that two rules match counts twice, as it is billed
 */
public record WatchedTraffic(Instant from, double hours, long lines, long matched) {

  /**
   * Measures by evaluating the rules; empty if the plan has none.
   *
   * @throws UserException WATCH_SETTING if the logs tell of no time, or are mostly of another
   *     format
   */
  public static Optional<WatchedTraffic> of(
      MonitoringPlan plan, FlowCounter counter, FlowLogs logs) {
    List<RuleReport> reports =
        RuleReport.of(
            counter, logs, plan.rules(), AlarmPlanner.PERIOD_SECONDS, Optional.empty(), 1);
    if (reports.isEmpty()) {
      return Optional.empty();
    }
    FlowTally tally = reports.get(0).top().tally();
    ThresholdProposals.requireRecords(tally, "measure traffic by");
    FlowTally.Span span = tally.span().orElseThrow();
    Duration time =
        Duration.between(span.first(), span.last()).plusSeconds(AlarmPlanner.PERIOD_SECONDS);
    return Optional.of(
        new WatchedTraffic(
            span.first(),
            time.toSeconds() / 3600.0,
            tally.lines(),
            reports.stream().mapToLong(report -> report.top().samples()).sum()));
  }

  /** What a month is, to what was measured. */
  double months() {
    return PriceTable.HOURS_OF_MONTH / hours;
  }
}
