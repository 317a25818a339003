package dev.bering.transfer;

import java.time.Instant;

/**
 * What {@code INSIGHT_RULE_METRIC} says of one rule in one period, exactly.
 *
 * @param begin of the period
 * @param uniqueContributors how many contributed
 * @param maxContributorValue what the largest of them contributed
 * @param sampleCount how many lines matched
 * @param sum of all contributors
 * @param minimum of one line
 * @param maximum of one line
 * @param average of one line: the sum by the number of lines
 */
public record RuleMetrics(
    Instant begin,
    long uniqueContributors,
    long maxContributorValue,
    long sampleCount,
    long sum,
    long minimum,
    long maximum,
    double average) {

  static RuleMetrics of(long begin, ContributorTable table) {
    return new RuleMetrics(
        Instant.ofEpochSecond(begin),
        table.size(),
        table.largest(),
        table.samples(),
        table.sum(),
        table.least(),
        table.most(),
        (double) table.sum() / table.samples());
  }
}
