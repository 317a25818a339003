package dev.bering.cost;

import dev.bering.cost.BilledRuns.State;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Estimates beside what the bills said later. Errors are the estimate less what was billed; the sum
 * of estimates and the sum of bills are of the same runs, those that bills have whole, and what is
 * not billed yet is in neither.
 *
 * @param runs of all estimates, those whose error is largest first; the others behind them
 * @param totals by estimate, currency and basis
 * @param jobs likewise, by job and platform
 */
public record Reconciliation(List<OfRun> runs, List<Total> totals, List<Total> jobs) {

  /** None yet. */
  public static final Reconciliation NONE = new Reconciliation(List.of(), List.of(), List.of());

  private static final MathContext PRECISION = MathContext.DECIMAL128;

  /**
   * An estimated attempt.
   *
   * @param estimateName which estimate it is of, and {@code madeAt} when that was made
   * @param unit by which it was estimated, and {@code file} of rates; empty if earlier runs said it
   * @param estimate what was estimated
   * @param billed on the same basis, in the same currency; empty if there is nothing to hold it
   *     against
   * @param error estimate less billed, and {@code percent} of what was billed, empty of nothing
   * @param isWaiting whether the bill may still come
   * @param why it is not billed; empty if it is
   */
  public record OfRun(
      String estimateName,
      Instant madeAt,
      String job,
      String platform,
      String run,
      int attempt,
      String currency,
      Basis basis,
      RateUnit unit,
      Optional<String> file,
      BigDecimal estimate,
      Optional<BigDecimal> billed,
      Optional<BigDecimal> error,
      OptionalDouble percent,
      boolean isWaiting,
      Optional<String> why) {}

  /**
   * The runs of one estimate.
   *
   * @param name of the estimate, with the job and the platform where it is of one
   * @param runs that are billed whole, {@code waiting} those that are not yet, {@code lost} those
   *     that no bill will tell of
   * @param estimate of those that are billed
   * @param billed for the same
   * @param bias the error of the sum in percent of what was billed; empty of nothing
   * @param mape the mean of the absolute errors of runs, in percent of what each was billed; empty
   *     if none was billed more than nothing
   * @param waitingEstimate of those that are not billed yet; part of no other sum
   */
  public record Total(
      String name,
      String currency,
      Basis basis,
      long runs,
      long waiting,
      long lost,
      BigDecimal estimate,
      BigDecimal billed,
      BigDecimal error,
      OptionalDouble bias,
      OptionalDouble mape,
      BigDecimal waitingEstimate) {}

  public Reconciliation {
    runs = List.copyOf(runs);
    totals = List.copyOf(totals);
    jobs = List.copyOf(jobs);
  }

  /**
   * Holds estimates against the bills that are there.
   *
   * @param bills those that {@code attribution} was made of
   */
  public static Reconciliation of(
      Attribution attribution, List<Bill> bills, List<Estimate> estimates, Duration lateness) {
    if (estimates.isEmpty()) {
      return NONE;
    }
    BilledRuns billed = new BilledRuns(attribution, bills, lateness);
    Map<List<Object>, JobRun> known = new HashMap<>();
    attribution
        .runs()
        .forEach(
            run -> known.put(List.of(run.job(), run.platform(), run.runId(), run.attempt()), run));
    List<OfRun> runs = new ArrayList<>();
    for (Estimate estimate : estimates) {
      for (Estimate.OfJob job : estimate.jobs()) {
        for (Estimate.OfRun run : job.runs()) {
          Optional<JobRun> found =
              Optional.ofNullable(
                  known.get(List.of(job.job(), job.platform(), run.run(), run.attempt())));
          runs.add(of(estimate, job, run, found, billed));
        }
      }
    }
    runs.sort(
        Comparator.comparing(
                (OfRun run) -> run.error().map(BigDecimal::abs).orElse(BigDecimal.ONE.negate()),
                Comparator.reverseOrder())
            .thenComparing(OfRun::estimateName)
            .thenComparing(OfRun::job)
            .thenComparing(OfRun::platform)
            .thenComparing(OfRun::run)
            .thenComparing(OfRun::attempt));
    return new Reconciliation(
        runs,
        totals(runs, OfRun::estimateName),
        totals(
            runs, run -> "%s: %s on %s".formatted(run.estimateName(), run.job(), run.platform())));
  }

  private static OfRun of(
      Estimate estimate,
      Estimate.OfJob job,
      Estimate.OfRun run,
      Optional<JobRun> known,
      BilledRuns billed) {
    State state = known.map(billed::state).orElse(State.ABSENT);
    Optional<String> why =
        known.isEmpty()
            ? Optional.of("no run of those that were given is called so")
            : state != State.BILLED
                ? Optional.of(state.text())
                : billed.charges().currencies(known.get()).contains(job.currency())
                    ? Optional.empty()
                    : Optional.of("it is billed in another currency");
    Optional<BigDecimal> cost =
        why.isPresent()
            ? Optional.empty()
            : known.map(found -> billed.charges().cost(found, estimate.basis()));
    Optional<BigDecimal> error = cost.map(run.cost()::subtract);
    return new OfRun(
        estimate.name(),
        estimate.madeAt(),
        job.job(),
        job.platform(),
        run.run(),
        run.attempt(),
        job.currency(),
        estimate.basis(),
        job.rate().unit(),
        job.rate().file(),
        run.cost(),
        cost,
        error,
        percent(error.orElse(BigDecimal.ZERO), cost.orElse(BigDecimal.ZERO)),
        state == State.WAITING || state == State.OPEN,
        why);
  }

  private static OptionalDouble percent(BigDecimal error, BigDecimal billed) {
    return billed.signum() > 0
        ? OptionalDouble.of(error.scaleByPowerOfTen(2).divide(billed, PRECISION).doubleValue())
        : OptionalDouble.empty();
  }

  private static List<Total> totals(List<OfRun> runs, Function<OfRun, String> name) {
    Map<String, Map<String, List<OfRun>>> groups =
        runs.stream()
            .collect(
                Collectors.groupingBy(
                    name,
                    TreeMap::new,
                    Collectors.groupingBy(OfRun::currency, TreeMap::new, Collectors.toList())));
    List<Total> totals = new ArrayList<>();
    groups.forEach(
        (each, currencies) ->
            currencies.forEach((currency, of) -> totals.add(total(each, currency, of))));
    return totals;
  }

  private static Total total(String name, String currency, List<OfRun> runs) {
    List<OfRun> billed = runs.stream().filter(run -> run.billed().isPresent()).toList();
    List<OfRun> waiting = runs.stream().filter(OfRun::isWaiting).toList();
    BigDecimal estimate = sum(billed, OfRun::estimate);
    BigDecimal cost = sum(billed, run -> run.billed().orElseThrow());
    BigDecimal error = estimate.subtract(cost);
    return new Total(
        name,
        currency,
        runs.get(0).basis(),
        billed.size(),
        waiting.size(),
        runs.size() - billed.size() - waiting.size(),
        estimate,
        cost,
        error,
        percent(error, cost),
        billed.stream()
            .filter(run -> run.percent().isPresent())
            .mapToDouble(run -> Math.abs(run.percent().getAsDouble()))
            .average(),
        sum(waiting, OfRun::estimate));
  }

  private static BigDecimal sum(List<OfRun> runs, Function<OfRun, BigDecimal> amount) {
    return runs.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
