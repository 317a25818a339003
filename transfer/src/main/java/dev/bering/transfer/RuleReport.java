package dev.bering.transfer;

import dev.bering.transfer.FlowCounter.Answer;
import dev.bering.transfer.FlowCounter.Counted;
import dev.bering.transfer.FlowCounter.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a rule finds in logs, exactly where the service estimates.
 *
 * @param rule its name
 * @param top over all periods
 * @param periods what each period's metrics are; periods in which nothing matched are left out
 */
public record RuleReport(String rule, TopReport top, List<RuleMetrics> periods) {

  public RuleReport {
    periods = List.copyOf(periods);
  }

  /**
   * Evaluates rules, reading the logs once for all of them.
   *
   * @param period seconds
   */
  public static List<RuleReport> of(
      FlowCounter counter,
      FlowLogs logs,
      List<InsightRule> rules,
      long period,
      Optional<TimeWindow> window,
      int limit) {
    Counted counted =
        counter.count(
            logs,
            rules.stream().map(rule -> new Question(rule.contribution(), period, window)).toList());
    List<RuleReport> reports = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      reports.add(of(rules.get(i), counted.answers().get(i), counted.tally(), limit));
    }
    return reports;
  }

  private static RuleReport of(InsightRule rule, Answer answer, FlowTally tally, int limit) {
    ContributorTable all = new ContributorTable();
    List<RuleMetrics> metrics = new ArrayList<>();
    for (Map.Entry<Long, ContributorTable> period : answer.periods().entrySet()) {
      all.addAll(period.getValue());
      metrics.add(RuleMetrics.of(period.getKey(), period.getValue()));
    }
    return new RuleReport(
        rule.name(),
        new TopReport(
            rule.contribution().keys().stream().map(FieldRef::text).toList(),
            all.top(limit),
            all.size(),
            all.sum(),
            all.samples(),
            answer.unanswered(),
            tally,
            List.of()),
        metrics);
  }
}
