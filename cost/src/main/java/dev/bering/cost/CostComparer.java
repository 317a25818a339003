package dev.bering.cost;

import dev.bering.cost.CostComparison.Pair;
import dev.bering.cost.CostComparison.Verdict;
import dev.bering.cost.RunPairs.Couple;
import dev.bering.cost.RunPairs.Unit;
import dev.bering.model.Counts;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Compares what the pairs of runs of a job on two platforms cost, and judges. */
public final class CostComparer {

  /** Fewer pairs say nothing. */
  static final int MIN_PAIRS = 5;

  private static final MathContext PRECISION = MathContext.DECIMAL64;

  private final Attribution attribution;
  private final ComparisonRules rules;
  private final RunPairs pairs;
  private final RunCosts costs;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private CostComparer(Attribution attribution, ComparisonRules rules) {
    this.attribution = attribution;
    this.rules = rules;
    this.pairs = RunPairs.of(attribution, rules);
    this.costs =
        RunCosts.of(
            attribution,
            Stream.concat(pairs.runs(rules.from()).stream(), pairs.runs(rules.to()).stream())
                .toList());
  }

  /**
   * Compares.
   *
   * @throws UserException COST_JOB if the job has no run on one of the platforms
   */
  public static CostComparison compare(Attribution attribution, ComparisonRules rules) {
    return new CostComparer(attribution, rules).compared();
  }

  /** The time of the runs of a job on two platforms; empty if none has a time. */
  public static Optional<List<Instant>> time(List<JobRun> runs, ComparisonRules rules) {
    List<Instant> times =
        runs.stream()
            .filter(run -> run.job().equals(rules.job()))
            .filter(run -> run.platform().equals(rules.from()) || run.platform().equals(rules.to()))
            .flatMap(run -> Stream.concat(run.startedAt().stream(), run.endedAt().stream()))
            .sorted()
            .toList();
    return times.isEmpty()
        ? Optional.empty()
        : Optional.of(List.of(times.get(0), times.get(times.size() - 1)));
  }

  private CostComparison compared() {
    List<Couple> couples = pairs.couples();
    Set<String> currencies = costs.currencies();
    reasons.addAll(rules.doubts());
    if (currencies.size() > 1) {
      reasons.add("costs are in different currencies: " + String.join(", ", currencies));
    }
    if (couples.size() < MIN_PAIRS) {
      reasons.add("%s, and it takes %d".formatted(Counts.of(couples.size(), "pair"), MIN_PAIRS));
    }
    ComparisonDoubts doubts = ComparisonDoubts.of(attribution, rules, pairs, costs);
    reasons.addAll(doubts.reasons());
    notes.addAll(doubts.notes());
    CostComparison.Side from = side(rules.from());
    CostComparison.Side to = side(rules.to());
    noteDifferentWork(couples);
    List<Pair> compared = new ArrayList<>();
    Map<Basis, List<Double>> ratios = new HashMap<>();
    for (Couple couple : couples) {
      Costs one = costs(couple.from(), rules.from());
      Costs other = costs(couple.to(), rules.to());
      for (Basis basis : List.of(Basis.LIST, Basis.EFFECTIVE)) {
        ratio(one, other, basis)
            .ifPresent(
                ratio -> ratios.computeIfAbsent(basis, none -> new ArrayList<>()).add(ratio));
      }
      OptionalDouble ratio = ratio(one, other, rules.basis());
      if (ratio.isEmpty()) {
        reasons.add("pair %s has a cost that is not above zero".formatted(couple.name()));
      }
      compared.add(
          new Pair(couple.name(), couple.from().ids(), couple.to().ids(), one, other, ratio));
    }
    boolean isOneCurrency = currencies.size() <= 1;
    Map<Basis, Optional<RatioInterval>> intervals = new HashMap<>();
    for (Basis basis : List.of(Basis.LIST, Basis.EFFECTIVE)) {
      List<Double> found = ratios.getOrDefault(basis, List.of());
      intervals.put(
          basis,
          isOneCurrency && !found.isEmpty() && found.size() == couples.size()
              ? Optional.of(RatioInterval.of(found))
              : Optional.empty());
    }
    Optional<RatioInterval> deciding = intervals.getOrDefault(rules.basis(), Optional.empty());
    return new CostComparison(
        rules.job(),
        rules.basis(),
        rules.limitPercent(),
        currencies.size() == 1 ? currencies.stream().findFirst() : Optional.empty(),
        verdict(deciding),
        reasons,
        from,
        to,
        compared,
        pairs.unpaired(),
        intervals.getOrDefault(Basis.LIST, Optional.empty()),
        intervals.getOrDefault(Basis.EFFECTIVE, Optional.empty()),
        isOneCurrency ? decomposition(from, to, couples) : Optional.empty(),
        notes);
  }

  /** By successful run, with an equal part of what was spent for nothing. */
  private Costs costs(Unit unit, String platform) {
    Costs spent = costs.spent(unit);
    Costs lost = pairs.wasted(platform).stream().map(costs::spent).reduce(Costs.ZERO, Costs::plus);
    return RunCosts.each(
        basis ->
            spent
                .on(basis)
                .divide(BigDecimal.valueOf(unit.successes()), PRECISION)
                .add(lost.on(basis).divide(BigDecimal.valueOf(pairs.couples().size()), PRECISION)));
  }

  private static OptionalDouble ratio(Costs from, Costs to, Basis basis) {
    return from.on(basis).signum() > 0 && to.on(basis).signum() > 0
        ? OptionalDouble.of(to.on(basis).divide(from.on(basis), PRECISION).doubleValue())
        : OptionalDouble.empty();
  }

  private Verdict verdict(Optional<RatioInterval> ratio) {
    if (!reasons.isEmpty() || ratio.isEmpty()) {
      return Verdict.CANNOT_TELL;
    }
    double limit = 1 + rules.limitPercent().doubleValue() / 100;
    if (ratio.get().upper() <= limit) {
      return Verdict.WITHIN;
    }
    if (ratio.get().lower() > limit) {
      return Verdict.OVER;
    }
    reasons.add(
        String.format(
            Locale.ROOT,
            "the interval from %.3f to %.3f holds the limit of %.3f",
            ratio.get().lower(),
            ratio.get().upper(),
            limit));
    return Verdict.CANNOT_TELL;
  }

  private void noteDifferentWork(List<Couple> couples) {
    long differing =
        couples.stream()
            .filter(
                couple -> {
                  OptionalDouble one = work(couple.from().attempts(), CostComparer::gib);
                  OptionalDouble other = work(couple.to().attempts(), CostComparer::gib);
                  return one.isPresent()
                      && other.isPresent()
                      && Math.abs(one.getAsDouble() - other.getAsDouble())
                          > 0.01 * Math.max(one.getAsDouble(), other.getAsDouble());
                })
            .count();
    if (differing > 0) {
      notes.add(
          "%s read amounts that differ by more than 1 %% on the two platforms"
              .formatted(Counts.of(differing, "pair")));
    }
  }

  private static OptionalDouble gib(JobRun run) {
    return run.bytesRead().isPresent()
        ? OptionalDouble.of((double) run.bytesRead().getAsLong() / (1L << 30))
        : OptionalDouble.empty();
  }

  /** Of attempts that succeeded; empty if one does not tell. */
  private static OptionalDouble work(
      List<JobRun> attempts, Function<JobRun, OptionalDouble> measure) {
    double sum = 0;
    for (JobRun run : attempts) {
      if (run.succeeded().equals(Optional.of(true))) {
        OptionalDouble amount = measure.apply(run);
        if (amount.isEmpty()) {
          return amount;
        }
        sum += amount.getAsDouble();
      }
    }
    return OptionalDouble.of(sum);
  }

  private CostComparison.Side side(String platform) {
    List<Unit> units = pairs.units(platform);
    List<Unit> wasted = pairs.wasted(platform);
    List<JobRun> paired = units.stream().flatMap(unit -> unit.attempts().stream()).toList();
    List<JobRun> all =
        Stream.concat(paired.stream(), wasted.stream().flatMap(unit -> unit.attempts().stream()))
            .toList();
    List<JobRun> failed =
        all.stream().filter(run -> run.succeeded().equals(Optional.of(false))).toList();
    long successes = units.stream().mapToLong(Unit::successes).sum();
    Costs spent =
        Stream.concat(units.stream(), wasted.stream())
            .map(costs::spent)
            .reduce(Costs.ZERO, Costs::plus);
    OptionalDouble coreHours = work(paired, JobRun::coreHours);
    OptionalDouble gib = work(paired, CostComparer::gib);
    BigDecimal deciding = spent.on(rules.basis());
    return new CostComparison.Side(
        platform,
        counted(platform),
        successes,
        failed.size(),
        spent,
        sum(failed, costs::of),
        sum(all, costs::idle),
        sum(all, costs::listed),
        coreHours,
        gib,
        by(deciding, OptionalDouble.of((double) successes)),
        by(deciding, coreHours),
        by(deciding, gib));
  }

  private List<CostComparison.Counted> counted(String platform) {
    Stream<CostComparison.Counted> paired =
        pairs.couples().stream()
            .flatMap(
                couple ->
                    (platform.equals(rules.from()) ? couple.from() : couple.to())
                        .attempts().stream().map(run -> costs.counted(couple.name(), run)));
    Stream<CostComparison.Counted> lost =
        pairs.wasted(platform).stream()
            .flatMap(unit -> unit.attempts().stream().map(run -> costs.counted(unit.name(), run)));
    return Stream.concat(paired, lost).toList();
  }

  private static Costs sum(List<JobRun> runs, Function<JobRun, Costs> of) {
    return runs.stream().map(of).reduce(Costs.ZERO, Costs::plus);
  }

  private static Optional<BigDecimal> by(BigDecimal cost, OptionalDouble amount) {
    return amount.isPresent() && amount.getAsDouble() > 0
        ? Optional.of(cost.divide(BigDecimal.valueOf(amount.getAsDouble()), PRECISION))
        : Optional.empty();
  }

  private static Optional<CostComparison.Decomposition> decomposition(
      CostComparison.Side from, CostComparison.Side to, List<Couple> couples) {
    OptionalDouble fromHours =
        work(
            couples.stream().flatMap(couple -> couple.from().attempts().stream()).toList(),
            JobRun::hours);
    OptionalDouble toHours =
        work(
            couples.stream().flatMap(couple -> couple.to().attempts().stream()).toList(),
            JobRun::hours);
    if (from.perCoreHour().isEmpty()
        || to.perCoreHour().isEmpty()
        || from.perSuccess().isEmpty()
        || to.perSuccess().isEmpty()
        || from.perCoreHour().get().signum() <= 0
        || !(fromHours.orElse(0) > 0)
        || !(toHours.orElse(0) > 0)) {
      return Optional.empty();
    }
    double fromCores = from.coreHours().orElseThrow() / fromHours.orElseThrow();
    double toCores = to.coreHours().orElseThrow() / toHours.orElseThrow();
    double fromTime = fromHours.orElseThrow() / from.succeeded();
    double toTime = toHours.orElseThrow() / to.succeeded();
    return Optional.of(
        new CostComparison.Decomposition(
            to.perSuccess().get().divide(from.perSuccess().get(), PRECISION).doubleValue(),
            to.perCoreHour().get().divide(from.perCoreHour().get(), PRECISION).doubleValue(),
            toCores / fromCores,
            toTime / fromTime));
  }
}
