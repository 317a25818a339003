package dev.bering.cost;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Which tags jobs and what is billed lack. Costs are effective costs of usage: taxes, credits,
 * purchases and adjustments carry no tags.
 *
 * @param since when the first usage that was looked at began, and {@code until} when the last
 *     ended; empty if there is none
 * @param jobCount how many job files were read
 * @param jobs what is wrong with their files
 * @param keys what is billed, tag by tag
 * @param unbilledJobs jobs of which nothing is billed: whether their tags arrive nobody can tell
 * @param doubts why nobody can tell, as far as no tag says it
 */
public record TagReport(
    Outcome outcome,
    BigDecimal limitPercent,
    Optional<Instant> since,
    Optional<Instant> until,
    long jobCount,
    List<OfJob> jobs,
    List<OfKey> keys,
    List<String> unbilledJobs,
    List<String> doubts) {

  /** How all of it ended. */
  public enum Outcome {
    WELL,
    FINDINGS,
    CANNOT_TELL
  }

  /** What may be wrong with a tag. */
  public enum Fault {
    /** There is none. */
    MISSING,
    /** It has a value that the rules do not allow. */
    WRONG,
    /** It has another value than the job's file says. */
    OTHER,
    /** Only runs know its value. */
    OPEN
  }

  /** A tag of a job's files; {@code value} is empty where there is none. */
  public record OfJob(
      String job, String place, String key, Fault fault, Optional<String> value, String allowed) {}

  /**
   * One tag on what is billed.
   *
   * @param isInForce whether it is asked for today; if not, nothing is judged by it
   * @param currencies empty if nothing is billed that would have to have it
   * @param absentProviders whose charges would have to have it, and of whom nothing that would has
   *     cost anything
   * @param jobs whose files have it, and some of whose charges do not; those that cost most
   * @param moreJobs how many others there are
   * @param similar keys of the bills that differ from it in case or punctuation only
   */
  public record OfKey(
      String key,
      Optional<LocalDate> from,
      boolean isInForce,
      String allowed,
      List<OfCurrency> currencies,
      List<Silent> silent,
      List<String> absentProviders,
      List<OfBilledJob> jobs,
      long moreJobs,
      List<String> similar) {

    public OfKey {
      currencies = List.copyOf(currencies);
      silent = List.copyOf(silent);
      absentProviders = List.copyOf(absentProviders);
      jobs = List.copyOf(jobs);
      similar = List.copyOf(similar);
    }
  }

  /**
   * What is billed in one currency.
   *
   * @param total of all usage that has to have the tag; the four others sum to it exactly
   * @param charged what of it costs more than nothing: what a resource is given back lowers only
   *     its own cost, never that of others
   * @param share of {@code charged} that lacks the tag or has a wrong one
   * @param isWithin whether that is no more than the limit
   * @param resources those that cost most
   * @param moreResources how many others there are, and {@code more} what they cost
   */
  public record OfCurrency(
      String currency,
      BigDecimal total,
      BigDecimal charged,
      BigDecimal right,
      BigDecimal missing,
      BigDecimal wrong,
      BigDecimal other,
      double share,
      boolean isWithin,
      List<Resource> resources,
      long moreResources,
      BigDecimal more) {

    public OfCurrency {
      resources = List.copyOf(resources);
    }
  }

  /**
   * Something that is billed without the tag, or with a wrong one.
   *
   * @param resource as the bill calls it; empty for what has no name there
   * @param job for which some of it is
   */
  public record Resource(
      Optional<String> provider,
      Optional<String> account,
      Optional<String> service,
      Optional<String> resource,
      Optional<String> job,
      Fault fault,
      Optional<String> value,
      BigDecimal cost) {}

  /** A billing account none of whose charges has the tag: most likely it is not activated there. */
  public record Silent(
      Optional<String> provider, Optional<String> account, String currency, BigDecimal cost) {}

  /** A job whose files have a tag that some of what is billed for it does not have. */
  public record OfBilledJob(
      String job,
      Fault fault,
      String said,
      Optional<String> billed,
      String currency,
      BigDecimal cost) {}

  public TagReport {
    jobs = List.copyOf(jobs);
    keys = List.copyOf(keys);
    unbilledJobs = List.copyOf(unbilledJobs);
    doubts = List.copyOf(doubts);
  }
}
