package dev.bering.monitoring;

import dev.bering.model.UserException;
import dev.bering.transfer.Contribution;
import dev.bering.transfer.FieldRef;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowTally;
import dev.bering.transfer.InsightRule;
import dev.bering.transfer.PriceTable;
import dev.bering.transfer.RuleReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much of a flow log a plan's rules match, as measured.
 *
 * @param from when the first line starts
 * @param span hours from then until a minute after the last line starts
 * @param hours of that, without those in which no line starts: what lies between logs tells nothing
 * @param lines in that time
 * @param matched by all rules together; a line that two rules match counts twice, as it is billed
 * @param unanswered of the rule that lacks most, how many lines do not have the fields that it asks
 *     for
 * @param tally what was read
 */
public record WatchedTraffic(
    Instant from,
    double span,
    double hours,
    long lines,
    long matched,
    long unanswered,
    FlowTally tally) {

  private static final long HOUR_SECONDS = 3_600;

  /** Every line there is, by what the fewest are told apart by. */
  private static final Contribution EVERY_LINE =
      new Contribution(
          List.of(new FieldRef.IfThere(FlowField.LOG_STATUS)), List.of(), Optional.empty());

  /**
   * Measures by evaluating the rules; empty if the plan has none.
   *
   * @throws UserException WATCH_SETTING if the logs tell of no time, or are mostly of another
   *     format
   */
  public static Optional<WatchedTraffic> of(
      MonitoringPlan plan, FlowCounter counter, FlowLogs logs) {
    List<InsightRule> rules = plan.rules();
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    List<InsightRule> asked = new ArrayList<>(rules);
    asked.add(new InsightRule("every line", EVERY_LINE));
    List<RuleReport> reports =
        RuleReport.of(counter, logs, asked, AlarmPlanner.PERIOD_SECONDS, Optional.empty(), 1);
    RuleReport everyLine = reports.get(rules.size());
    FlowTally tally = everyLine.top().tally();
    ThresholdProposals.requireRecords(tally, "measure traffic by");
    FlowTally.Span span = tally.span().orElseThrow();
    double time =
        Duration.between(span.first(), span.last())
                .plusSeconds(AlarmPlanner.PERIOD_SECONDS)
                .toSeconds()
            / (double) HOUR_SECONDS;
    long told = everyLine.periods().stream().map(minute -> hour(minute.begin())).distinct().count();
    boolean isGapless = told > hour(span.last()) - hour(span.first());
    List<RuleReport> ofPlan = reports.subList(0, rules.size());
    return Optional.of(
        new WatchedTraffic(
            span.first(),
            time,
            isGapless ? time : Math.min(time, Math.max(1.0, (double) told)),
            tally.lines(),
            ofPlan.stream().mapToLong(report -> report.top().samples()).sum(),
            ThresholdProposals.unanswered(ofPlan),
            tally));
  }

  private static long hour(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), HOUR_SECONDS);
  }

  /** Whether nothing of the logs was left out, nor lost before they were written. */
  boolean isWhole() {
    return unanswered == 0 && tally.skipped() == 0 && ThresholdProposals.lost(tally) == 0;
  }

  /** What a month is, to what was measured. */
  double months() {
    return PriceTable.HOURS_OF_MONTH / hours;
  }
}
