package dev.bering.cost;

import dev.bering.cost.CostComparison.Counted;
import dev.bering.cost.CostComparison.IdlePart;
import dev.bering.cost.RunPairs.Unit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the runs of a comparison cost, with their part of the idle time of their clusters. */
final class RunCosts {

  private static final MathContext PRECISION = MathContext.DECIMAL64;

  private final RunCharges charges;
  private final Map<JobRun, Costs> costs = new HashMap<>();
  private final Map<JobRun, Costs> listed = new HashMap<>();
  private final Map<JobRun, SortedMap<String, IdlePart>> idle = new HashMap<>();
  private final Set<String> currencies = new TreeSet<>();

  private RunCosts(RunCharges charges) {
    this.charges = charges;
  }

  /** Of some runs. */
  static RunCosts of(Attribution attribution, Collection<JobRun> runs) {
    RunCosts costs = new RunCosts(RunCharges.of(attribution));
    costs.gather(attribution, runs);
    return costs;
  }

  private void gather(Attribution attribution, Collection<JobRun> runs) {
    Map<String, Costs> idleOf = new HashMap<>();
    Map<String, Costs> runsOf = new HashMap<>();
    for (AttributedCost cost : attribution.costs()) {
      if (cost.kind() == ConsumerKind.IDLE) {
        idleOf.merge(cluster(cost), cost.costs(), Costs::plus);
      } else if (cost.kind() == ConsumerKind.RUN && cost.clusterId().isPresent()) {
        runsOf.merge(cluster(cost), cost.costs(), Costs::plus);
      }
    }
    for (JobRun run : new HashSet<>(runs)) {
      for (AttributedCost cost : charges.of(run)) {
        currencies.add(cost.currency());
        costs.merge(run, cost.costs(), Costs::plus);
        if (cost.isListPriced()) {
          listed.merge(run, cost.costs(), Costs::plus);
        }
        if (cost.clusterId().isPresent()) {
          Costs of = runsOf.getOrDefault(cluster(cost), Costs.ZERO);
          Costs spread = idleOf.getOrDefault(cluster(cost), Costs.ZERO);
          idle.computeIfAbsent(run, none -> new TreeMap<>())
              .merge(
                  cluster(cost),
                  new IdlePart(
                      cost.clusterId().get(),
                      each(basis -> part(cost.costs().on(basis), of.on(basis), spread.on(basis))),
                      cost.costs(),
                      of,
                      spread),
                  IdlePart::plus);
        }
      }
    }
  }

  private static String cluster(AttributedCost cost) {
    return cost.clusterId().orElse("") + " " + cost.currency();
  }

  private static BigDecimal part(BigDecimal mine, BigDecimal all, BigDecimal spread) {
    return all.signum() == 0 ? BigDecimal.ZERO : spread.multiply(mine).divide(all, PRECISION);
  }

  /** An amount for each basis. */
  static Costs each(Function<Basis, BigDecimal> amount) {
    return new Costs(
        amount.apply(Basis.LIST), amount.apply(Basis.EFFECTIVE), amount.apply(Basis.BILLED));
  }

  /** The currencies in which the runs were charged. */
  Set<String> currencies() {
    return currencies;
  }

  RunCharges charges() {
    return charges;
  }

  /** What a run was charged, without idle time. */
  Costs of(JobRun run) {
    return costs.getOrDefault(run, Costs.ZERO);
  }

  /** What of it has the list price because its bill has no other. */
  Costs listed(JobRun run) {
    return listed.getOrDefault(run, Costs.ZERO);
  }

  /** The run's part of the idle time of its clusters. */
  Costs idle(JobRun run) {
    return counted("", run).idleCosts();
  }

  /** An attempt that counts for a unit of work. */
  Counted counted(String unit, JobRun run) {
    return new Counted(
        run.runId(),
        run.attempt(),
        unit,
        run.succeeded(),
        charges.of(run).stream().mapToLong(AttributedCost::parts).sum(),
        of(run),
        idle.getOrDefault(run, Collections.emptySortedMap()).values().stream()
            .filter(part -> !part.idle().isEqualTo(Costs.ZERO))
            .toList());
  }

  /** All that the attempts of a unit cost, with idle time. */
  Costs spent(Unit unit) {
    return unit.attempts().stream()
        .map(run -> of(run).plus(idle(run)))
        .reduce(Costs.ZERO, Costs::plus);
  }

  /** What some charges of runs are. */
  BigDecimal sum(List<JobRun> runs, Basis basis, Predicate<AttributedCost> chosen) {
    return runs.stream()
        .flatMap(run -> charges.of(run).stream())
        .filter(chosen)
        .map(cost -> cost.costs().on(basis))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
