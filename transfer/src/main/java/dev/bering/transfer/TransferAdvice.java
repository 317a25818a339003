package dev.bering.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What ways through a network would cost for so much traffic, and how long each takes at least.
 *
 * @param bytes that have to pass
 * @param gb the same as it is billed
 * @param term how long it is paid for
 * @param zones in which gateways and endpoints stand
 * @param days until which it has to be done, if there is such a time
 * @param options every way, those of no use too
 * @param breakEvens from how much traffic a month on one way costs less than another
 */
public record TransferAdvice(
    double bytes,
    double gb,
    Term term,
    int zones,
    Optional<Double> days,
    List<Option> options,
    List<BreakEven> breakEvens) {

  private static final double SECONDS_OF_DAY = 86_400;

  /** How long a way is paid for. */
  public enum Term {
    /** Until everything has passed, once. */
    ONCE,
    /** A month of 730 hours, of which the traffic is. */
    MONTH
  }

  /**
   * What has to pass.
   *
   * @param peakGbps what was seen to pass in the busiest hundredth of the time; 0 if nothing was
   *     measured
   * @param zones in which gateways and endpoints stand, from 1 on
   * @param days until which it has to be done, if there is such a time
   */
  public record Load(double bytes, Term term, double peakGbps, int zones, Optional<Double> days) {

    private Optional<Double> most() {
      return days.isEmpty() && term == Term.MONTH
          ? Optional.of(PriceTable.HOURS_OF_MONTH / 24)
          : days;
    }
  }

  /** Whether one would choose it. */
  public enum Standing {
    /** Nothing is both cheaper and faster. */
    BEST,
    /** Something is cheaper and no slower, or faster and no dearer. */
    WORSE,
    /** It does not carry what has to pass. */
    REFUSED
  }

  /**
   * A way.
   *
   * @param data what is paid by the GB
   * @param hours what is paid by the hour, as long as it takes
   * @param gbps what it carries; empty if no bound is known
   * @param days it takes at least, at that rate
   * @param condition for what traffic it is of use; empty for any
   * @param fact why it is refused; empty if it is not
   */
  public record Option(
      String name,
      PathClass path,
      double data,
      double hours,
      Optional<Double> gbps,
      double days,
      String condition,
      Standing standing,
      String fact) {

    /** Everything that is paid for it. */
    public double cost() {
      return data + hours;
    }

    private Option standing(Standing other) {
      return new Option(name, path, data, hours, gbps, days, condition, other, fact);
    }
  }

  /**
   * From so much on one way costs less than another.
   *
   * @param gb a month, as they are billed; 0 if it always does
   */
  public record BreakEven(String name, String than, double gb) {}

  public TransferAdvice {
    options = List.copyOf(options);
    breakEvens = List.copyOf(breakEvens);
  }

  /** Weighs every way. */
  public static TransferAdvice of(PriceTable prices, Load load) {
    double gb = prices.gb(load.bytes());
    int zones = load.zones();
    List<Option> options = new ArrayList<>();
    options.add(
        option("NAT gateway", PathClass.NAT_GATEWAY, rate(prices, load, "nat-gateway"), load, ""));
    options.add(
        option(
            "interface endpoint",
            PathClass.INTERFACE_ENDPOINT,
            rate(prices, load, "interface-endpoint"),
            load,
            "for services that have one"));
    options.add(
        option(
            "gateway endpoint",
            PathClass.GATEWAY_ENDPOINT,
            new Rate(0, 0, Double.POSITIVE_INFINITY),
            load,
            "for S3 and DynamoDB of the region"));
    for (PriceTable.Machine machine : prices.instances()) {
      long count = count(machine, load);
      options.add(
          option(
              count == 1 ? machine.type() : count + " " + machine.type(),
              PathClass.NAT_INSTANCE,
              new Rate(
                  0, count * machine.month() / PriceTable.HOURS_OF_MONTH, count * machine.gbps()),
              load,
              ""));
    }
    return new TransferAdvice(
        load.bytes(),
        gb,
        load.term(),
        zones,
        load.days(),
        stood(options),
        breakEvens(prices, zones));
  }

  /** As many as it takes to be done in time, where a time was given; else one. */
  private static long count(PriceTable.Machine machine, Load load) {
    return load.days()
        .map(most -> (long) Math.ceil(days(load.bytes(), machine.gbps()) / most - 1e-9))
        .map(count -> Math.max(1, count))
        .orElse(1L);
  }

  /**
   * What a way costs and carries.
   *
   * @param hour what an hour of it costs
   */
  private record Rate(double data, double hour, double gbps) {}

  /** That of a way which stands in each zone, and whose prices begin with its name. */
  private static Rate rate(PriceTable prices, Load load, String name) {
    return new Rate(
        prices.price(name + "-gb").of(prices.gb(load.bytes())),
        load.zones() * prices.first(name + "-hour"),
        load.zones() * prices.gbps(name + "-gbps"));
  }

  private static Option option(
      String name, PathClass path, Rate rate, Load load, String condition) {
    double least = days(load.bytes(), rate.gbps());
    String fact = "";
    if (load.peakGbps() > rate.gbps()) {
      fact =
          String.format(
              Locale.ROOT,
              "in the busiest hundredth of the time %.2f Gbit/s passed, and it carries %.2f",
              load.peakGbps(),
              rate.gbps());
    } else if (load.most().filter(most -> least > most + 1e-9).isPresent()) {
      fact =
          String.format(
              Locale.ROOT,
              "it takes %.1f days, and there are %.1f",
              least,
              load.most().orElseThrow());
    }
    return new Option(
        name,
        path,
        rate.data(),
        rate.hour() * (load.term() == Term.MONTH ? PriceTable.HOURS_OF_MONTH : 24 * least),
        Optional.of(rate.gbps()).filter(Double::isFinite),
        least,
        condition,
        fact.isEmpty() ? Standing.WORSE : Standing.REFUSED,
        fact);
  }

  /** How long some bytes take at least; a Gbit is 10^9 bits. */
  static double days(double bytes, double gbps) {
    return bytes * 8 / (gbps * 1e9) / SECONDS_OF_DAY;
  }

  private static List<Option> stood(List<Option> options) {
    return options.stream()
        .map(one -> isBest(one, options) ? one.standing(Standing.BEST) : one)
        .sorted(
            Comparator.comparing((Option one) -> one.standing() == Standing.REFUSED)
                .thenComparing(Option::cost))
        .toList();
  }

  /** What is of use for some traffic only is no reason against what is of use for all. */
  private static boolean isBest(Option one, List<Option> all) {
    return one.standing() != Standing.REFUSED
        && all.stream()
            .filter(other -> other.standing() != Standing.REFUSED)
            .filter(
                other -> other.condition().isEmpty() || other.condition().equals(one.condition()))
            .noneMatch(
                other ->
                    other.cost() <= one.cost()
                        && other.days() <= one.days()
                        && (other.cost() < one.cost() || other.days() < one.days()));
  }

  private static List<BreakEven> breakEvens(PriceTable prices, int zones) {
    double gatewayMonth = zones * PriceTable.HOURS_OF_MONTH * prices.first("nat-gateway-hour");
    double gatewayGb = prices.first("nat-gateway-gb");
    double endpointMonth = PriceTable.HOURS_OF_MONTH * prices.first("interface-endpoint-hour");
    List<BreakEven> all = new ArrayList<>();
    for (PriceTable.Machine machine : prices.instances()) {
      all.add(
          new BreakEven(
              machine.type(),
              "NAT gateway",
              Math.max(0, (machine.month() - gatewayMonth) / gatewayGb)));
      all.add(
          new BreakEven(
              machine.type() + " with a gateway that stands by",
              "NAT gateway",
              machine.month() / gatewayGb));
    }
    double saved = gatewayGb - prices.first("interface-endpoint-gb");
    if (saved > 0) {
      all.add(
          new BreakEven(
              "interface endpoint beside it", "NAT gateway", zones * endpointMonth / saved));
    }
    return all;
  }
}
