package dev.bering.cost;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody says that a unit of runs costs.
 *
 * @param job of which it holds; every job of the platform if empty
 * @param amount by unit, above or equal to zero
 * @param file where it stands, and {@code date} of what day it is
 */
public record CostRate(
    Optional<String> job,
    String platform,
    RateUnit unit,
    BigDecimal amount,
    String currency,
    String file,
    LocalDate date) {

  public CostRate {
    Objects.requireNonNull(platform, "platform is null");
    if (amount.signum() < 0) {
      throw new IllegalStateException("a rate of %s".formatted(amount));
    }
  }

  /** Whether a run is of the platform, and of the job if there is one. */
  public boolean isFor(JobRun run) {
    return platform.equals(run.platform()) && job.filter(name -> !name.equals(run.job())).isEmpty();
  }
}
