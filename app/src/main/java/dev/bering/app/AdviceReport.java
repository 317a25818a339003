package dev.bering.app;

import dev.bering.transfer.MeasuredTraffic;
import dev.bering.transfer.TransferAdvice;
import java.util.List;
import java.util.Optional;

/**
 * What ways through a network cost.
 *
 * @param pricesOf when the prices were put together
 * @param region of the prices
 * @param currency of the prices
 * @param bytesPerGb of a GB as it is billed
 * @param unverified prices and limits that could not be checked
 * @param measured what logs say; empty if none were given
 * @param advice for the volume that was stated, or for a month of what goes through NATs
 */
public record AdviceReport(
    String pricesOf,
    String region,
    String currency,
    long bytesPerGb,
    List<String> unverified,
    Optional<MeasuredTraffic> measured,
    TransferAdvice advice) {

  public AdviceReport {
    unverified = List.copyOf(unverified);
  }
}
