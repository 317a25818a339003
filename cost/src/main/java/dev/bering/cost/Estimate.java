package dev.bering.cost;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/**
 * What runs that no bill has yet will cost, by what is known when it is made. It is kept as it was
 * made, so that it can be held against the bill; none of its amounts is ever added to one of a
 * bill.
 *
 * @param name by which it is kept
 * @param basis of its amounts
 * @param jobs that were estimated
 * @param unknown attempts that nobody could estimate
 */
public record Estimate(
    String name, Instant madeAt, Basis basis, List<OfJob> jobs, List<Unknown> unknown) {

  /**
   * The attempts of a job on a platform that were estimated alike.
   *
   * @param cost the sum of its runs
   */
  public record OfJob(
      String job, String platform, String currency, BigDecimal cost, Rate rate, List<OfRun> runs) {

    public OfJob {
      runs = List.copyOf(runs);
    }
  }

  /**
   * What an estimate rests on: earlier runs of the same job, or a file of rates.
   *
   * @param months of the bills that its runs were measured in; empty if a file says it
   * @param runs how many attempts were measured
   * @param file of rates, and {@code date} of what day they are
   * @param past how earlier estimates of this job on this platform turned out; empty if none has
   */
  public record Rate(
      RateUnit unit,
      BigDecimal amount,
      List<YearMonth> months,
      long runs,
      Optional<String> file,
      Optional<LocalDate> date,
      Optional<Past> past) {

    public Rate {
      months = List.copyOf(months);
    }
  }

  /**
   * How many times their estimate earlier attempts were billed, from the least to the most; no
   * confidence is claimed for it.
   *
   * @param count of attempts
   */
  public record Past(long count, double least, double most) {}

  /**
   * One attempt.
   *
   * @param quantity in the unit of its rate
   */
  public record OfRun(String run, int attempt, BigDecimal quantity, BigDecimal cost) {}

  /** An attempt without an estimate. */
  public record Unknown(String job, String platform, String run, int attempt, String why) {}

  public Estimate {
    jobs = List.copyOf(jobs);
    unknown = List.copyOf(unknown);
  }

  /** The same by another name. */
  Estimate named(String other) {
    return new Estimate(other, madeAt, basis, jobs, unknown);
  }

  /** How many attempts were estimated. */
  public long runCount() {
    return jobs.stream().mapToLong(job -> job.runs().size()).sum();
  }
}
