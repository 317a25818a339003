package dev.bering.examples;

import dev.bering.examples.ConnectionColumn.Kind;
import dev.bering.examples.TrafficKind.Range;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Connections that nobody made: normal traffic with floods, scans and thefts in some hours, as
 * {@code traffic.csv} says. Each hour holds as many rows as its kinds weigh, so a flood shows in
 * the volume too.
 *
 * @param seed the same seed gives the same lines, on every machine
 * @param rowCount at least one a slice
 */
record GeneratedConnections(long seed, int rowCount) implements ConnectionSource {

  /** Columns that repeat another one: the host's rates follow those of the last two seconds. */
  private static final Map<ConnectionColumn, ConnectionColumn> REPEATS =
      Map.of(
          ConnectionColumn.SRV_SERROR_RATE, ConnectionColumn.SERROR_RATE,
          ConnectionColumn.SRV_RERROR_RATE, ConnectionColumn.RERROR_RATE,
          ConnectionColumn.DST_HOST_SAME_SRV_RATE, ConnectionColumn.SAME_SRV_RATE,
          ConnectionColumn.DST_HOST_DIFF_SRV_RATE, ConnectionColumn.DIFF_SRV_RATE,
          ConnectionColumn.DST_HOST_SRV_DIFF_HOST_RATE, ConnectionColumn.SRV_DIFF_HOST_RATE,
          ConnectionColumn.DST_HOST_SERROR_RATE, ConnectionColumn.SERROR_RATE,
          ConnectionColumn.DST_HOST_SRV_SERROR_RATE, ConnectionColumn.SERROR_RATE,
          ConnectionColumn.DST_HOST_RERROR_RATE, ConnectionColumn.RERROR_RATE,
          ConnectionColumn.DST_HOST_SRV_RERROR_RATE, ConnectionColumn.RERROR_RATE);

  private static final List<Hour> BY_HOUR = byHour(TrafficKind.all());

  /** The traffic of an hour of the day. */
  private record Hour(List<TrafficKind> kinds, int weight) {}

  GeneratedConnections {
    if (rowCount < HOURS) {
      throw new IllegalStateException("rowCount is " + rowCount + ", less than one a slice");
    }
  }

  @Override
  public String sentence(long rows) {
    return String.format(Locale.ROOT, "generated, seed %d, %,d connections", seed, rows);
  }

  @Override
  public String name() {
    return "the generator with seed " + seed;
  }

  @Override
  public long firstRowOf(int hour, long rows) {
    long before = BY_HOUR.stream().limit(hour).mapToLong(Hour::weight).sum();
    long all = BY_HOUR.stream().mapToLong(Hour::weight).sum();
    return rows * before / all;
  }

  @Override
  public void forEachLine(Consumer<String> consumer) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int hour = 0; hour < HOURS; hour++) {
      long rows = firstRowOf(hour + 1, rowCount) - firstRowOf(hour, rowCount);
      for (long row = 0; row < rows; row++) {
        consumer.accept(line(pick(BY_HOUR.get(hour), random), random));
      }
    }
  }

  private static List<Hour> byHour(List<TrafficKind> all) {
    List<Hour> hours = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      int now = hour;
      List<TrafficKind> kinds = all.stream().filter(kind -> kind.hours().get(now)).toList();
      hours.add(new Hour(kinds, kinds.stream().mapToInt(TrafficKind::share).sum()));
    }
    return List.copyOf(hours);
  }

  private static TrafficKind pick(Hour hour, SplittableRandom random) {
    int left = random.nextInt(hour.weight());
    for (TrafficKind kind : hour.kinds()) {
      left -= kind.share();
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("shares beyond the weight of " + hour);
  }

  private static String line(TrafficKind kind, SplittableRandom random) {
    Map<ConnectionColumn, Integer> numbers = new EnumMap<>(ConnectionColumn.class);
    StringBuilder line = new StringBuilder(200);
    for (ConnectionColumn column : ConnectionColumn.values()) {
      Integer repeated = numbers.get(REPEATS.get(column));
      int number = repeated == null ? draw(kind, column, random) : repeated;
      numbers.put(column, number);
      switch (column.kind()) {
        case TEXT -> line.append(text(kind, column, random));
        case WHOLE -> line.append(number);
        case RATE -> appendHundredths(line, number);
      }
      line.append(column == ConnectionColumn.LABEL ? "" : ",");
    }
    return line.toString();
  }

  private static int draw(TrafficKind kind, ConnectionColumn column, SplittableRandom random) {
    Range range = kind.ranges().get(column);
    if (range == null || column.kind() == Kind.TEXT) {
      return 0;
    }
    return switch (column) {
      case SRC_BYTES, DST_BYTES, DURATION -> range.skewed(random);
      default -> range.even(random);
    };
  }

  private static String text(TrafficKind kind, ConnectionColumn column, SplittableRandom random) {
    return switch (column) {
      case PROTOCOL_TYPE -> kind.protocol();
      case SERVICE -> kind.services().get(random.nextInt(kind.services().size()));
      case FLAG -> kind.flag();
      case LABEL -> kind.label();
      default -> throw new IllegalStateException("no text for column " + column);
    };
  }

  private static void appendHundredths(StringBuilder line, int hundredths) {
    line.append(hundredths / 100).append('.');
    line.append((char) ('0' + hundredths / 10 % 10)).append((char) ('0' + hundredths % 10));
  }
}
