package dev.bering.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.transfer.FlowFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What a plan costs a month once it is applied. What an account has for nothing is not taken off.
 *
 * @param date of the prices
 * @param region of the prices
 * @param currency of all amounts
 * @param items each kind of thing that is billed
 * @param month the sum of those that are known
 * @param traffic by which lines were measured; empty if nobody gave logs
 * @param unverified names of prices that could not be checked, of those that were used
 */
public record WatchCost(
    String date,
    String region,
    String currency,
    List<Item> items,
    double month,
    Optional<WatchedTraffic> traffic,
    List<String> unverified) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> AGENT_METRICS =
      List.of(MachineKind.MACHINE_MEMORY.metric(), MachineKind.MACHINE_DISK.metric());
  private static final int FAST_SECONDS = 60;

  /** Of a line of version 2, which has 14 fields; others have some more or fewer of such. */
  private static final double BYTES_OF_FIELD = 115 / 14.0;

  public WatchCost {
    items = List.copyOf(items);
    unverified = List.copyOf(unverified);
  }

  /**
   * One kind of thing.
   *
   * @param what such as rules
   * @param amount a month; empty if it is not known
   * @param unit of the amount
   * @param price the name of its price
   * @param month what it costs; empty if the amount is not known
   */
  public record Item(
      String what, Optional<Double> amount, String unit, String price, Optional<Double> month) {}

  /**
   * Whether everything that is billed is known, and no line of the logs was left out; else the sum
   * is the least.
   */
  public boolean isWhole() {
    return items.stream().allMatch(item -> item.month().isPresent())
        && traffic.map(WatchedTraffic::isWhole).orElse(true);
  }

  /**
   * The cost of a plan.
   *
   * @param format of the flow log, by which the size of its lines is estimated
   */
  public static WatchCost of(
      MonitoringPlan plan,
      FlowFormat format,
      WatchPrices prices,
      Optional<WatchedTraffic> traffic) {
    List<Item> items = new ArrayList<>();
    long rules = count(plan, Part.Type.RULE);
    if (rules > 0) {
      items.add(item("rules", rules, "rules", prices, "rule-month"));
      items.add(
          item(
              "lines that rules match",
              traffic.map(found -> found.matched() * found.months() / 1e6),
              "million",
              prices,
              "rule-million-lines"));
    }
    long slow = 0;
    long fast = 0;
    Set<String> ofAgents = new HashSet<>();
    for (Part part : plan.parts()) {
      if (part.type() == Part.Type.ALARM) {
        JsonNode alarm = tree(part);
        long metrics = metrics(alarm);
        if (period(alarm) < FAST_SECONDS) {
          fast += metrics;
        } else {
          slow += metrics;
        }
      } else if (part.type() == Part.Type.DASHBOARD) {
        ofAgents.addAll(ofAgents(tree(part)));
      }
    }
    items.add(item("metrics of alarms", slow, "metrics", prices, "alarm-metric-month"));
    if (fast > 0) {
      items.add(item("metrics of fast alarms", fast, "metrics", prices, "alarm-fast-metric-month"));
    }
    items.add(
        item(
            "dashboards",
            count(plan, Part.Type.DASHBOARD),
            "dashboards",
            prices,
            "dashboard-month"));
    if (!ofAgents.isEmpty()) {
      items.add(item("metrics of agents", ofAgents.size(), "metrics", prices, "metric-month"));
    }
    if (rules > 0) {
      Optional<Double> gb =
          traffic.map(
              found ->
                  found.lines()
                      * found.months()
                      * BYTES_OF_FIELD
                      * format.names().size()
                      / prices.bytesPerGb());
      items.add(item("flow log to CloudWatch", gb, "GB", prices, "logs-cloudwatch-gb"));
      items.add(item("a month of it kept", gb, "GB", prices, "logs-stored-gb-month"));
    }
    return new WatchCost(
        prices.date(),
        prices.region(),
        prices.currency(),
        items,
        items.stream().mapToDouble(item -> item.month().orElse(0.0)).sum(),
        traffic,
        prices.unverified().stream()
            .filter(name -> items.stream().anyMatch(item -> item.price().equals(name)))
            .toList());
  }

  private static long count(MonitoringPlan plan, Part.Type type) {
    return plan.parts().stream().filter(part -> part.type() == type).count();
  }

  private static Item item(
      String what, long amount, String unit, WatchPrices prices, String price) {
    return item(what, Optional.of((double) amount), unit, prices, price);
  }

  private static Item item(
      String what, Optional<Double> amount, String unit, WatchPrices prices, String price) {
    return new Item(what, amount, unit, price, amount.map(some -> prices.of(price, some)));
  }

  /**
   * What a dashboard draws of agents: all that a plan watches of them, with an alarm or without.
   */
  private static List<String> ofAgents(JsonNode dashboard) {
    List<String> found = new ArrayList<>();
    for (JsonNode widget : dashboard.path("widgets")) {
      for (JsonNode line : widget.path("properties").path("metrics")) {
        if (AGENT_METRICS.contains(line.path(1).asText())) {
          // The last says how it is drawn.
          List<String> words = new ArrayList<>();
          line.forEach(word -> words.add(word.asText()));
          found.add(String.join("\n", words.subList(0, words.size() - 1)));
        }
      }
    }
    return found;
  }

  /** What is computed of other metrics is none by itself. */
  private static long metrics(JsonNode alarm) {
    return alarm.has("Metrics")
        ? StreamSupport.stream(alarm.path("Metrics").spliterator(), false)
            .filter(metric -> metric.has("Period"))
            .count()
        : 1;
  }

  private static int period(JsonNode alarm) {
    return alarm.has("Metrics")
        ? alarm.path("Metrics").path(0).path("Period").asInt()
        : alarm.path("Period").asInt();
  }

  private static JsonNode tree(Part part) {
    try {
      return JSON.readTree(part.definition());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of its own: " + part, e);
    }
  }
}
