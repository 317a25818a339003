package dev.bering.cost;

import dev.bering.cost.CostComparison.Pair;
import dev.bering.cost.CostComparison.Unpaired;
import dev.bering.cost.CostComparison.Verdict;
import dev.bering.model.Counts;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pairs the runs of a job on two platforms, sums up what they cost, and judges. */
public final class CostComparer {

  /** Fewer pairs say nothing. */
  static final int MIN_PAIRS = 5;

  private static final MathContext PRECISION = MathContext.DECIMAL64;
  private static final double LARGE_PART = 0.1;
  private static final int SHOWN = 5;

  private final Attribution attribution;
  private final ComparisonRules rules;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Unpaired> unpaired = new ArrayList<>();
  private final Map<JobRun, Costs> costs = new HashMap<>();
  private final Map<JobRun, Costs> listed = new HashMap<>();
  private final Map<JobRun, Costs> idle = new HashMap<>();
  private final Map<JobRun, List<AttributedCost>> charges = new HashMap<>();

  private CostComparer(Attribution attribution, ComparisonRules rules) {
    this.attribution = attribution;
    this.rules = rules;
  }

  /**
   * All attempts on one platform for one purpose.
   *
   * @param successes how many runs succeeded
   */
  private record Unit(String name, List<JobRun> attempts, long successes) {
    static Unit of(String name, List<JobRun> attempts) {
      return new Unit(
          name,
          attempts,
          attempts.stream()
              .filter(run -> run.succeeded().equals(Optional.of(true)))
              .map(JobRun::runId)
              .distinct()
              .count());
    }

    List<String> ids() {
      return attempts.stream().map(JobRun::runId).distinct().sorted().toList();
    }
  }

  /** Two units for the same work. */
  private record Couple(String name, Unit from, Unit to) {}

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
    requireRuns();
    reasons.addAll(rules.doubts());
    Set<String> currencies = gather();
    List<Couple> couples = couples();
    Map<String, List<Unit>> wasted = new HashMap<>();
    for (String platform : List.of(rules.from(), rules.to())) {
      wasted.put(platform, withoutSuccess(platform));
    }
    if (currencies.size() > 1) {
      reasons.add("costs are in different currencies: " + String.join(", ", currencies));
    }
    if (couples.size() < MIN_PAIRS) {
      reasons.add("%s, and it takes %d".formatted(Counts.of(couples.size(), "pair"), MIN_PAIRS));
    }
    List<JobRun> counted =
        Stream.concat(
                couples.stream()
                    .flatMap(
                        couple ->
                            Stream.concat(
                                couple.from().attempts().stream(),
                                couple.to().attempts().stream())),
                wasted.values().stream()
                    .flatMap(Collection::stream)
                    .flatMap(unit -> unit.attempts().stream()))
            .distinct()
            .toList();
    requireBilled(counted);
    requireSameTimes(counted);
    for (String platform : List.of(rules.from(), rules.to())) {
      requireExplained(
          platform,
          counted.stream().filter(run -> run.platform().equals(platform)).toList(),
          currencies);
    }
    requireNothingLeftOut(counted, currencies);
    requireOwnPrices(counted);
    requireOutcomes(counted);
    CostComparison.Side from =
        side(
            rules.from(),
            couples.stream().map(Couple::from).toList(),
            wasted.getOrDefault(rules.from(), List.of()));
    CostComparison.Side to =
        side(
            rules.to(),
            couples.stream().map(Couple::to).toList(),
            wasted.getOrDefault(rules.to(), List.of()));
    noteDifferentWork(couples);
    List<Pair> pairs = new ArrayList<>();
    Map<Basis, List<Double>> ratios = new HashMap<>();
    for (Couple couple : couples) {
      Costs one = costs(couple.from(), rules.from(), wasted, couples.size());
      Costs other = costs(couple.to(), rules.to(), wasted, couples.size());
      for (Basis basis : List.of(Basis.LIST, Basis.EFFECTIVE)) {
        ratio(one, other, basis)
            .ifPresent(
                ratio -> ratios.computeIfAbsent(basis, none -> new ArrayList<>()).add(ratio));
      }
      OptionalDouble ratio = ratio(one, other, rules.basis());
      if (ratio.isEmpty()) {
        reasons.add("pair %s has a cost that is not above zero".formatted(couple.name()));
      }
      pairs.add(new Pair(couple.name(), couple.from().ids(), couple.to().ids(), one, other, ratio));
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
        pairs,
        unpaired,
        intervals.getOrDefault(Basis.LIST, Optional.empty()),
        intervals.getOrDefault(Basis.EFFECTIVE, Optional.empty()),
        isOneCurrency ? decomposition(from, to, couples) : Optional.empty(),
        notes);
  }

  private void requireRuns() {
    List<String> jobs = attribution.runs().stream().map(JobRun::job).distinct().sorted().toList();
    List<Problem> problems = new ArrayList<>();
    if (!jobs.contains(rules.job())) {
      problems.add(
          new Problem(
              "COST_JOB",
              "Cannot compare %s: no run is of such a job.".formatted(rules.job()),
              NearestName.hint(rules.job(), jobs)));
    } else {
      for (String platform : List.of(rules.from(), rules.to())) {
        if (runs(platform).isEmpty()) {
          problems.add(
              new Problem(
                  "COST_JOB",
                  "Cannot compare %s: no run of it was on '%s'.".formatted(rules.job(), platform),
                  "it ran on "
                      + attribution.runs().stream()
                          .filter(run -> run.job().equals(rules.job()))
                          .map(JobRun::platform)
                          .distinct()
                          .sorted()
                          .collect(Collectors.joining(", "))));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private List<JobRun> runs(String platform) {
    return attribution.runs().stream()
        .filter(run -> run.job().equals(rules.job()) && run.platform().equals(platform))
        .toList();
  }

  /** What every run costs, with its part of the idle time of its clusters. */
  private Set<String> gather() {
    Set<JobRun> ours = new HashSet<>(runs(rules.from()));
    ours.addAll(runs(rules.to()));
    Set<String> currencies = new TreeSet<>();
    Map<String, Costs> idleOf = new HashMap<>();
    Map<String, Costs> runsOf = new HashMap<>();
    for (AttributedCost cost : attribution.costs()) {
      String cluster = cost.clusterId().orElse("") + " " + cost.currency();
      if (cost.kind() == ConsumerKind.IDLE) {
        idleOf.merge(cluster, cost.costs(), Costs::plus);
      } else if (cost.kind() == ConsumerKind.RUN && cost.clusterId().isPresent()) {
        runsOf.merge(cluster, cost.costs(), Costs::plus);
      }
      if (cost.run().filter(ours::contains).isPresent()) {
        JobRun run = cost.run().get();
        currencies.add(cost.currency());
        costs.merge(run, cost.costs(), Costs::plus);
        charges.computeIfAbsent(run, none -> new ArrayList<>()).add(cost);
        if (cost.isListPriced()) {
          listed.merge(run, cost.costs(), Costs::plus);
        }
      }
    }
    charges.forEach(
        (run, all) ->
            all.stream()
                .filter(cost -> cost.clusterId().isPresent())
                .forEach(
                    cost -> {
                      String cluster = cost.clusterId().orElse("") + " " + cost.currency();
                      Costs of = runsOf.getOrDefault(cluster, Costs.ZERO);
                      Costs spread = idleOf.getOrDefault(cluster, Costs.ZERO);
                      idle.merge(
                          run,
                          each(
                              basis ->
                                  part(cost.costs().on(basis), of.on(basis), spread.on(basis))),
                          Costs::plus);
                    }));
    return currencies;
  }

  private static BigDecimal part(BigDecimal mine, BigDecimal all, BigDecimal spread) {
    return all.signum() == 0 ? BigDecimal.ZERO : spread.multiply(mine).divide(all, PRECISION);
  }

  private static Costs each(Function<Basis, BigDecimal> amount) {
    return new Costs(
        amount.apply(Basis.LIST), amount.apply(Basis.EFFECTIVE), amount.apply(Basis.BILLED));
  }

  private List<Couple> couples() {
    return rules.pairs().isEmpty() ? byDate() : declared();
  }

  private List<Couple> byDate() {
    Map<String, Unit> from = units(rules.from());
    Map<String, Unit> to = units(rules.to());
    List<Couple> couples = new ArrayList<>();
    from.forEach(
        (date, unit) ->
            couple(date, unit, Optional.ofNullable(to.get(date))).ifPresent(couples::add));
    to.forEach(
        (date, unit) -> {
          if (!from.containsKey(date)) {
            unpaired(rules.to(), unit, "no run on %s is for %s".formatted(rules.from(), date));
          }
        });
    return couples;
  }

  private Optional<Couple> couple(String date, Unit from, Optional<Unit> to) {
    if (to.isEmpty()) {
      unpaired(rules.from(), from, "no run on %s is for %s".formatted(rules.to(), date));
      return Optional.empty();
    }
    Unit other = to.get();
    if (from.successes() > 0 && other.successes() > 0) {
      return Optional.of(new Couple(date, from, other));
    }
    unpaired(
        rules.from(),
        from,
        from.successes() == 0
            ? "none for %s succeeded; counted as waste".formatted(date)
            : "none on %s for %s succeeded".formatted(rules.to(), date));
    unpaired(
        rules.to(),
        other,
        other.successes() == 0
            ? "none for %s succeeded; counted as waste".formatted(date)
            : "none on %s for %s succeeded".formatted(rules.from(), date));
    return Optional.empty();
  }

  private void unpaired(String platform, Unit unit, String why) {
    unit.ids().forEach(id -> unpaired.add(new Unpaired(platform, id, why)));
  }

  /** By date; what has none is named. */
  private Map<String, Unit> units(String platform) {
    Map<String, List<JobRun>> dates = new TreeMap<>();
    for (JobRun run : runs(platform)) {
      if (run.logicalDate().isPresent()) {
        dates
            .computeIfAbsent(run.logicalDate().get().toString(), none -> new ArrayList<>())
            .add(run);
      } else {
        Unpaired lone = new Unpaired(platform, run.runId(), "it has no logical date");
        if (!unpaired.contains(lone)) {
          unpaired.add(lone);
        }
      }
    }
    Map<String, Unit> units = new LinkedHashMap<>();
    dates.forEach((date, attempts) -> units.put(date, Unit.of(date, attempts)));
    return units;
  }

  private Map<String, Unit> byId(String platform) {
    Map<String, List<JobRun>> ids =
        runs(platform).stream()
            .collect(Collectors.groupingBy(JobRun::runId, TreeMap::new, Collectors.toList()));
    Map<String, Unit> units = new LinkedHashMap<>();
    ids.forEach((id, attempts) -> units.put(id, Unit.of(id, attempts)));
    return units;
  }

  private List<Couple> declared() {
    Map<String, Unit> from = byId(rules.from());
    Map<String, Unit> to = byId(rules.to());
    List<Problem> problems = new ArrayList<>();
    List<Couple> couples = new ArrayList<>();
    new TreeMap<>(rules.pairs())
        .forEach(
            (one, other) -> {
              missing(one, rules.from(), from).ifPresent(problems::add);
              missing(other, rules.to(), to).ifPresent(problems::add);
              Unit left = from.get(one);
              Unit right = to.get(other);
              if (left != null && right != null) {
                if (left.successes() > 0 && right.successes() > 0) {
                  couples.add(new Couple(one + " and " + other, left, right));
                } else {
                  unpaired(rules.from(), left, "a pair of which one side did not succeed");
                  unpaired(rules.to(), right, "a pair of which one side did not succeed");
                }
              }
            });
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    from.forEach(
        (id, unit) -> {
          if (!rules.pairs().containsKey(id)) {
            unpaired(rules.from(), unit, "no pair names it");
          }
        });
    to.forEach(
        (id, unit) -> {
          if (!rules.pairs().containsValue(id)) {
            unpaired(rules.to(), unit, "no pair names it");
          }
        });
    return couples;
  }

  private Optional<Problem> missing(String id, String platform, Map<String, Unit> units) {
    return units.containsKey(id)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "COST_PAIR",
                "Cannot pair run '%s': it is no run of %s on %s."
                    .formatted(id, rules.job(), platform),
                NearestName.hint(id, units.keySet())));
  }

  /** What was spent for nothing: it makes each success dearer. */
  private List<Unit> withoutSuccess(String platform) {
    Stream<Unit> units =
        rules.pairs().isEmpty()
            ? runs(platform).stream()
                .filter(run -> run.logicalDate().isPresent())
                .collect(
                    Collectors.groupingBy(
                        run -> run.logicalDate().orElseThrow().toString(),
                        TreeMap::new,
                        Collectors.toList()))
                .entrySet()
                .stream()
                .map(each -> Unit.of(each.getKey(), each.getValue()))
            : byId(platform).values().stream()
                .filter(
                    unit ->
                        platform.equals(rules.from())
                            ? rules.pairs().containsKey(unit.name())
                            : rules.pairs().containsValue(unit.name()));
    return units.filter(unit -> unit.successes() == 0).toList();
  }

  private Costs spent(Unit unit) {
    return unit.attempts().stream()
        .map(run -> costs.getOrDefault(run, Costs.ZERO).plus(idle.getOrDefault(run, Costs.ZERO)))
        .reduce(Costs.ZERO, Costs::plus);
  }

  /** By successful run. */
  private Costs costs(Unit unit, String platform, Map<String, List<Unit>> wasted, int pairs) {
    Costs spent = spent(unit);
    Costs lost =
        wasted.getOrDefault(platform, List.of()).stream()
            .map(this::spent)
            .reduce(Costs.ZERO, Costs::plus);
    return each(
        basis ->
            spent
                .on(basis)
                .divide(BigDecimal.valueOf(unit.successes()), PRECISION)
                .add(lost.on(basis).divide(BigDecimal.valueOf(pairs), PRECISION)));
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

  /** Each attempt that has to have a price has all of it. */
  private void requireBilled(List<JobRun> counted) {
    List<JobRun> without =
        counted.stream()
            .filter(run -> !charges.containsKey(run))
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
        counted.stream().filter(run -> charges.containsKey(run) && isHalf(run)).toList();
    if (!half.isEmpty()) {
      reasons.add(
          "only the software and not the machines, or the other way round, is billed of "
              + names(half));
    }
    requireWholeDays(counted);
    for (String platform : List.of(rules.from(), rules.to())) {
      requireEveryService(
          platform, counted.stream().filter(run -> run.platform().equals(platform)).toList());
    }
  }

  /** Machines that a cluster of Databricks or EMR was of are another bill's or service's rows. */
  private boolean isHalf(JobRun run) {
    List<AttributedCost> all = charges.getOrDefault(run, List.of());
    Set<String> providers = texts(all, AttributedCost::provider);
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

  private static Set<String> texts(
      List<AttributedCost> costs, Function<AttributedCost, Optional<String>> text) {
    return costs.stream()
        .flatMap(cost -> text.apply(cost).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void requireWholeDays(List<JobRun> counted) {
    Map<String, Instant> last = attribution.lastCharges();
    Set<JobRun> late = new HashSet<>();
    for (JobRun run : counted) {
      for (String service : texts(charges.getOrDefault(run, List.of()), AttributedCost::service)) {
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
    List<JobRun> billed = counted.stream().filter(charges::containsKey).toList();
    BigDecimal all = sum(billed, cost -> true);
    Set<String> services =
        texts(
            billed.stream().flatMap(run -> charges.getOrDefault(run, List.of()).stream()).toList(),
            AttributedCost::service);
    for (String service : services) {
      List<JobRun> without =
          billed.stream()
              .filter(
                  run ->
                      !texts(charges.getOrDefault(run, List.of()), AttributedCost::service)
                          .contains(service))
              .toList();
      BigDecimal part = sum(billed, cost -> cost.service().equals(Optional.of(service)));
      if (!without.isEmpty()
          && 2 * without.size() < billed.size()
          && part.doubleValue() >= LARGE_PART * all.doubleValue()) {
        reasons.add(
            "%s is billed of other runs on %s, and not of %s"
                .formatted(service, platform, names(without)));
      }
    }
  }

  private BigDecimal sum(List<JobRun> runs, Predicate<AttributedCost> chosen) {
    return runs.stream()
        .flatMap(run -> charges.getOrDefault(run, List.of()).stream())
        .filter(chosen)
        .map(cost -> cost.costs().on(rules.basis()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /**
   * Idle time is that of all charges that are looked at, which are those of both platforms' runs.
   */
  private void requireSameTimes(List<JobRun> counted) {
    Optional<Instant[]> from = ends(rules.from());
    Optional<Instant[]> to = ends(rules.to());
    boolean isIdle =
        counted.stream()
            .map(run -> idle.getOrDefault(run, Costs.ZERO))
            .anyMatch(cost -> cost.on(rules.basis()).signum() != 0);
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
        runs(platform).stream()
            .flatMap(run -> Stream.concat(run.startedAt().stream(), run.endedAt().stream()))
            .sorted()
            .toList();
    return times.isEmpty()
        ? Optional.empty()
        : Optional.of(new Instant[] {times.get(0), times.get(times.size() - 1)});
  }

  /** What a tag gives to this job, and to no run of it, would be part of what its runs cost. */
  private void requireNothingLeftOut(List<JobRun> counted, Set<String> currencies) {
    Set<String> pipelines =
        counted.stream()
            .flatMap(run -> run.pipeline().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    BigDecimal tagged =
        attribution.costs().stream()
            .filter(cost -> currencies.contains(cost.currency()))
            .filter(
                cost ->
                    (cost.kind() == ConsumerKind.JOB
                            && cost.name().equals(Optional.of(rules.job())))
                        || (cost.kind() == ConsumerKind.PIPELINE
                            && cost.name().filter(pipelines::contains).isPresent()))
            .map(cost -> cost.costs().on(rules.basis()).abs())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal mine = sum(counted, cost -> true);
    if (tagged.scaleByPowerOfTen(2).compareTo(mine.multiply(rules.maxUnexplainedPercent())) > 0) {
      reasons.add(
          "%s is tagged with this job or its pipeline, and with no run that is known"
              .formatted(tagged.round(new MathContext(4)).stripTrailingZeros().toPlainString()));
    }
  }

  /** What nobody is known to have caused might be the compared runs'. */
  private void requireExplained(String platform, List<JobRun> counted, Set<String> currencies) {
    List<AttributedCost> ours =
        counted.stream().flatMap(run -> charges.getOrDefault(run, List.of()).stream()).toList();
    Set<String> services = texts(ours, AttributedCost::service);
    Set<String> clusters = texts(ours, AttributedCost::clusterId);
    BigDecimal all = BigDecimal.ZERO;
    BigDecimal nobodys = BigDecimal.ZERO;
    BigDecimal shared = BigDecimal.ZERO;
    for (AttributedCost cost : attribution.costs()) {
      if (!currencies.contains(cost.currency())) {
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
                "%.1f %% of what is charged for %s is nobody's, and no more than %s %% may be",
                percent,
                String.join(", ", services),
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
              .formatted(shared.round(new MathContext(4)).stripTrailingZeros().toPlainString()));
    }
  }

  private void requireOwnPrices(List<JobRun> counted) {
    for (String platform : List.of(rules.from(), rules.to())) {
      boolean isListed =
          counted.stream()
              .filter(run -> run.platform().equals(platform))
              .map(run -> listed.getOrDefault(run, Costs.ZERO))
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
            .filter(run -> run.endedAt().isEmpty() && charges.containsKey(run))
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

  private CostComparison.Side side(String platform, List<Unit> units, List<Unit> wasted) {
    List<JobRun> paired = units.stream().flatMap(unit -> unit.attempts().stream()).toList();
    List<JobRun> all =
        Stream.concat(paired.stream(), wasted.stream().flatMap(unit -> unit.attempts().stream()))
            .toList();
    List<JobRun> failed =
        all.stream().filter(run -> run.succeeded().equals(Optional.of(false))).toList();
    long successes = units.stream().mapToLong(Unit::successes).sum();
    Costs spent =
        Stream.concat(units.stream(), wasted.stream())
            .map(this::spent)
            .reduce(Costs.ZERO, Costs::plus);
    OptionalDouble coreHours = work(paired, JobRun::coreHours);
    OptionalDouble gib = work(paired, CostComparer::gib);
    BigDecimal deciding = spent.on(rules.basis());
    return new CostComparison.Side(
        platform,
        all.stream().map(JobRun::runId).distinct().sorted().toList(),
        successes,
        failed.size(),
        spent,
        sum(failed, costs),
        sum(all, idle),
        sum(all, listed),
        coreHours,
        gib,
        by(deciding, OptionalDouble.of((double) successes)),
        by(deciding, coreHours),
        by(deciding, gib));
  }

  private static Costs sum(List<JobRun> runs, Map<JobRun, Costs> of) {
    return runs.stream()
        .map(run -> of.getOrDefault(run, Costs.ZERO))
        .reduce(Costs.ZERO, Costs::plus);
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
