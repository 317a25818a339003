package dev.bering.cost;

import dev.bering.cost.BilledRuns.State;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Estimates what runs cost of which the bill is not there yet.
 *
 * <p>Unless rates are given, the rate of a job on a platform is what all of its attempts cost that
 * bills have whole, by all of their core-hours, in the newest {@value #MONTHS} months that have
 * any; where one of them does not tell its core-hours by hours, and else by run.
 */
public final class CostEstimator {

  /** Prices of longer ago say little. */
  static final int MONTHS = 3;

  private static final MathContext PRECISION = MathContext.DECIMAL128;
  private static final int DIGITS = 12;

  private final Attribution attribution;
  private final BilledRuns billed;
  private final Basis basis;
  private final Map<List<String>, List<JobRun>> measured;
  private final Map<List<String>, Estimate.Past> past;

  private CostEstimator(
      Attribution attribution, List<Bill> bills, Duration lateness, Basis basis, Past past) {
    this.attribution = attribution;
    this.billed = new BilledRuns(attribution, bills, lateness);
    this.basis = basis;
    this.measured =
        attribution.runs().stream()
            .filter(run -> billed.state(run) == State.BILLED)
            .collect(Collectors.groupingBy(CostEstimator::key));
    this.past = past.byWay();
  }

  /** How earlier estimates turned out, by what they were of and what they rested on. */
  record Past(Map<List<String>, Estimate.Past> byWay) {

    static List<String> key(String job, String platform, RateUnit unit, Optional<String> file) {
      return List.of(job, platform, unit.name(), file.orElse(""));
    }

    /**
     * Of what was reconciled on a basis. An attempt that was estimated more than once counts once,
     * by the newest of its estimates.
     */
    static Past of(Reconciliation reconciliation, Basis basis) {
      Map<List<String>, Map<List<Object>, Reconciliation.OfRun>> newest = new HashMap<>();
      for (Reconciliation.OfRun run : reconciliation.runs()) {
        if (run.basis() == basis && run.billed().isPresent() && run.estimate().signum() > 0) {
          newest
              .computeIfAbsent(
                  key(run.job(), run.platform(), run.unit(), run.file()), none -> new HashMap<>())
              .merge(
                  List.of(run.run(), run.attempt()),
                  run,
                  (one, other) -> other.madeAt().isAfter(one.madeAt()) ? other : one);
        }
      }
      Map<List<String>, List<Double>> ratios = new HashMap<>();
      newest.forEach(
          (job, runs) ->
              ratios.put(
                  job,
                  runs.values().stream()
                      .map(run -> run.billed().orElseThrow().divide(run.estimate(), PRECISION))
                      .map(BigDecimal::doubleValue)
                      .toList()));
      Map<List<String>, Estimate.Past> past = new HashMap<>();
      ratios.forEach(
          (job, all) ->
              past.put(
                  job,
                  new Estimate.Past(
                      all.size(),
                      all.stream().mapToDouble(one -> one).min().orElse(1),
                      all.stream().mapToDouble(one -> one).max().orElse(1))));
      return new Past(past);
    }
  }

  /**
   * Estimates every run that the bills do not have yet.
   *
   * @param bills those that {@code attribution} was made of
   * @param rates what to go by instead of earlier runs; earlier runs if empty
   * @param past how earlier estimates of the same runs turned out
   */
  public static Estimate estimate(
      Attribution attribution,
      List<Bill> bills,
      EstimateRules rules,
      List<CostRate> rates,
      Reconciliation past) {
    return new CostEstimator(
            attribution, bills, rules.lateness(), rules.basis(), Past.of(past, rules.basis()))
        .estimate(rules.name(), rules.madeAt(), rates);
  }

  private static List<String> key(JobRun run) {
    return List.of(run.job(), run.platform());
  }

  /** What attempts are estimated by; two that are estimated alike have equal ones. */
  private record Way(String job, String platform, String currency, Estimate.Rate rate) {}

  private Estimate estimate(String name, Instant madeAt, List<CostRate> rates) {
    Map<Way, List<Estimate.OfRun>> ways = new LinkedHashMap<>();
    List<Estimate.Unknown> unknown = new ArrayList<>();
    Map<List<String>, List<Way>> known = new HashMap<>();
    for (JobRun run :
        attribution.runs().stream()
            .sorted(
                Comparator.comparing(JobRun::job)
                    .thenComparing(JobRun::platform)
                    .thenComparing(JobRun::runId)
                    .thenComparing(JobRun::attempt))
            .toList()) {
      State state = billed.state(run);
      if (state == State.BILLED) {
        continue;
      }
      if (state != State.WAITING) {
        unknown.add(unknown(run, state.text()));
        continue;
      }
      List<Way> all =
          known.computeIfAbsent(
              key(run), none -> rates.isEmpty() ? measured(run) : said(run, rates));
      Optional<Way> way =
          all.stream().filter(one -> one.rate().unit().of(run).isPresent()).findFirst();
      if (way.isEmpty()) {
        unknown.add(unknown(run, why(run, all, rates)));
        continue;
      }
      BigDecimal quantity = way.get().rate().unit().of(run).orElseThrow();
      ways.computeIfAbsent(way.get(), none -> new ArrayList<>())
          .add(
              new Estimate.OfRun(
                  run.runId(),
                  run.attempt(),
                  quantity,
                  quantity
                      .multiply(way.get().rate().amount())
                      .setScale(DIGITS, RoundingMode.HALF_UP)));
    }
    return new Estimate(
        name,
        madeAt,
        basis,
        ways.entrySet().stream()
            .map(
                each ->
                    new Estimate.OfJob(
                        each.getKey().job(),
                        each.getKey().platform(),
                        each.getKey().currency(),
                        each.getValue().stream()
                            .map(Estimate.OfRun::cost)
                            .reduce(BigDecimal.ZERO, BigDecimal::add),
                        each.getKey().rate(),
                        each.getValue()))
            .toList(),
        unknown);
  }

  private static Estimate.Unknown unknown(JobRun run, String why) {
    return new Estimate.Unknown(run.job(), run.platform(), run.runId(), run.attempt(), why);
  }

  private String why(JobRun run, List<Way> ways, List<CostRate> rates) {
    if (!ways.isEmpty()) {
      return "it does not tell its %ss".formatted(ways.get(ways.size() - 1).rate().unit().text());
    }
    if (!rates.isEmpty()) {
      return "no rate is for it";
    }
    return measured.getOrDefault(key(run), List.of()).isEmpty()
        ? "bills have no earlier run of its job there whole"
        : "earlier runs of its job are billed in several currencies";
  }

  /** What earlier runs of the job cost by unit, the better units first. */
  private List<Way> measured(JobRun run) {
    List<JobRun> earlier = measured.getOrDefault(key(run), List.of());
    Set<YearMonth> months =
        earlier.stream()
            .map(CostEstimator::month)
            .distinct()
            .sorted(Comparator.reverseOrder())
            .limit(MONTHS)
            .collect(Collectors.toSet());
    List<JobRun> taken = earlier.stream().filter(one -> months.contains(month(one))).toList();
    Set<String> currencies =
        taken.stream()
            .flatMap(one -> billed.charges().currencies(one).stream())
            .collect(Collectors.toSet());
    if (currencies.size() != 1) {
      return List.of();
    }
    BigDecimal cost =
        taken.stream()
            .map(one -> billed.charges().cost(one, basis))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    List<Way> ways = new ArrayList<>();
    for (RateUnit unit : RateUnit.values()) {
      List<BigDecimal> amounts = taken.stream().flatMap(one -> unit.of(one).stream()).toList();
      BigDecimal sum = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
      if (amounts.size() == taken.size() && sum.signum() > 0) {
        ways.add(
            new Way(
                run.job(),
                run.platform(),
                currencies.iterator().next(),
                new Estimate.Rate(
                    unit,
                    cost.divide(sum, PRECISION),
                    months.stream().sorted().toList(),
                    taken.size(),
                    Optional.empty(),
                    Optional.empty(),
                    past(run, unit, Optional.empty()))));
      }
    }
    return ways;
  }

  private Optional<Estimate.Past> past(JobRun run, RateUnit unit, Optional<String> file) {
    return Optional.ofNullable(past.get(Past.key(run.job(), run.platform(), unit, file)));
  }

  private static YearMonth month(JobRun run) {
    return BilledRuns.month(run.startedAt().orElseThrow());
  }

  /** What files say; a rate of the job goes before one of its platform. */
  private List<Way> said(JobRun run, List<CostRate> rates) {
    Map<Boolean, List<CostRate>> fitting =
        rates.stream()
            .filter(rate -> rate.isFor(run))
            .collect(
                Collectors.groupingBy(
                    rate -> rate.job().isEmpty(), TreeMap::new, Collectors.toList()));
    return fitting.values().stream()
        .flatMap(List::stream)
        .map(
            rate ->
                new Way(
                    run.job(),
                    run.platform(),
                    rate.currency(),
                    new Estimate.Rate(
                        rate.unit(),
                        rate.amount(),
                        List.of(),
                        0,
                        Optional.of(rate.file()),
                        Optional.of(rate.date()),
                        past(run, rate.unit(), Optional.of(rate.file())))))
        .toList();
  }
}
