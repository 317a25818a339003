package dev.bering.monitoring;

import dev.bering.model.UserException;
import dev.bering.transfer.PriceFile;
import dev.bering.transfer.PriceTable.Price;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What it costs to watch, in one region, in one currency, as of one day. What could not be checked
 * says so.
 *
 * @param date when it was put together
 * @param bytesPerGb of a GB as it is billed
 * @param prices by name
 */
public record WatchPrices(
    String date, String region, String currency, long bytesPerGb, Map<String, Price> prices) {

  private static final List<String> NAMES =
      List.of(
          "rule-month",
          "rule-million-lines",
          "alarm-metric-month",
          "alarm-fast-metric-month",
          "dashboard-month",
          "metric-month",
          "logs-cloudwatch-gb",
          "logs-stored-gb-month");

  public WatchPrices {
    prices = Map.copyOf(prices);
  }

  /** The table that comes with Bering. */
  public static WatchPrices standard() {
    return of(PriceFile.beside(WatchPrices.class));
  }

  /**
   * Reads a table of one's own, of the form of the one that comes with Bering.
   *
   * @throws UserException PRICE_TABLE with everything that is wrong with it
   */
  public static WatchPrices read(Path file) {
    return of(PriceFile.at(file, "docs/concepts/monitoring.md"));
  }

  private static WatchPrices of(PriceFile file) {
    WatchPrices prices =
        new WatchPrices(
            file.text("date"),
            file.text("region"),
            file.text("currency"),
            file.bytesPerGb(),
            file.prices(NAMES));
    file.requireSound();
    return prices;
  }

  double of(String name, double amount) {
    return Objects.requireNonNull(prices.get(name), name).of(amount);
  }

  /** Names of what could not be checked, in order. */
  public List<String> unverified() {
    return new TreeSet<>(prices.keySet())
        .stream().filter(name -> !Objects.requireNonNull(prices.get(name)).verified()).toList();
  }
}
