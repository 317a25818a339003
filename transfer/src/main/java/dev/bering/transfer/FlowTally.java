package dev.bering.transfer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was read, whatever it was asked for.
 *
 * @param files that were read
 * @param lines of records, headers and empty lines left out
 * @param records of traffic: lines whose status is OK
 * @param windows by interface, how many aggregation windows were told of
 * @param odd what was odd; odd lines are in no other count
 */
public record FlowTally(
    long files, long lines, long records, Map<String, Windows> windows, Oddities odd) {

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
    return new FlowTally(files, lines, records, windows, odd.after(before));
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
        odd.found());
  }

  /** Records that say that some were lost, of all interfaces. */
  public long skipped() {
    return windows.values().stream().mapToLong(Windows::skipped).sum();
  }
}
