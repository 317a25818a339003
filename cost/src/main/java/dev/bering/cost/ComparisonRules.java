package dev.bering.cost;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * How a job's costs on two platforms are compared.
 *
 * @param from the platform that is compared with
 * @param to the platform that is judged
 * @param basis that decides
 * @param limitPercent by how much {@code to} may be dearer
 * @param maxUnexplainedPercent how much of the usage may be nobody's before nothing can be said
 * @param pairs run ids of {@code from} with those of {@code to}; by logical date if empty
 * @param doubts what else is wrong with the bills
 */
public record ComparisonRules(
    String job,
    String from,
    String to,
    Basis basis,
    BigDecimal limitPercent,
    BigDecimal maxUnexplainedPercent,
    Map<String, String> pairs,
    List<String> doubts) {

  public ComparisonRules {
    pairs = Map.copyOf(pairs);
    doubts = List.copyOf(doubts);
  }
}
