package dev.bering.transfer;

import dev.bering.model.UserException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What runs have moved, as they counted it, beside what the network logged meanwhile.
 *
 * <p>The network also carries requests, headers, acknowledgements and what was sent again, so that
 * it logs more than was moved; how much more is what tells of trouble. Less than was moved means
 * that the logs are not those of the runs, or not all of them.
 *
 * @param every seconds of a bucket, in which times are told apart
 * @param pairs by name
 * @param others what was logged meanwhile of names of which no run has told, in falling order
 * @param unanswered sound lines that do not have the fields that were asked for
 * @param tally what was read
 */
public record WireReport(
    long every, List<Pair> pairs, List<Other> others, long unanswered, FlowTally tally) {

  /** What can be said. */
  public enum Standing {
    /** No more than the limit, if there is one. */
    WITHIN,
    /** More than the limit. */
    OVER,
    /** The logs do not tell all of it. */
    CANNOT_TELL
  }

  /**
   * The runs of one name.
   *
   * @param runs how many
   * @param begun when the first began
   * @param ended when the last ended
   * @param read what they took from the network
   * @param written what they gave to it
   * @param in what the network brought, of what is told apart by direction
   * @param out what it took, likewise
   * @param wire all that was logged, also of what has no direction
   * @param buckets of the time of the runs
   * @param gaps those of them of which nothing is known
   * @param lossy those of them in which records were lost
   * @param why what stands in the way of an answer; empty if nothing does
   */
  public record Pair(
      String name,
      int runs,
      Instant begun,
      Instant ended,
      long read,
      long written,
      long in,
      long out,
      long wire,
      int buckets,
      int gaps,
      int lossy,
      Standing standing,
      Optional<String> why) {

    /** Bytes on the wire by byte that was moved; empty if nothing was moved. */
    public OptionalDouble ratio() {
      return ratio(wire, read + written);
    }

    private static OptionalDouble ratio(long wire, long moved) {
      return moved == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) wire / moved);
    }
  }

  /** Somebody else's traffic. */
  public record Other(String name, long wire) {}

  /**
   * How logs and runs are brought together.
   *
   * @param match the field whose values are the names of runs; if empty, all runs are one, and all
   *     that the filters let pass is theirs
   * @param filters which records are theirs
   * @param every seconds of a bucket; as long as the flow log gathers, which is a minute or ten
   * @param limit bytes on the wire by byte that was moved, at most; empty for none
   */
  public record Asked(
      Optional<FlowField> match, List<FlowFilter> filters, long every, OptionalDouble limit) {
    public Asked {
      filters = List.copyOf(filters);
    }

    FlowMeasure measure() {
      List<FieldRef> keys = new ArrayList<>();
      match.ifPresent(field -> keys.add(new FieldRef.Named(field)));
      keys.add(new FieldRef.IfThere(FlowField.FLOW_DIRECTION));
      Contribution all =
          new Contribution(
              keys,
              List.of(new FlowFilter.Traffic()),
              Optional.of(new FieldRef.Named(FlowField.BYTES)));
      for (FlowFilter filter : filters) {
        all = all.where(filter);
      }
      return new FlowMeasure.Logged(all);
    }

    /**
     * From a bucket before the first, as a record that began there may hold bytes of a run, to the
     * end of the last.
     */
    private TimeWindow window(Instant begun, Instant ended) {
      long first = Math.floorDiv(begun.getEpochSecond(), every) - 1;
      long last = Math.floorDiv(ended.getEpochSecond(), every) + 1;
      return new TimeWindow(
          Instant.ofEpochSecond(first * every), Instant.ofEpochSecond(last * every));
    }
  }

  private static final String ONE = "all";

  public WireReport {
    pairs = List.copyOf(pairs);
    others = List.copyOf(others);
  }

  /**
   * Holds runs against logs.
   *
   * @param moved one run or more
   * @throws UserException what {@link FlowCounter} refuses
   */
  public static WireReport of(
      FlowCounter counter, FlowLogs logs, List<MovedBytes> moved, Asked asked) {
    Map<String, List<MovedBytes>> byName = new TreeMap<>();
    moved.forEach(
        run ->
            byName
                .computeIfAbsent(
                    asked.match().isPresent() ? run.name() : ONE, n -> new ArrayList<>())
                .add(run));
    TimeWindow all =
        asked.window(
            moved.stream().map(MovedBytes::begun).min(Comparator.naturalOrder()).orElseThrow(),
            moved.stream().map(MovedBytes::ended).max(Comparator.naturalOrder()).orElseThrow());
    SeriesReport series =
        SeriesReport.of(
            counter, logs, asked.measure(), asked.every(), Optional.of(all), Integer.MAX_VALUE);
    List<Pair> pairs = new ArrayList<>();
    byName.forEach((name, runs) -> pairs.add(pair(name, runs, series, asked)));
    return new WireReport(
        asked.every(),
        pairs,
        asked.match().isPresent() ? others(series, byName) : List.of(),
        series.unanswered(),
        series.tally());
  }

  private static List<Other> others(SeriesReport series, Map<String, List<MovedBytes>> known) {
    Map<String, Long> sums = new TreeMap<>();
    for (SeriesReport.Line line : series.lines()) {
      if (!known.containsKey(line.keys().get(0))) {
        sums.merge(line.keys().get(0), line.sum(), Math::addExact);
      }
    }
    return sums.entrySet().stream()
        .map(one -> new Other(one.getKey(), one.getValue()))
        .sorted(Comparator.comparingLong(Other::wire).reversed())
        .toList();
  }

  private static Pair pair(String name, List<MovedBytes> runs, SeriesReport series, Asked asked) {
    Map<Long, SeriesReport.Bucket> told = new TreeMap<>();
    Map<Long, Integer> places = new TreeMap<>();
    for (int i = 0; i < series.buckets().size(); i++) {
      long begin = series.buckets().get(i).begin().getEpochSecond();
      told.put(begin, series.buckets().get(i));
      places.put(begin, i);
    }
    List<Integer> during = new ArrayList<>();
    int buckets = 0;
    int gaps = 0;
    int lossy = 0;
    for (long begin : begins(runs, asked)) {
      boolean isBefore =
          runs.stream().allMatch(run -> begin + asked.every() <= run.begun().getEpochSecond());
      SeriesReport.Bucket bucket = told.get(begin);
      if (bucket != null) {
        during.add(Objects.requireNonNull(places.get(begin)));
        lossy += bucket.skipped() > 0 ? 1 : 0;
      }
      // Of the bucket before a run nothing need be known: it may have had nothing to do then.
      if (!isBefore) {
        buckets++;
        gaps += bucket == null || !bucket.state().isKnown() ? 1 : 0;
      }
    }
    long in = 0;
    long out = 0;
    long wire = 0;
    for (SeriesReport.Line line : series.lines()) {
      List<String> keys = line.keys();
      if (asked.match().isPresent() && !keys.get(0).equals(name)) {
        continue;
      }
      long sum = during.stream().mapToLong(line.values()::get).sum();
      String direction = keys.get(keys.size() - 1);
      wire = Math.addExact(wire, sum);
      in += direction.equals("ingress") ? sum : 0;
      out += direction.equals("egress") ? sum : 0;
    }
    long read = runs.stream().mapToLong(MovedBytes::read).reduce(0, Math::addExact);
    long written = runs.stream().mapToLong(MovedBytes::written).reduce(0, Math::addExact);
    Optional<String> why = why(read, written, in, out, wire, buckets, gaps, lossy);
    return new Pair(
        name,
        runs.size(),
        runs.stream().map(MovedBytes::begun).min(Comparator.naturalOrder()).orElseThrow(),
        runs.stream().map(MovedBytes::ended).max(Comparator.naturalOrder()).orElseThrow(),
        read,
        written,
        in,
        out,
        wire,
        buckets,
        gaps,
        lossy,
        why.isPresent()
            ? Standing.CANNOT_TELL
            : isOver(wire, Math.addExact(read, written), asked.limit())
                ? Standing.OVER
                : Standing.WITHIN,
        why);
  }

  /** When the buckets begin that hold records of runs, each once. */
  private static List<Long> begins(List<MovedBytes> runs, Asked asked) {
    return runs.stream()
        .map(run -> asked.window(run.begun(), run.ended()))
        .flatMap(
            window ->
                LongStream.iterate(
                        window.since().getEpochSecond(),
                        begin -> begin < window.until().getEpochSecond(),
                        begin -> begin + asked.every())
                    .boxed())
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean isOver(long wire, long moved, OptionalDouble limit) {
    return limit.isPresent() && wire > limit.getAsDouble() * moved;
  }

  private static Optional<String> why(
      long read, long written, long in, long out, long wire, int buckets, int gaps, int lossy) {
    if (gaps > 0) {
      return Optional.of("of %d of %d buckets the logs say nothing".formatted(gaps, buckets));
    }
    if (lossy > 0) {
      return Optional.of("records were lost in %d of %d buckets".formatted(lossy, buckets));
    }
    if (read + written == 0) {
      return Optional.of("nothing was moved over the network");
    }
    boolean isDirected = in + out == wire && wire > 0;
    if (wire < read + written || (isDirected && (in < read || out < written))) {
      return Optional.of("less was logged than was moved");
    }
    return Optional.empty();
  }
}
