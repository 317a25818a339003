package dev.bering.cost;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why what bills say of two platforms is not enough to judge them. */
final class ComparisonDoubts {

  private static final MathContext PRECISION = MathContext.DECIMAL64;
  private static final BigDecimal LARGE_PART = new BigDecimal("0.1");
  private static final int SHOWN = 5;

  private final Attribution attribution;
  private final ComparisonRules rules;
  private final RunPairs pairs;
  private final RunCosts costs;
  private final RunCharges charges;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private ComparisonDoubts(
      Attribution attribution, ComparisonRules rules, RunPairs pairs, RunCosts costs) {
    this.attribution = attribution;
    this.rules = rules;
    this.pairs = pairs;
    this.costs = costs;
    this.charges = costs.charges();
  }

  /** Looks for all of them. */
  static ComparisonDoubts of(
      Attribution attribution, ComparisonRules rules, RunPairs pairs, RunCosts costs) {
    ComparisonDoubts doubts = new ComparisonDoubts(attribution, rules, pairs, costs);
    doubts.look();
    return doubts;
  }

  /** Why nobody can tell; none if somebody can. */
  List<String> reasons() {
    return reasons;
  }

  /** What a reader has to know all the same. */
  List<String> notes() {
    return notes;
  }

  private void look() {
    List<JobRun> counted = pairs.counted();
    requireBilled(counted);
    requireSameTimes(counted);
    for (String currency : costs.currencies()) {
      for (String platform : List.of(rules.from(), rules.to())) {
        requireExplained(platform, on(platform, counted), currency);
      }
      requireNothingLeftOut(counted, currency);
    }
    requireOwnPrices(counted);
    requireOutcomes(counted);
  }

  /** Each attempt that has to have a price has all of it. */
  private void requireBilled(List<JobRun> counted) {
    List<JobRun> without =
        counted.stream()
            .filter(run -> !charges.isBilled(run))
            .filter(
                run ->
                    !run.succeeded().equals(Optional.of(false))
                        || run.clusterId().isPresent()
                        || run.platformRunId().isPresent())
            .toList();
    if (!without.isEmpty()) {
      reasons.add("no bill has charges of " + names(without));
    }
    List<JobRun> half =
        counted.stream().filter(run -> charges.isBilled(run) && charges.isHalf(run)).toList();
    if (!half.isEmpty()) {
      reasons.add(
          "only the software and not the machines, or the other way round, is billed of "
              + names(half));
    }
    requireWholeDays(counted);
    for (String platform : List.of(rules.from(), rules.to())) {
      requireEveryService(platform, on(platform, counted));
    }
  }

  private static List<JobRun> on(String platform, List<JobRun> runs) {
    return runs.stream().filter(run -> run.platform().equals(platform)).toList();
  }

  private void requireWholeDays(List<JobRun> counted) {
    Map<Attribution.BilledService, Instant> last = RunCharges.lastCharges(attribution);
    Set<JobRun> late = new HashSet<>();
    for (JobRun run : counted) {
      for (Attribution.BilledService service : charges.services(run)) {
        Instant end = last.getOrDefault(service, Instant.MAX);
        if (run.endedAt().filter(end::isBefore).isPresent()) {
          late.add(run);
        }
      }
    }
    if (!late.isEmpty()) {
      reasons.add(
          "bills end before the end of " + names(counted.stream().filter(late::contains).toList()));
    }
  }

  private void requireEveryService(String platform, List<JobRun> counted) {
    List<JobRun> billed = counted.stream().filter(charges::isBilled).toList();
    Set<String> services =
        RunCharges.texts(
            billed.stream().flatMap(run -> charges.of(run).stream()).toList(),
            AttributedCost::service);
    for (String service : services) {
      List<JobRun> without =
          billed.stream()
              .filter(
                  run ->
                      !RunCharges.texts(charges.of(run), AttributedCost::service).contains(service))
              .toList();
      if (!without.isEmpty()
          && 2 * without.size() < billed.size()
          && isLargePart(service, billed)) {
        reasons.add(
            "%s is billed of other runs on %s, and not of %s"
                .formatted(service, platform, names(without)));
      }
    }
  }

  /** Whether a service is a tenth or more of what runs are charged in a currency of its own. */
  private boolean isLargePart(String service, List<JobRun> runs) {
    Predicate<AttributedCost> ofService = cost -> cost.service().equals(Optional.of(service));
    return runs.stream()
        .flatMap(run -> charges.of(run).stream())
        .filter(ofService)
        .map(AttributedCost::currency)
        .distinct()
        .anyMatch(
            currency -> {
              Predicate<AttributedCost> inCurrency = cost -> cost.currency().equals(currency);
              BigDecimal all = costs.sum(runs, rules.basis(), inCurrency);
              BigDecimal part = costs.sum(runs, rules.basis(), inCurrency.and(ofService));
              return part.compareTo(all.multiply(LARGE_PART)) >= 0;
            });
  }

  /**
   * Idle time is that of all charges that are looked at, which are those of both platforms' runs.
   */
  private void requireSameTimes(List<JobRun> counted) {
    Optional<Instant[]> from = ends(rules.from());
    Optional<Instant[]> to = ends(rules.to());
    boolean isIdle =
        counted.stream().map(costs::idle).anyMatch(cost -> cost.on(rules.basis()).signum() != 0);
    if (isIdle
        && from.isPresent()
        && to.isPresent()
        && (isFar(from.get()[0], to.get()[0]) || isFar(from.get()[1], to.get()[1]))) {
      reasons.add(
          "a shared cluster was idle, and the runs on %s and %s are of different times: idle time of"
                  .formatted(rules.from(), rules.to())
              + " days without runs of this job would count");
    }
  }

  private static boolean isFar(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(Duration.ofDays(1)) > 0;
  }

  /** When the first run on a platform began, and the last one ended. */
  private Optional<Instant[]> ends(String platform) {
    List<Instant> times =
        pairs.runs(platform).stream()
            .flatMap(run -> Stream.concat(run.startedAt().stream(), run.endedAt().stream()))
            .sorted()
            .toList();
    return times.isEmpty()
        ? Optional.empty()
        : Optional.of(new Instant[] {times.get(0), times.get(times.size() - 1)});
  }

  /** What a tag gives to this job, and to no run of it, would be part of what its runs cost. */
  private void requireNothingLeftOut(List<JobRun> counted, String currency) {
    Set<String> pipelines =
        counted.stream()
            .flatMap(run -> run.pipeline().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    BigDecimal tagged =
        attribution.costs().stream()
            .filter(cost -> cost.currency().equals(currency))
            .filter(
                cost ->
                    (cost.kind() == ConsumerKind.JOB
                            && cost.name().equals(Optional.of(rules.job())))
                        || (cost.kind() == ConsumerKind.PIPELINE
                            && cost.name().filter(pipelines::contains).isPresent()))
            .map(cost -> cost.costs().on(rules.basis()).abs())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal mine = costs.sum(counted, rules.basis(), cost -> cost.currency().equals(currency));
    if (tagged.scaleByPowerOfTen(2).compareTo(mine.multiply(rules.maxUnexplainedPercent())) > 0) {
      reasons.add(
          "%s is tagged with this job or its pipeline, and with no run that is known"
              .formatted(amount(tagged, currency)));
    }
  }

  /** What nobody is known to have caused might be the compared runs'. */
  private void requireExplained(String platform, List<JobRun> counted, String currency) {
    List<AttributedCost> ours =
        counted.stream()
            .flatMap(run -> charges.of(run).stream())
            .filter(cost -> cost.currency().equals(currency))
            .toList();
    Set<String> services = RunCharges.texts(ours, AttributedCost::service);
    Set<String> clusters = RunCharges.texts(ours, AttributedCost::clusterId);
    BigDecimal all = BigDecimal.ZERO;
    BigDecimal nobodys = BigDecimal.ZERO;
    BigDecimal shared = BigDecimal.ZERO;
    for (AttributedCost cost : attribution.costs()) {
      if (!cost.currency().equals(currency)) {
        continue;
      }
      BigDecimal amount = cost.costs().on(rules.basis()).abs();
      boolean isUsage =
          !cost.kind().isNameless()
              || cost.kind().isUnexplained()
              || cost.kind() == ConsumerKind.IDLE;
      boolean isElsewhere = cost.run().filter(run -> !run.platform().equals(platform)).isPresent();
      if (isUsage && !isElsewhere && cost.service().filter(services::contains).isPresent()) {
        all = all.add(amount);
        nobodys = cost.kind().isUnexplained() ? nobodys.add(amount) : nobodys;
      }
      if (cost.kind() == ConsumerKind.SHARED
          && cost.clusterId().filter(clusters::contains).isPresent()) {
        shared = shared.add(amount);
      }
    }
    if (all.signum() > 0) {
      BigDecimal percent = nobodys.scaleByPowerOfTen(2).divide(all, PRECISION);
      if (percent.compareTo(rules.maxUnexplainedPercent()) > 0) {
        reasons.add(
            String.format(
                Locale.ROOT,
                "%.1f %% of what is charged for %s in %s is nobody's, and no more than %s %% may be",
                percent,
                String.join(", ", services),
                currency,
                rules.maxUnexplainedPercent().toPlainString()));
      }
    }
    BigDecimal mine =
        ours.stream()
            .map(cost -> cost.costs().on(rules.basis()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    if (shared.scaleByPowerOfTen(2).compareTo(mine.multiply(rules.maxUnexplainedPercent())) > 0) {
      reasons.add(
          "%s of the clusters that these runs share cannot be divided, for want of measures"
              .formatted(amount(shared, currency)));
    }
  }

  private static String amount(BigDecimal amount, String currency) {
    return amount.round(new MathContext(4)).stripTrailingZeros().toPlainString() + " " + currency;
  }

  private void requireOwnPrices(List<JobRun> counted) {
    for (String platform : List.of(rules.from(), rules.to())) {
      boolean isListed =
          counted.stream()
              .filter(run -> run.platform().equals(platform))
              .map(costs::listed)
              .anyMatch(cost -> cost.on(Basis.EFFECTIVE).signum() != 0);
      if (isListed && rules.basis() == Basis.EFFECTIVE) {
        reasons.add(
            "%s has list prices only, which are no effective costs; --basis list compares list"
                    .formatted(platform)
                + " prices of both");
      } else if (isListed) {
        notes.add("%s has list prices only".formatted(platform));
      }
    }
  }

  private void requireOutcomes(List<JobRun> counted) {
    List<JobRun> open = counted.stream().filter(run -> run.succeeded().isEmpty()).toList();
    if (!open.isEmpty()) {
      reasons.add("nobody knows whether these succeeded: " + names(open));
    }
    List<JobRun> endless =
        counted.stream()
            .filter(run -> run.endedAt().isEmpty() && charges.isBilled(run))
            .filter(run -> run.succeeded().isPresent())
            .toList();
    if (!endless.isEmpty()) {
      reasons.add(
          "nobody knows when these ended, and whether all of them is billed: " + names(endless));
    }
  }

  private static String names(List<JobRun> runs) {
    return runs.stream()
            .map(run -> run.runId() + (run.attempt() == 1 ? "" : "#" + run.attempt()))
            .limit(SHOWN)
            .collect(Collectors.joining(", "))
        + (runs.size() > SHOWN ? " and %d more".formatted(runs.size() - SHOWN) : "");
  }
}
