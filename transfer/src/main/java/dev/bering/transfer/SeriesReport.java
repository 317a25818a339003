package dev.bering.transfer;

import dev.bering.model.Durations;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter.Answer;
import dev.bering.transfer.FlowCounter.Counted;
import dev.bering.transfer.FlowCounter.Question;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Who contributed how much when. A record belongs to the bucket in which it starts.
 *
 * @param keys what tells contributors apart
 * @param every seconds of a bucket
 * @param buckets without a gap, from the first to the last of which anything is told
 * @param lines those who contributed most over all buckets, in falling order
 * @param others what everybody else contributed, bucket by bucket
 * @param contributors how many there are in all
 * @param sum of all of them
 * @param logged what the logs hold in all; more than the sum where each byte counts once
 * @param paths what each way comes to, where each byte counts once
 * @param unanswered sound lines that do not have the fields that were asked for
 * @param tally what was read
 * @param untagged what those without a tag come to, for each tag that is a key and that any lacks
 */
public record SeriesReport(
    List<String> keys,
    long every,
    List<Bucket> buckets,
    List<Line> lines,
    List<Long> others,
    long contributors,
    long sum,
    long logged,
    Map<PathClass, Long> paths,
    long unanswered,
    FlowTally tally,
    List<TopReport.Untagged> untagged) {

  private static final long MOST_BUCKETS = 100_000;

  /** What is known of a bucket. */
  public enum State {
    /** There was traffic, of whomever. */
    TRAFFIC,
    /** Interfaces said that there was none. */
    QUIET,
    /** All that was said is that records were lost. */
    LOST,
    /** Nothing was said. */
    UNKNOWN;

    /** Whether the values of the bucket are what was, and no gap. */
    public boolean isKnown() {
      return this == TRAFFIC || this == QUIET;
    }
  }

  /**
   * A time.
   *
   * @param skipped lines that say that records were lost; the values are then too small
   */
  public record Bucket(Instant begin, State state, long skipped) {}

  /**
   * One who contributed.
   *
   * @param values one for each bucket; 0 also where nothing is known
   */
  public record Line(List<String> keys, long sum, List<Long> values) {
    public Line {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }
  }

  public SeriesReport {
    keys = List.copyOf(keys);
    buckets = List.copyOf(buckets);
    lines = List.copyOf(lines);
    others = List.copyOf(others);
    Map<PathClass, Long> copy = new EnumMap<>(PathClass.class);
    copy.putAll(paths);
    paths = Collections.unmodifiableMap(copy);
    untagged = List.copyOf(untagged);
  }

  /**
   * Counts logs by time.
   *
   * @param every seconds
   * @throws UserException SERIES_TOO_LONG, and what {@link FlowCounter} refuses
   */
  public static SeriesReport of(
      FlowCounter counter,
      FlowLogs logs,
      FlowMeasure measure,
      long every,
      Optional<TimeWindow> window,
      int limit) {
    Contribution states =
        new Contribution(
            List.of(new FieldRef.IfThere(FlowField.LOG_STATUS)),
            measure.ofInterfaces(),
            Optional.empty());
    Counted counted =
        counter.count(
            logs, List.of(measure.question(every, window), new Question(states, every, window)));
    Answer answer = counted.answers().get(0);
    CountOnce.Folded folded = measure.fold(answer);
    ContributorTable all = new ContributorTable();
    folded.periods().values().forEach(all::addAll);
    List<Contributor> top = all.top(limit);
    List<Bucket> buckets = buckets(counted.answers().get(1).periods(), every);
    List<byte[]> keys =
        top.stream()
            .map(one -> String.join(" ", one.keys()).getBytes(StandardCharsets.UTF_8))
            .toList();
    List<List<Long>> values = new ArrayList<>();
    top.forEach(one -> values.add(new ArrayList<>()));
    List<Long> others = new ArrayList<>();
    for (Bucket bucket : buckets) {
      ContributorTable table =
          folded.periods().getOrDefault(bucket.begin().getEpochSecond(), new ContributorTable());
      long rest = table.sum();
      for (int i = 0; i < keys.size(); i++) {
        long value = table.sum(keys.get(i));
        values.get(i).add(value);
        rest -= value;
      }
      others.add(rest);
    }
    List<Contributor> shown = TagText.shown(measure.names(), top);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      lines.add(new Line(shown.get(i).keys(), shown.get(i).sum(), values.get(i)));
    }
    return new SeriesReport(
        measure.names(),
        every,
        buckets,
        lines,
        others,
        all.size(),
        all.sum(),
        folded.logged(),
        folded.paths(),
        answer.unanswered(),
        counted.tally(),
        TagText.untagged(measure.names(), all));
  }

  private static List<Bucket> buckets(SortedMap<Long, ContributorTable> states, long every) {
    List<Bucket> buckets = new ArrayList<>();
    if (states.isEmpty()) {
      return buckets;
    }
    long first = states.firstKey();
    long last = states.lastKey();
    long count = (last - first) / every + 1;
    if (count > MOST_BUCKETS) {
      throw UserException.usage(
          new Problem(
              "SERIES_TOO_LONG",
              "Cannot show a series every %s from %s to %s: it has %d values, more than %d."
                  .formatted(
                      Durations.written(Duration.ofSeconds(every)),
                      Instant.ofEpochSecond(first),
                      Instant.ofEpochSecond(last),
                      count,
                      MOST_BUCKETS),
              "give a longer --every, or --since and --until"));
    }
    for (long begin = first; begin <= last; begin += every) {
      ContributorTable table = states.getOrDefault(begin, new ContributorTable());
      long skipped = count(table, "SKIPDATA");
      long quiet = count(table, "NODATA");
      State state =
          table.samples() > skipped + quiet
              ? State.TRAFFIC
              : quiet > 0 ? State.QUIET : skipped > 0 ? State.LOST : State.UNKNOWN;
      buckets.add(new Bucket(Instant.ofEpochSecond(begin), state, skipped));
    }
    return buckets;
  }

  private static long count(ContributorTable table, String status) {
    return table.sum(status.getBytes(StandardCharsets.UTF_8));
  }

  /** Buckets of which nothing is known. */
  public long gaps() {
    return buckets.stream().filter(bucket -> !bucket.state().isKnown()).count();
  }

  /** The lines as of a report of who contributed most; for what holds of both. */
  public TopReport top() {
    return new TopReport(
        keys,
        lines.stream().map(line -> new Contributor(line.keys(), line.sum(), 0)).toList(),
        contributors,
        sum,
        0,
        unanswered,
        tally,
        untagged);
  }
}
