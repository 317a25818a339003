package dev.bering.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What logs say of a network's traffic, each byte counted once, and what it costs.
 *
 * @param from when the first bucket begins
 * @param hours from the first bucket to the last, both included
 * @param every seconds of a bucket
 * @param gaps buckets of which nothing is known
 * @param paths by what a month would cost, in falling order
 * @param leaks services that are reached through a NAT gateway although an endpoint would do
 * @param servicesTold whether any record through a NAT gateway names a service; else leaks stay
 *     unseen
 * @param natGbps of NAT gateways and instances together, in the busiest hundredth of the time
 * @param natBytes of NAT gateways and instances together
 * @param watching what the logs themselves cost
 * @param unanswered lines without the fields that are needed
 * @param tally what was read
 */
public record MeasuredTraffic(
    Instant from,
    double hours,
    long every,
    long gaps,
    List<Path> paths,
    List<Leak> leaks,
    boolean servicesTold,
    double natGbps,
    long natBytes,
    Watching watching,
    long unanswered,
    FlowTally tally) {

  /** Of which a line of version 2 has some 115 bytes of text, as it is delivered and billed. */
  static final int BYTES_OF_LINE = 115;

  private static final List<String> OF_GATEWAY = List.of("S3", "DYNAMODB");

  /**
   * One way.
   *
   * @param busiestGbps in the busiest hundredth of the time
   * @param mostGbps in the busiest bucket
   * @param month what a month of it costs by the GB, at the rate of the logs
   */
  public record Path(
      PathClass path, long bytes, double busiestGbps, double mostGbps, double month) {}

  /**
   * A service that is reached through a NAT gateway.
   *
   * @param endpoint what would do instead
   * @param month what a month of it costs less that way, without the hours of an endpoint
   */
  public record Leak(String service, PathClass endpoint, long bytes, double month) {}

  /**
   * What it costs to log the traffic, a month at the rate of the logs.
   *
   * @param lines of a month
   * @param toCloudWatch delivered there
   * @param toStore delivered to S3
   * @param rule one rule of Contributor Insights that every line matches
   */
  public record Watching(double lines, double toCloudWatch, double toStore, double rule) {}

  public MeasuredTraffic {
    paths = List.copyOf(paths);
    leaks = List.copyOf(leaks);
  }

  /** What a month is, to what was measured. */
  public double months() {
    return PriceTable.HOURS_OF_MONTH / hours;
  }

  /** What has to be asked of the logs. */
  public static CountOnce asked(Inventory inventory) {
    return new CountOnce(
        inventory,
        List.of(OnceKey.OfPath.PATH, OnceKey.OfPath.SERVICE, OnceKey.OfPath.ZONES),
        List.of(),
        Optional.of(FlowField.BYTES));
  }

  /**
   * Measures.
   *
   * @param every seconds
   * @return empty if no line tells of a time
   */
  public static Optional<MeasuredTraffic> of(
      FlowCounter counter,
      FlowLogs logs,
      Inventory inventory,
      PriceTable prices,
      long every,
      Optional<TimeWindow> window) {
    CountOnce once = asked(inventory);
    SeriesReport series = SeriesReport.of(counter, logs, once, every, window, Integer.MAX_VALUE);
    return series.buckets().isEmpty() ? Optional.empty() : Optional.of(of(series, prices));
  }

  private static MeasuredTraffic of(SeriesReport series, PriceTable prices) {
    double hours = series.buckets().size() * series.every() / 3600.0;
    double months = PriceTable.HOURS_OF_MONTH / hours;
    Map<PathClass, long[]> byPath = new TreeMap<>();
    Map<String, Long> throughNat = new TreeMap<>();
    Map<PathClass, Long> cross = new TreeMap<>();
    long[] nat = new long[series.buckets().size()];
    for (SeriesReport.Line line : series.lines()) {
      PathClass path = path(line.keys().get(0));
      long[] sums = byPath.computeIfAbsent(path, key -> new long[series.buckets().size()]);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += line.values().get(i);
        nat[i] += isNat(path) ? line.values().get(i) : 0;
      }
      if (path == PathClass.NAT_GATEWAY) {
        throughNat.merge(line.keys().get(1), line.sum(), Long::sum);
      }
      if (line.keys().get(2).equals("cross")) {
        cross.merge(path, line.sum(), Long::sum);
      }
    }
    List<Path> paths = new ArrayList<>();
    byPath.forEach(
        (path, sums) -> {
          long bytes = Arrays.stream(sums).sum();
          double gb = prices.gb(bytes * months);
          double crossGb = prices.gb(cross.getOrDefault(path, 0L) * months);
          paths.add(
              new Path(
                  path,
                  bytes,
                  gbps(busiest(series, sums, 0.99), series.every()),
                  gbps(busiest(series, sums, 1), series.every()),
                  byTheGb(prices, path, gb) + 2 * crossGb * prices.first("cross-zone-gb")));
        });
    paths.sort((one, other) -> Double.compare(other.month(), one.month()));
    double lines = series.tally().lines() * months;
    double logGb = prices.gb(lines * BYTES_OF_LINE);
    return new MeasuredTraffic(
        series.buckets().get(0).begin(),
        hours,
        series.every(),
        series.gaps(),
        paths,
        leaks(throughNat, prices, months),
        throughNat.keySet().stream().anyMatch(service -> !service.equals("-")),
        gbps(busiest(series, nat, 0.99), series.every()),
        Arrays.stream(nat).sum(),
        new Watching(
            lines,
            prices.price("logs-cloudwatch-gb").of(logGb),
            prices.price("logs-s3-gb").of(logGb),
            prices.first("rule-month") + lines / 1e6 * prices.first("rule-million-events")),
        series.unanswered(),
        series.tally());
  }

  private static PathClass path(String text) {
    return Arrays.stream(PathClass.values())
        .filter(path -> path.text().equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isNat(PathClass path) {
    return path == PathClass.NAT_GATEWAY || path == PathClass.NAT_INSTANCE;
  }

  private static double byTheGb(PriceTable prices, PathClass path, double gb) {
    return switch (path) {
      case NAT_GATEWAY -> prices.price("nat-gateway-gb").of(gb);
      case INTERFACE_ENDPOINT, PRIVATELINK -> prices.price("interface-endpoint-gb").of(gb);
      default -> 0;
    };
  }

  /** What is not exceeded in such a share of the buckets of which something is known. */
  private static long busiest(SeriesReport series, long[] sums, double share) {
    List<Long> known = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      if (series.buckets().get(i).state().isKnown()) {
        known.add(sums[i]);
      }
    }
    if (known.isEmpty()) {
      return 0;
    }
    known.sort(Long::compare);
    return known.get((int) Math.ceil(share * known.size()) - 1);
  }

  private static double gbps(long bytes, long seconds) {
    return bytes * 8.0 / seconds / 1e9;
  }

  private static List<Leak> leaks(Map<String, Long> throughNat, PriceTable prices, double months) {
    List<Leak> leaks = new ArrayList<>();
    throughNat.forEach(
        (service, bytes) -> {
          // EC2 and AMAZON are addresses of machines and of whatever else, not a service.
          if (List.of("-", "EC2", "AMAZON").contains(service)) {
            return;
          }
          double gb = prices.gb(bytes * months);
          double now = prices.price("nat-gateway-gb").of(gb);
          leaks.add(
              OF_GATEWAY.contains(service)
                  ? new Leak(service, PathClass.GATEWAY_ENDPOINT, bytes, now)
                  : new Leak(
                      service,
                      PathClass.INTERFACE_ENDPOINT,
                      bytes,
                      now - prices.price("interface-endpoint-gb").of(gb)));
        });
    leaks.sort((one, other) -> Double.compare(other.month(), one.month()));
    return leaks;
  }
}
