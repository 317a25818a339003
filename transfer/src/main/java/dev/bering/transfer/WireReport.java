package dev.bering.transfer;

import dev.bering.model.Counts;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter.Counted;
import dev.bering.transfer.FlowCounter.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    /** There is no limit. */
    NO_LIMIT,
    /** No more than the limit. */
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
   * @param gaps those of them of which an interface says nothing
   * @param lossy those of them in which an interface lost records
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

    /** What was read and written. */
    public long moved() {
      return Math.addExact(read, written);
    }

    /** Bytes on the wire by byte that was moved; empty if nothing was moved. */
    public OptionalDouble ratio() {
      return moved() == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) wire / moved());
    }

    private Pair judged(Optional<String> why, OptionalDouble limit) {
      Standing judged =
          why.isPresent()
              ? Standing.CANNOT_TELL
              : limit.isEmpty()
                  ? Standing.NO_LIMIT
                  : wire > limit.getAsDouble() * moved() ? Standing.OVER : Standing.WITHIN;
      return new Pair(
          name, runs, begun, ended, read, written, in, out, wire, buckets, gaps, lossy, judged,
          why);
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

    /** Bytes by interface, name and direction. */
    private Question traffic(TimeWindow window) {
      List<FieldRef> keys = new ArrayList<>();
      keys.add(new FieldRef.Named(FlowField.INTERFACE_ID));
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
      return new Question(all, every, Optional.of(window));
    }

    /** Whether interfaces say anything. */
    private Question states(TimeWindow window) {
      return new Question(
          new Contribution(
              List.of(
                  new FieldRef.Named(FlowField.INTERFACE_ID),
                  new FieldRef.IfThere(FlowField.LOG_STATUS)),
              List.of(),
              Optional.empty()),
          every,
          Optional.of(window));
    }

    /** The interfaces that are meant by name. */
    private Set<String> interfaces() {
      Set<String> named = new TreeSet<>();
      for (FlowFilter filter : filters) {
        if (filter instanceof FlowFilter.In in
            && in.wanted()
            && in.field().text().equals(FlowField.INTERFACE_ID.text())) {
          named.addAll(in.texts());
        }
      }
      return named;
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
    Counted counted = counter.count(logs, List.of(asked.traffic(all), asked.states(all)));
    Wire wire = Wire.of(counted, asked);
    long leftOut =
        counted.answers().get(0).unanswered()
            + counted.tally().odd().counts().entrySet().stream()
                .filter(kind -> kind.getKey().isLoss())
                .mapToLong(Map.Entry::getValue)
                .sum();
    List<Pair> pairs = new ArrayList<>();
    byName.forEach((name, runs) -> pairs.add(pair(name, runs, wire, leftOut, asked)));
    return new WireReport(
        asked.every(),
        pairs,
        wire.others(byName.keySet()),
        counted.answers().get(0).unanswered(),
        counted.tally());
  }

  /** What logs say: by name and bucket, and of which buckets interfaces say anything. */
  private record Wire(
      Map<String, Map<Long, Traffic>> names,
      Map<String, Set<Long>> known,
      Map<String, Set<Long>> lossy) {

    /** In a bucket. */
    private static final class Traffic {
      private final Set<String> interfaces = new TreeSet<>();
      private long in;
      private long out;
      private long all;

      private void add(String networkInterface, String direction, long bytes) {
        interfaces.add(networkInterface);
        all = Math.addExact(all, bytes);
        in += direction.equals("ingress") ? bytes : 0;
        out += direction.equals("egress") ? bytes : 0;
      }

      private void add(Traffic more) {
        interfaces.addAll(more.interfaces);
        all = Math.addExact(all, more.all);
        in += more.in;
        out += more.out;
      }
    }

    static Wire of(Counted counted, Asked asked) {
      Wire wire = new Wire(new TreeMap<>(), new HashMap<>(), new HashMap<>());
      counted
          .answers()
          .get(0)
          .periods()
          .forEach((begin, table) -> table.each(one -> wire.traffic(begin, one, asked)));
      counted
          .answers()
          .get(1)
          .periods()
          .forEach((begin, table) -> table.each(one -> wire.state(begin, one)));
      return wire;
    }

    private void traffic(long begin, Contributor one, Asked asked) {
      List<String> keys = one.keys();
      String name = asked.match().isPresent() ? keys.get(1) : ONE;
      if (asked.match().filter(field -> field.kind() == FlowField.Kind.TAG).isPresent()) {
        name = TagText.shown(name);
      }
      names
          .computeIfAbsent(name, n -> new TreeMap<>())
          .computeIfAbsent(begin, b -> new Traffic())
          .add(keys.get(0), keys.get(keys.size() - 1), one.sum());
    }

    private void state(long begin, Contributor one) {
      boolean isLossy = one.keys().get(1).equals("SKIPDATA");
      (isLossy ? lossy : known).computeIfAbsent(one.keys().get(0), n -> new HashSet<>()).add(begin);
    }

    Traffic during(String name, List<Long> begins) {
      Map<Long, Traffic> buckets = names.getOrDefault(name, Map.of());
      Traffic sum = new Traffic();
      begins.forEach(begin -> Optional.ofNullable(buckets.get(begin)).ifPresent(sum::add));
      return sum;
    }

    private static long count(
        Map<String, Set<Long>> said, Set<String> interfaces, List<Long> begins, boolean wanted) {
      return begins.stream()
          .filter(
              begin ->
                  interfaces.stream()
                      .anyMatch(one -> said.getOrDefault(one, Set.of()).contains(begin) == wanted))
          .count();
    }

    /** In how many buckets any of some interfaces says nothing. */
    long gaps(Set<String> interfaces, List<Long> begins) {
      return interfaces.isEmpty() ? begins.size() : count(known, interfaces, begins, false);
    }

    /** In how many buckets any of some interfaces lost records. */
    long lossy(Set<String> interfaces, List<Long> begins) {
      return count(lossy, interfaces, begins, true);
    }

    List<Other> others(Set<String> claimed) {
      return names.entrySet().stream()
          .filter(one -> !claimed.contains(one.getKey()))
          .map(
              one ->
                  new Other(
                      one.getKey(),
                      one.getValue().values().stream()
                          .mapToLong(traffic -> traffic.all)
                          .reduce(0, Math::addExact)))
          .sorted(Comparator.comparingLong(Other::wire).reversed())
          .toList();
    }
  }

  private static Pair pair(
      String name, List<MovedBytes> runs, Wire wire, long leftOut, Asked asked) {
    List<Long> begins = begins(runs, asked);
    // Of the bucket before a run nothing need be known: it may have had nothing to do then.
    List<Long> during =
        begins.stream()
            .filter(
                begin ->
                    runs.stream()
                        .anyMatch(run -> begin + asked.every() > run.begun().getEpochSecond()))
            .toList();
    Wire.Traffic traffic = wire.during(name, begins);
    Set<String> interfaces = new TreeSet<>(asked.interfaces());
    interfaces.addAll(traffic.interfaces);
    Pair found =
        new Pair(
            name,
            runs.size(),
            runs.stream().map(MovedBytes::begun).min(Comparator.naturalOrder()).orElseThrow(),
            runs.stream().map(MovedBytes::ended).max(Comparator.naturalOrder()).orElseThrow(),
            runs.stream().mapToLong(MovedBytes::read).reduce(0, Math::addExact),
            runs.stream().mapToLong(MovedBytes::written).reduce(0, Math::addExact),
            traffic.in,
            traffic.out,
            traffic.all,
            during.size(),
            (int) wire.gaps(interfaces, during),
            (int) wire.lossy(interfaces, begins),
            Standing.NO_LIMIT,
            Optional.empty());
    return found.judged(why(found, leftOut), asked.limit());
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

  private static Optional<String> why(Pair pair, long leftOut) {
    if (pair.gaps() > 0) {
      return Optional.of(
          "of %d of %d buckets not every interface says something"
              .formatted(pair.gaps(), pair.buckets()));
    }
    if (pair.lossy() > 0) {
      return Optional.of(
          "records were lost in %d of %d buckets".formatted(pair.lossy(), pair.buckets()));
    }
    if (leftOut > 0) {
      return Optional.of("lines or files of the logs were left out: " + Counts.of(leftOut));
    }
    if (pair.moved() == 0) {
      return Optional.of("nothing was moved over the network");
    }
    boolean isDirected = pair.in() + pair.out() == pair.wire() && pair.wire() > 0;
    if (pair.wire() < pair.moved()
        || (isDirected && (pair.in() < pair.read() || pair.out() < pair.written()))) {
      return Optional.of("less was logged than was moved");
    }
    return Optional.empty();
  }
}
