package dev.bering.cost;

import java.time.Duration;
import java.time.Instant;

/**
 * How an estimate is made.
 *
 * @param name by which it is kept
 * @param basis of its amounts; what is invoiced is not what a run costs
 * @param lateness how long after a charge bills may still lack it
 */
public record EstimateRules(String name, Instant madeAt, Basis basis, Duration lateness) {

  public EstimateRules {
    if (basis == Basis.BILLED || lateness.isNegative()) {
      throw new IllegalStateException("an estimate of %s, %s late".formatted(basis, lateness));
    }
  }
}
