package dev.bering.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.PriceTable;
import dev.bering.transfer.PriceTable.Price;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private static final JsonMapper JSON = new JsonMapper();
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
    try (InputStream in =
        Objects.requireNonNull(WatchPrices.class.getResourceAsStream("prices.json"))) {
      return of("prices.json", JSON.readTree(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a table of one's own, of the form of the one that comes with Bering.
   *
   * @throws UserException PRICE_TABLE with everything that is wrong with it
   */
  public static WatchPrices read(Path file) {
    try {
      return of(file.toString(), JSON.readTree(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw UserException.usage(
          problem(file.toString(), Files.exists(file) ? "it is no JSON" : "it is not there"), e);
    }
  }

  private static Problem problem(String file, String fact) {
    return new Problem(
        "PRICE_TABLE",
        "Cannot read prices %s: %s.".formatted(file, fact),
        "write it as docs/concepts/monitoring.md says");
  }

  private static WatchPrices of(String file, JsonNode root) {
    List<Problem> problems = new ArrayList<>();
    for (String name : List.of("date", "region", "currency")) {
      if (!root.path(name).isTextual()) {
        problems.add(problem(file, "it has no text '%s'".formatted(name)));
      }
    }
    if (root.path("bytesPerGb").asLong() < 1) {
      problems.add(problem(file, "it has no number 'bytesPerGb'"));
    }
    Map<String, Price> prices = PriceTable.prices(file, root, NAMES, problems);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new WatchPrices(
        root.path("date").asText(),
        root.path("region").asText(),
        root.path("currency").asText(),
        root.path("bytesPerGb").asLong(),
        prices);
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
