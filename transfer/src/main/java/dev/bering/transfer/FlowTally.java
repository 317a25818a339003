package dev.bering.transfer;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was read, whatever it was asked for.
 *
 * @param files that were read
 * @param lines of records, headers and empty lines left out
 * @param records of traffic: lines whose status is OK
 * @param windows by interface, how many aggregation windows were told of
 * @param span when the first and the last line start; empty if no line says
 * @param odd what was odd; odd lines are in no other count
 * @param control messages by which CloudWatch Logs only sees that a subscription is reached
 */
public record FlowTally(
    long files,
    long lines,
    long records,
    Map<String, Windows> windows,
    Optional<Span> span,
    Oddities odd,
    long control) {

  /** What was read without messages. */
  FlowTally(
      long files,
      long lines,
      long records,
      Map<String, Windows> windows,
      Optional<Span> span,
      Oddities odd) {
    this(files, lines, records, windows, span, odd, 0);
  }

  /** A file of which nothing could be read. */
  static FlowTally unread(Oddities why) {
    return new FlowTally(1, 0, 0, Map.of(), Optional.empty(), why);
  }

  /**
   * From the first line to the last.
   *
   * @param first when it starts
   * @param last when it starts
   */
  public record Span(Instant first, Instant last) {

    private Span and(Span more) {
      return new Span(
          more.first.isBefore(first) ? more.first : first,
          more.last.isAfter(last) ? more.last : last);
    }
  }

  public FlowTally {
    windows = Map.copyOf(windows);
  }

  /**
   * Of one interface.
   *
   * @param noData windows in which nothing moved
   * @param skipped records that say that some were lost; each may stand for many flows
   */
  public record Windows(long noData, long skipped) {

    Windows and(Windows more) {
      return new Windows(noData + more.noData, skipped + more.skipped);
    }
  }

  /** The same of a file before whose lines there are others. */
  FlowTally after(long before) {
    return new FlowTally(files, lines, records, windows, span, odd.after(before), control);
  }

  /** All of some, whose examples are in their order. */
  static FlowTally of(List<FlowTally> parts) {
    Map<String, Windows> windows = new HashMap<>();
    Oddities.Counter odd = new Oddities.Counter();
    for (FlowTally part : parts) {
      part.windows.forEach((name, some) -> windows.merge(name, some, Windows::and));
      odd.addAll(part.odd);
    }
    return new FlowTally(
        parts.stream().mapToLong(FlowTally::files).sum(),
        parts.stream().mapToLong(FlowTally::lines).sum(),
        parts.stream().mapToLong(FlowTally::records).sum(),
        windows,
        parts.stream().flatMap(part -> part.span.stream()).reduce(Span::and),
        odd.found(),
        parts.stream().mapToLong(FlowTally::control).sum());
  }

  /** The same, and what else was found in the same file. */
  FlowTally and(Oddities more, long control) {
    return of(List.of(this, new FlowTally(0, 0, 0, Map.of(), Optional.empty(), more, control)));
  }

  /** Records that say that some were lost, of all interfaces. */
  public long skipped() {
    return windows.values().stream().mapToLong(Windows::skipped).sum();
  }
}
