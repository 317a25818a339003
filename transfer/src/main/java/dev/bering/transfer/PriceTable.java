package dev.bering.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What ways through a network cost, and how much they carry: of one region, in one currency, as of
 * one day. What could not be checked says so.
 *
 * @param date when it was put together
 * @param bytesPerGb of a GB as it is billed: 2^30 by AWS
 * @param prices by name
 * @param limits by name, in Gbit/s
 * @param instances machines that forward
 */
public record PriceTable(
    String date,
    String region,
    String currency,
    long bytesPerGb,
    Map<String, Price> prices,
    Map<String, Limit> limits,
    List<Machine> instances) {

  /** Hours of a month, as they are billed. */
  public static final double HOURS_OF_MONTH = 730;

  private static final List<String> PRICES =
      List.of(
          "nat-gateway-hour",
          "nat-gateway-gb",
          "interface-endpoint-hour",
          "interface-endpoint-gb",
          "cross-zone-gb",
          "logs-cloudwatch-gb",
          "logs-s3-gb",
          "rule-month",
          "rule-million-events");
  private static final List<String> LIMITS = List.of("nat-gateway-gbps", "interface-endpoint-gbps");

  public PriceTable {
    prices = Map.copyOf(prices);
    limits = Map.copyOf(limits);
    instances = List.copyOf(instances);
  }

  /**
   * A price.
   *
   * @param steps of which each holds of what is above the one before; the last has no end
   * @param source where it is from
   * @param verified whether it was read there
   */
  public record Price(List<Step> steps, String unit, String source, boolean verified) {
    public Price {
      steps = List.copyOf(steps);
    }

    /** What some amount costs. */
    public double of(double amount) {
      double cost = 0;
      double from = 0;
      for (Step step : steps) {
        cost += Math.max(0, Math.min(amount, step.upTo()) - from) * step.price();
        from = step.upTo();
      }
      return cost;
    }
  }

  /** A part of an amount that has a price of its own; {@code upTo} may be infinite. */
  public record Step(double upTo, double price) {}

  /** How much passes. */
  public record Limit(double gbps, String source, boolean verified) {}

  /**
   * A machine that forwards.
   *
   * @param gbps to the internet, that last
   * @param month what 730 hours cost
   */
  public record Machine(String type, double gbps, double month) {}

  /** The table that comes with Bering. */
  public static PriceTable standard() {
    return of(PriceFile.beside(PriceTable.class));
  }

  /**
   * Reads a table of one's own, of the form of the one that comes with Bering.
   *
   * @throws UserException PRICE_TABLE with everything that is wrong with it
   */
  public static PriceTable read(Path file) {
    return of(PriceFile.at(file, "docs/concepts/transfer.md"));
  }

  private static PriceTable of(PriceFile file) {
    PriceTable table =
        new PriceTable(
            file.text("date"),
            file.text("region"),
            file.text("currency"),
            file.bytesPerGb(),
            file.prices(PRICES),
            limits(file),
            machines(file));
    file.requireSound();
    return table;
  }

  private static Map<String, Limit> limits(PriceFile file) {
    Map<String, Limit> limits = new TreeMap<>();
    for (String name : LIMITS) {
      JsonNode node = file.node("limits").path(name);
      limits.put(
          name,
          new Limit(
              node.path("gbps").asDouble(),
              node.path("source").asText(),
              node.path("verified").asBoolean()));
      if (!(node.path("gbps").asDouble() > 0)) {
        file.problem("it has no limit '%s' above 0".formatted(name));
      }
    }
    return limits;
  }

  private static List<Machine> machines(PriceFile file) {
    List<Machine> machines = new ArrayList<>();
    for (JsonNode node : file.node("instances")) {
      Machine machine =
          new Machine(
              node.path("type").asText(),
              node.path("gbps").asDouble(),
              node.path("month").asDouble());
      if (machine.type().isEmpty() || !(machine.gbps() > 0) || !(machine.month() >= 0)) {
        file.problem("%s is no instance with its gbps and month".formatted(node));
      }
      machines.add(machine);
    }
    return machines;
  }

  /** A price that is there. */
  Price price(String name) {
    return Objects.requireNonNull(prices.get(name));
  }

  /** The price of one, where it has no steps or is in the first. */
  double first(String name) {
    return price(name).steps().get(0).price();
  }

  double gbps(String limit) {
    return Objects.requireNonNull(limits.get(limit)).gbps();
  }

  /** Names of what could not be checked, in order. */
  public List<String> unverified() {
    return Stream.concat(
            prices.entrySet().stream()
                .filter(one -> !one.getValue().verified())
                .map(Map.Entry::getKey),
            limits.entrySet().stream()
                .filter(one -> !one.getValue().verified())
                .map(Map.Entry::getKey))
        .sorted()
        .toList();
  }

  /** Bytes as GB that are billed. */
  double gb(double bytes) {
    return bytes / bytesPerGb;
  }
}
