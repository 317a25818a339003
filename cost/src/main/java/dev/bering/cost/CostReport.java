package dev.bering.cost;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What things cost: a table for each currency, as currencies are never added up.
 *
 * @param by what a line stands for, such as {@code job} or {@code tag:team}
 * @param basis by which lines are ordered and shares are told
 * @param per what unit costs are for
 */
public record CostReport(
    String by, Basis basis, Optional<WorkUnit> per, List<OfCurrency> currencies) {

  /**
   * What was charged in one currency.
   *
   * @param total of all lines, which is the sum of all charges, exactly
   * @param lines the dearest consumers, then all that have no name, such as {@code (idle)}
   * @param moreLines consumers that are not shown
   * @param more what these cost
   * @param kinds what for, in a few words, whatever a line stands for
   * @param listPriced what of the total has the list price because its bill has no other
   */
  public record OfCurrency(
      String currency,
      Costs total,
      List<Line> lines,
      long moreLines,
      Costs more,
      List<KindCosts> kinds,
      Costs listPriced) {}

  /** What everything of a kind costs. */
  public record KindCosts(String kind, Costs costs, long parts) {}

  /**
   * One consumer.
   *
   * @param isNameless whether it is no run, job and so on, but {@code (idle)} and the like
   * @param share of the total, on the report's basis; 0 if the total is
   * @param parts of rows of bills; a row may have several, and of several consumers
   * @param attempts of runs that have a part of it, and {@code succeeded} of them
   * @param work in the report's unit, of attempts that succeeded; empty if one does not tell, or of
   *     one nobody knows whether it did
   * @param unitCost all of the cost, by the work of what succeeded
   */
  public record Line(
      String consumer,
      boolean isNameless,
      Costs costs,
      double share,
      long parts,
      long attempts,
      long succeeded,
      Optional<BigDecimal> work,
      Optional<BigDecimal> unitCost) {}

  public CostReport {
    currencies = List.copyOf(currencies);
  }

  /**
   * Sums up what was attributed.
   *
   * @param limit how many consumers with a name are shown
   */
  public static CostReport of(
      Attribution attribution, Grouping grouping, Basis basis, Optional<WorkUnit> per, int limit) {
    SortedMap<String, List<AttributedCost>> currencies =
        attribution.costs().stream()
            .collect(
                Collectors.groupingBy(AttributedCost::currency, TreeMap::new, Collectors.toList()));
    Function<AttributedCost, Grouping.Label> labels = grouping.labels(attribution.runs());
    List<OfCurrency> tables = new ArrayList<>();
    currencies.forEach(
        (currency, costs) -> tables.add(table(currency, costs, labels, basis, per, limit)));
    return new CostReport(grouping.text(), basis, per, tables);
  }

  private static OfCurrency table(
      String currency,
      List<AttributedCost> costs,
      Function<AttributedCost, Grouping.Label> labels,
      Basis basis,
      Optional<WorkUnit> per,
      int limit) {
    Map<Grouping.Label, Sum> sums = new HashMap<>();
    Map<ConsumerKind, Sum> kinds = new TreeMap<>();
    Sum total = new Sum();
    Sum listed = new Sum();
    for (AttributedCost cost : costs) {
      sums.computeIfAbsent(labels.apply(cost), none -> new Sum()).add(cost);
      kinds.computeIfAbsent(cost.kind(), none -> new Sum()).add(cost);
      total.add(cost);
      if (cost.isListPriced()) {
        listed.add(cost);
      }
    }
    List<Line> lines =
        sums.entrySet().stream()
            .map(each -> each.getValue().line(each.getKey(), total.costs, basis, per))
            .sorted(
                Comparator.comparing(Line::isNameless)
                    .thenComparing(line -> line.costs().on(basis), Comparator.reverseOrder())
                    .thenComparing(Line::consumer))
            .toList();
    List<Line> shown = new ArrayList<>();
    Costs more = Costs.ZERO;
    long moreLines = 0;
    for (Line line : lines) {
      if (line.isNameless() || shown.size() < limit) {
        shown.add(line);
      } else {
        more = more.plus(line.costs());
        moreLines++;
      }
    }
    return new OfCurrency(
        currency,
        total.costs,
        List.copyOf(shown),
        moreLines,
        more,
        kinds.entrySet().stream()
            .map(
                each ->
                    new KindCosts(
                        each.getKey().text(), each.getValue().costs, each.getValue().parts))
            .toList(),
        listed.costs);
  }

  /** The sum of some costs. */
  private static final class Sum {
    private final Set<JobRun> runs = new HashSet<>();
    private Costs costs = Costs.ZERO;
    private long parts;

    void add(AttributedCost cost) {
      costs = costs.plus(cost.costs());
      parts += cost.parts();
      cost.run().ifPresent(runs::add);
    }

    Line line(Grouping.Label label, Costs total, Basis basis, Optional<WorkUnit> per) {
      List<JobRun> succeeded =
          runs.stream().filter(run -> run.succeeded().equals(Optional.of(true))).toList();
      boolean isKnown = runs.stream().allMatch(run -> run.succeeded().isPresent());
      Optional<BigDecimal> work =
          per.filter(unit -> isKnown).flatMap(unit -> work(succeeded, unit));
      BigDecimal whole = total.on(basis);
      return new Line(
          label.text(),
          label.isNameless(),
          costs,
          whole.signum() == 0
              ? 0
              : costs.on(basis).divide(whole, MathContext.DECIMAL64).doubleValue(),
          parts,
          runs.size(),
          succeeded.size(),
          work,
          work.filter(amount -> amount.signum() > 0)
              .map(amount -> costs.on(basis).divide(amount, MathContext.DECIMAL64)));
    }

    private static Optional<BigDecimal> work(List<JobRun> runs, WorkUnit unit) {
      BigDecimal sum = BigDecimal.ZERO;
      for (JobRun run : runs) {
        Optional<BigDecimal> amount = unit.of(run);
        if (amount.isEmpty()) {
          return Optional.empty();
        }
        sum = sum.add(amount.get());
      }
      return runs.isEmpty() ? Optional.empty() : Optional.of(sum);
    }
  }
}
