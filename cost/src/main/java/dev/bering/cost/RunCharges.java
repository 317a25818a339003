package dev.bering.cost;

import dev.bering.cost.Attribution.BilledService;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What bills charge for runs, run by run. */
final class RunCharges {

  private final Map<JobRun, List<AttributedCost>> charges;

  private RunCharges(Map<JobRun, List<AttributedCost>> charges) {
    this.charges = charges;
  }

  static RunCharges of(Attribution attribution) {
    Map<JobRun, List<AttributedCost>> charges = new HashMap<>();
    for (AttributedCost cost : attribution.costs()) {
      cost.run()
          .ifPresent(run -> charges.computeIfAbsent(run, none -> new ArrayList<>()).add(cost));
    }
    return new RunCharges(charges);
  }

  /** All that is for an attempt; none if no bill has any of it. */
  List<AttributedCost> of(JobRun run) {
    return charges.getOrDefault(run, List.of());
  }

  boolean isBilled(JobRun run) {
    return charges.containsKey(run);
  }

  /** What an attempt cost on a basis, of one currency. */
  BigDecimal cost(JobRun run, Basis basis) {
    return of(run).stream()
        .map(cost -> cost.costs().on(basis))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  Set<String> currencies(JobRun run) {
    return of(run).stream()
        .map(AttributedCost::currency)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<BillingAccount> accounts(JobRun run) {
    return of(run).stream().map(RunCharges::account).collect(Collectors.toSet());
  }

  /** The services that an attempt is charged for. */
  Set<BilledService> services(JobRun run) {
    return of(run).stream()
        .flatMap(
            cost -> cost.service().map(name -> new BilledService(account(cost), name)).stream())
        .collect(Collectors.toSet());
  }

  private static BillingAccount account(AttributedCost cost) {
    return new BillingAccount(cost.provider(), cost.account()).plain();
  }

  /** When the last charge of each service ended, as {@link Attribution#lastCharges} says it. */
  static Map<BilledService, Instant> lastCharges(Attribution attribution) {
    Map<BilledService, Instant> last = new HashMap<>();
    attribution
        .lastCharges()
        .forEach(
            (service, end) ->
                last.merge(
                    new BilledService(service.account().plain(), service.service()),
                    end,
                    RunCharges::later));
    return last;
  }

  /** The later of two times. */
  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Machines that a cluster of Databricks or EMR was of are another bill's or service's rows. */
  boolean isHalf(JobRun run) {
    List<AttributedCost> all = of(run);
    Set<String> providers = texts(all, cost -> cost.provider().map(BillingAccount::slug));
    boolean isDatabricks =
        all.stream()
            .anyMatch(
                cost ->
                    cost.provider().filter("Databricks"::equalsIgnoreCase).isPresent()
                        && !cost.isServerless());
    if (isDatabricks && providers.size() == 1) {
      return true;
    }
    boolean isServerless = all.stream().anyMatch(AttributedCost::isServerless);
    boolean isEmr = run.clusterId().filter(id -> id.startsWith("j-")).isPresent();
    return isEmr && !isServerless && texts(all, AttributedCost::service).size() == 1;
  }

  static Set<String> texts(
      List<AttributedCost> costs, Function<AttributedCost, Optional<String>> text) {
    return costs.stream()
        .flatMap(cost -> text.apply(cost).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
