package dev.bering.cost;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A number traced back to the rows of bills.
 *
 * @param consumer what it is the cost of
 * @param basis on which costs are told
 * @param currencies a sum each, with its rows
 */
public record CostExplanation(String consumer, Basis basis, List<OfCurrency> currencies) {

  /**
   * Where the cost in one currency comes from.
   *
   * @param cost as reports say it
   * @param rules what of it there is by which rule, the largest first
   * @param charges the largest parts of rows
   * @param moreParts those that are not shown
   * @param more what is theirs
   * @param sumOfParts of all of them, summed anew: the same as the cost
   */
  public record OfCurrency(
      String currency,
      BigDecimal cost,
      List<OfRule> rules,
      List<TracedCharge> charges,
      long moreParts,
      BigDecimal more,
      BigDecimal sumOfParts) {}

  /** What one rule gave: parts of rows, of which a row may have several. */
  public record OfRule(String rule, long parts, BigDecimal cost) {}

  public CostExplanation {
    currencies = List.copyOf(currencies);
  }

  /**
   * Explains a line of a report.
   *
   * @param consumer as the report calls it
   * @param limit how many rows are shown of each currency
   * @throws UserException COST_CONSUMER if the report has no such line
   */
  public static CostExplanation of(
      Attribution attribution, Grouping grouping, String consumer, Basis basis, int limit) {
    Function<AttributedCost, Grouping.Label> labels = grouping.labels(attribution.runs());
    List<String> names =
        attribution.costs().stream().map(cost -> labels.apply(cost).text()).distinct().toList();
    if (!names.contains(consumer)) {
      throw UserException.usage(
          new Problem(
              "COST_CONSUMER",
              "Cannot explain %s: no %s of the bills is called so."
                  .formatted(consumer, grouping.text()),
              NearestName.of(consumer, names)
                  .map("did you mean %s?"::formatted)
                  .orElse("see bering cost report --by %s".formatted(grouping.text()))));
    }
    return of(
        attribution, consumer, cost -> labels.apply(cost).text().equals(consumer), basis, limit);
  }

  /**
   * Explains what is counted for one platform of a comparison, but for its part of idle time.
   *
   * @param limit how many rows are shown of each currency
   */
  public static CostExplanation of(
      Attribution attribution, CostComparison comparison, CostComparison.Side side, int limit) {
    Basis basis = comparison.basis();
    CostExplanation explanation =
        of(
            attribution,
            "%s on %s".formatted(comparison.job(), side.platform()),
            comparison.countedOn(side),
            basis,
            limit);
    BigDecimal explained = sum(explanation.currencies().stream().map(OfCurrency::cost).toList());
    BigDecimal counted =
        sum(side.counted().stream().map(attempt -> attempt.costs().on(basis)).toList());
    if (explained.compareTo(counted) != 0) {
      throw new IllegalStateException(
          "rows of %s sum to %s and %s is counted"
              .formatted(explanation.consumer(), explained, counted));
    }
    return explanation;
  }

  /**
   * Explains what the idle time of a cluster cost, of which runs bear parts.
   *
   * @param limit how many rows are shown of each currency
   */
  public static CostExplanation ofIdleTime(
      Attribution attribution, String cluster, Basis basis, int limit) {
    return of(
        attribution,
        "idle time of " + cluster,
        cost -> cost.kind() == ConsumerKind.IDLE && cost.clusterId().equals(Optional.of(cluster)),
        basis,
        limit);
  }

  /** Explains the sum of some costs. */
  static CostExplanation of(
      Attribution attribution,
      String consumer,
      Predicate<AttributedCost> chosen,
      Basis basis,
      int limit) {
    SortedMap<String, BigDecimal> costs = new TreeMap<>();
    attribution.costs().stream()
        .filter(chosen)
        .forEach(cost -> costs.merge(cost.currency(), cost.costs().on(basis), BigDecimal::add));
    Attribution.Trace trace = attribution.trace(chosen, basis, limit);
    List<OfCurrency> currencies = new ArrayList<>();
    for (Map.Entry<String, BigDecimal> each : costs.entrySet()) {
      List<OfRule> rules = trace.rules().getOrDefault(each.getKey(), List.of());
      List<TracedCharge> charges = trace.charges().getOrDefault(each.getKey(), List.of());
      BigDecimal sum = sum(rules.stream().map(OfRule::cost).toList());
      if (sum.compareTo(each.getValue()) != 0) {
        throw new IllegalStateException(
            "rows of %s sum to %s and it costs %s".formatted(consumer, sum, each.getValue()));
      }
      currencies.add(
          new OfCurrency(
              each.getKey(),
              each.getValue(),
              rules,
              charges,
              rules.stream().mapToLong(OfRule::parts).sum() - charges.size(),
              sum.subtract(sum(charges.stream().map(TracedCharge::part).toList())),
              sum));
    }
    return new CostExplanation(consumer, basis, currencies);
  }

  private static BigDecimal sum(List<BigDecimal> amounts) {
    return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
