package dev.bering.examples;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One kind of traffic of the generated data: what its connections look like, in which hours it
 * flows and how much of it there is beside the other kinds.
 *
 * @param services one of them a connection, evenly
 * @param hours hours of the day
 * @param share weight beside the other kinds of the same hour
 * @param ranges what the numeric columns may be, rates in hundredths; a column without a range is 0
 */
record TrafficKind(
    String label,
    String protocol,
    List<String> services,
    String flag,
    BitSet hours,
    int share,
    Map<ConnectionColumn, Range> ranges) {

  private static final int FIRST_RANGE = 7;

  TrafficKind {
    services = List.copyOf(services);
    hours = (BitSet) hours.clone();
    ranges = Map.copyOf(ranges);
  }

  /** From {@code low} to {@code high}, both included. */
  record Range(int low, int high) {

    /** Reads {@code 5} or {@code 5-9}. */
    static Range of(String text) {
      int dash = text.indexOf('-');
      int high = Integer.parseInt(text.substring(dash + 1));
      return new Range(dash < 0 ? high : Integer.parseInt(text.substring(0, dash)), high);
    }

    /** Any value, evenly. */
    int even(SplittableRandom random) {
      return low + random.nextInt(high - low + 1);
    }

    /** Small values more often than large ones, as sizes and durations have it. */
    int skewed(SplittableRandom random) {
      double u = random.nextDouble();
      return low + (int) ((high - low + 1) * u * u * u);
    }
  }

  /** The kinds of {@code traffic.csv}, in its order. */
  static List<TrafficKind> all() {
    List<String> lines = Resource.text("traffic.csv").lines().toList();
    String[] header = lines.get(0).split(",", -1);
    return lines.stream().skip(1).map(line -> parse(header, line.split(",", -1))).toList();
  }

  private static TrafficKind parse(String[] header, String[] cells) {
    Map<ConnectionColumn, Range> ranges = new EnumMap<>(ConnectionColumn.class);
    for (int i = FIRST_RANGE; i < header.length; i++) {
      ranges.put(ConnectionColumn.valueOf(header[i].toUpperCase(Locale.ROOT)), Range.of(cells[i]));
    }
    return new TrafficKind(
        cells[1],
        cells[2],
        List.of(cells[3].split("\\|", -1)),
        cells[4],
        hours(cells[5]),
        Integer.parseInt(cells[6]),
        ranges);
  }

  private static BitSet hours(String text) {
    BitSet hours = new BitSet(ConnectionSource.HOURS);
    for (String part : text.split("\\|", -1)) {
      Range range = Range.of(part);
      hours.set(range.low(), range.high() + 1);
    }
    return hours;
  }
}
